import { describe, expect, it } from 'vitest';
import type { RunProgress } from '../../../src/domain/progress.ts';
import { goingText } from '../../../src/domain/text/going-text.ts';
import { aProgress, aRequest } from '../../app/a-request.ts';

const REQUEST = aRequest({ scenario: 'max-connection-duration', parameters: { value_ms: 1000 } });
const now = (changed: Partial<RunProgress>) =>
  goingText({ request: REQUEST, state: 'running', progress: aProgress(34_000, changed) });

describe('a run that goes on', () => {
  it('that has not begun has moved nothing', () => {
    const waits = goingText({ request: REQUEST, state: 'queued', progress: null });
    expect(waits).toBe(
      '*max-connection-duration 1s* on `lab` (`r-00000001`) waits in the queue: nothing was touched, so no connection has moved because of it.',
    );
    expect(goingText({ request: REQUEST, state: 'awaiting_approval', progress: null })).toContain(
      'waits for an approval',
    );
    expect(goingText({ request: REQUEST, state: 'running', progress: null })).toContain('is starting');
  });

  it('says what the phase does to connections, by the setting of its arm', () => {
    expect(now({ phase: 'warm-up', arm: null })).toContain('Nothing on `lab` is touched');
    expect(now({ phase: 'change', arm: 'control' })).toContain('The Pods are replaced. Each Pod');
    expect(now({ phase: 'change', arm: 'treatment-3' })).toContain('replaced with `max_connection_duration` 1s.');
    expect(now({ arm: 'control' })).toContain('nothing closes an open connection');
    expect(now({ arm: 'treatment' })).toContain('asks each connection to leave 1 s after it was opened');
    expect(now({ phase: 'restore', arm: null, state: 'restoring' })).toContain('gets its own configuration back');
  });

  it('tells the arms of a run apart in which clients reconnect from those in which Pods come', () => {
    const request = aRequest({ scenario: 'client-round-robin', parameters: { add_pods: 2 } });
    const during = (arm: string) =>
      goingText({ request, state: 'running', progress: aProgress(34_000, { phase: 'change', arm }) });
    expect(during('treatment-2')).toMatch(/every client reconnects ·[\s\S]*Every client closes its connection/);
    expect(during('control-scaled')).toMatch(/Pods come ·[\s\S]*2 Pods more come while every client stays connected/);
  });

  it('shows how far it is and where the connections are', () => {
    const lines = now({}).split('\n');
    expect(lines[0]).toContain('control: observing · 34 s of about 44 s');
    expect(lines[2]).toContain('`envoy-1 8');
  });
});
