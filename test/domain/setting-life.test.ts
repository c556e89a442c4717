import { describe, expect, it } from 'vitest';
import type { RequestSetting } from '../../src/domain/setting.ts';
import { pickedAnewMs, picksUnder, requestsLifeMs } from '../../src/domain/setting-life.ts';
import { simulateConnections } from '../../src/domain/simulation/simulate-connections.ts';
import type { Workload } from '../../src/domain/workload.ts';

const UNARY: Workload = { rpc: 'unary', stream_ms: null };
const STREAM: Workload = { rpc: 'server-stream', stream_ms: 5000 };
const limit = (requests: number): RequestSetting => ({ kind: 'max-requests', requests });

/** Picks per second, and the mean share of the clients with a connection, of a replay. */
function replayed(setting: RequestSetting, workload: Workload): { picks: number; duty: number } {
  const [clients, intervalMs, warmMs, endMs] = [200, 3000, 30_000, 630_000];
  const opened = new Map<number, number>();
  let [picks, open] = [0, 0];
  const listener = {
    onPick(at: number, _uid: string, client: number) {
      opened.set(client, at);
      if (at >= warmMs) picks += 1;
    },
    onClose(at: number, _uid: string, client: number) {
      open += Math.max(0, at - Math.max(warmMs, opened.get(client) ?? at));
    },
  };
  const pods = { pods: ['a', 'b'], timeline: [], settingOf: () => setting };
  simulateConnections({ clients, intervalMs, endMs, seed: 7, workload, ...pods }, listener);
  const lasted = endMs - warmMs;
  return { picks: (1000 * picks) / lasted, duty: open / (clients * lasted) };
}

describe('a limit on requests', () => {
  it.each([
    [1, UNARY, 20 / 3, 0, 3000],
    [5, UNARY, 20 / 15, 12_000, 15_000],
    // A stream of 5 s is one request, and the next begins at the second interval.
    [1, STREAM, 20 / 6, 5000, 6000],
    [4, STREAM, 20 / 24, 23_000, 24_000],
  ])(
    'of %i for %o is %d picks/s, a life of %i ms, and all anew within %i ms',
    (requests, workload, rate, life, anew) => {
      const speaking = { ...workload, clients: 20, interval_ms: 3000 };
      expect(picksUnder(limit(requests), speaking)).toBeCloseTo(rate, 9);
      expect(requestsLifeMs(limit(requests), speaking)).toBe(life);
      expect(pickedAnewMs(limit(requests), speaking)).toBe(anew);
    },
  );

  it('closes nothing under a stream without an end', () => {
    const speaking = { rpc: 'bidi-stream' as const, stream_ms: null, clients: 20, interval_ms: 3000 };
    expect(picksUnder(limit(1), speaking)).toBe(0);
    expect(picksUnder({ ...limit(2), max_stream_duration_ms: 5000 }, speaking)).toBeCloseTo(20 / 12, 9);
  });

  it.each([
    [1, UNARY],
    [5, UNARY],
    [4, STREAM],
  ])('of %i for %o comes to the same in a replay', (requests, workload) => {
    const speaking = { ...workload, clients: 200, interval_ms: 3000 };
    const { picks, duty } = replayed(limit(requests), workload);
    const rate = picksUnder(limit(requests), speaking);
    expect(picks / rate).toBeCloseTo(1, 1);
    expect(duty).toBeCloseTo((requestsLifeMs(limit(requests), speaking) * rate) / 200_000, 1);
  });
});
