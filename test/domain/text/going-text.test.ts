import { describe, expect, it } from 'vitest';
import type { Doing, RunProgress } from '../../../src/domain/progress.ts';
import type { ScenarioName } from '../../../src/domain/scenario.ts';
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
    const during = (arm: string, doing: Doing) =>
      goingText({ request, state: 'running', progress: aProgress(34_000, { phase: 'change', arm, doing }) });
    expect(during('treatment-2', 'reconnect')).toMatch(
      /every client reconnects ·[\s\S]*Every client closes its connection/,
    );
    expect(during('control-scaled', 'scale-out')).toMatch(
      /scaling out ·[\s\S]*2 Pods more come while every client stays connected/,
    );
  });

  it('says of a change what it does at this moment, not what other scenarios do', () => {
    const changing = (doing: Doing, scenario: ScenarioName) => {
      const progress = aProgress(34_000, { phase: 'change', arm: 'control', doing });
      return goingText({ request: aRequest({ scenario }), state: 'running', progress });
    };
    const killing = changing('pod-kill', 'pod-kill');
    expect(killing).toContain('control: killing a Pod ·');
    expect(killing).toContain('A killed Pod says no GOAWAY');
    expect(changing('scale-out', 'scale-out')).toContain('control: scaling out ·');
    expect(changing('restart', 'drain')).toContain('control: restarting ·');
    const noise = changing('prepare', 'health-check-noise');
    expect(noise).toContain('control: preparing ·');
    expect(noise).not.toContain('replaced');
    // Of a written plan each arm has a change of its own.
    expect(changing('reconnect', 'custom')).toContain('Every client closes its connection and opens another');
  });

  it('shows how far it is and where the connections are', () => {
    const lines = now({}).split('\n');
    expect(lines[0]).toContain('control: observing · 34 s of about 44 s');
    expect(lines[2]).toContain('`envoy-1 8');
  });
});
