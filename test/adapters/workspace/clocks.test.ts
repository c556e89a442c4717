import { afterEach, expect, test, vi } from 'vitest';
import { createResponseUrls } from '../../../src/adapters/workspace/delivery/response-urls.ts';
import { createTriggerStore } from '../../../src/adapters/workspace/delivery/triggers.ts';
import { createMessageClock } from '../../../src/adapters/workspace/state/message-clock.ts';
import { createWorkspaceState } from '../../../src/adapters/workspace/state/workspace-state.ts';

afterEach(() => vi.useRealTimers());

test('a trigger opens a modal within 3 s and not later', () => {
  let now = 0;
  const triggers = createTriggerStore(() => now);
  const [soon, late] = [triggers.issue('U1'), triggers.issue('U1')];
  now = 3000;
  expect(triggers.exchange(soon)).toBe('U1');
  now = 3001;
  expect(() => triggers.exchange(late)).toThrow('expired_trigger_id');
});

test('a response_url is good for 30 minutes', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const state = createWorkspaceState(undefined, undefined);
  const urls = createResponseUrls(state, 'http://127.0.0.1:1');
  const { id } = urls.issue({ user: 'U0000000001', channel: 'C0000000001' });
  vi.advanceTimersByTime(30 * 60_000);
  urls.respond(id, { text: 'in time' });
  vi.advanceTimersByTime(1);
  expect(() => urls.respond(id, { text: 'too late' })).toThrow('expired_url');
  expect(state.ephemerals.of('U0000000001').map(({ text }) => text)).toEqual(['in time']);
});

test('each timestamp is later than the one before, whatever the clock does', () => {
  const times = [1_700_000_000_123, 1_700_000_000_123, 1_600_000_000_000, 1_700_000_000_124];
  const clock = createMessageClock(() => times.shift() ?? 0);
  const given = [clock.next(), clock.next(), clock.next(), clock.next()];
  expect(given).toEqual(['1700000000.123000', '1700000000.123001', '1700000000.123002', '1700000000.124000']);
  clock.after('1700000001.000005');
  expect(clock.next()).toBe('1700000001.000006');
});
