import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  heldAt,
  lateness,
  openAt,
  quantiles,
  reconnectsIn,
  summariseClients,
} from '../../../src/domain/analysis/clients.ts';
import type { Window } from '../../../src/domain/record-arm.ts';
import { aPod, connect, disconnect, opened, rpc } from './some-run-data.ts';

const pods = [aPod('a'), aPod('b')];
const window: Window = [10_000, 20_000];
const NO_FAILURES = { no_connection: 0, cut_off: 0, timed_out: 0, answered: 0 };

describe('openAt', () => {
  it('counts every connection that is open at that moment, several of one client too', () => {
    const events = [
      ...opened(100, 0, 1, 'a'),
      ...opened(200, 0, 2, 'b'),
      ...opened(300, 1, 1, 'b'),
      disconnect(1000, 0, 1),
      ...opened(5000, 0, 3, 'a'),
    ];
    expect(openAt(events, pods, 500)).toEqual(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
    expect(openAt(events, pods, 2000)).toEqual(new Map([['b', 2]]));
  });
});

describe('heldAt', () => {
  it("counts each client's last connection at that moment on the Pod that answered on it", () => {
    const events = [
      ...opened(100, 0, 1, 'a'),
      ...opened(200, 1, 1, 'b'),
      ...opened(5000, 0, 2, 'b'),
      ...opened(15_000, 1, 2, 'a'),
    ];
    expect(heldAt(events, pods, 4000)).toEqual(
      new Map([
        ['a', 1],
        ['b', 1],
      ]),
    );
    expect(heldAt(events, pods, 10_000)).toEqual(new Map([['b', 2]]));
  });

  it('counts a client whose connection is closed at that moment, so that the sum stays the number of clients', () => {
    const events = [...opened(100, 0, 1, 'a'), disconnect(1100, 0, 1)];
    expect(heldAt(events, pods, 2000)).toEqual(new Map([['a', 1]]));
  });

  it('learns the Pod of a connection also from an answer after that moment', () => {
    expect(heldAt([connect(100, 0, 1), rpc(2500, 0, 1, 'b')], pods, 2000)).toEqual(new Map([['b', 1]]));
  });

  it('leaves out a connection that nobody answered on, so that a gate sees it missing', () => {
    const events = [...opened(100, 0, 1, 'a'), connect(1500, 0, 2), rpc(1600, 0, 2, null, { code: 'UNAVAILABLE' })];
    expect(heldAt(events, pods, 2000)).toEqual(new Map());
    expect(heldAt([], pods, 2000)).toEqual(new Map());
  });
});

describe('summariseClients', () => {
  it('counts requests by the moment they end, failed ones by their status, and latencies of the others', () => {
    const events = [
      rpc(9999, 0, 1, 'a', { latency_ms: 900 }),
      rpc(10_000, 0, 1, 'a', { latency_ms: 4 }),
      rpc(12_000, 0, 1, 'a', { latency_ms: 6 }),
      rpc(13_000, 0, 1, null, { code: 'UNAVAILABLE', latency_ms: 70 }),
      rpc(14_000, 1, 1, null, { code: 'UNAVAILABLE', latency_ms: 80 }),
      rpc(15_000, 1, 1, null, { code: 'DEADLINE_EXCEEDED', latency_ms: 2000 }),
      rpc(20_000, 0, 1, 'a', { latency_ms: 800 }),
    ];
    expect(summariseClients(events, 2, window)).toEqual({
      clients: 2,
      rpcs: 5,
      errors: { UNAVAILABLE: 2, DEADLINE_EXCEEDED: 1 },
      failures: { no_connection: 0, cut_off: 2, timed_out: 1, answered: 0 },
      reconnects: 0,
      peak_reconnects_per_s: 0,
      latency_ms: { p50: 4, p99: 6, max: 6 },
      gap_ms: { p50: null, p99: null, max: null },
    });
  });

  it('tells failed requests apart by what became of them', () => {
    const events = [
      rpc(11_000, 0, 0, null, { code: 'UNAVAILABLE' }),
      rpc(12_000, 0, 0, null, { code: 'DEADLINE_EXCEEDED' }),
      rpc(13_000, 0, 1, null, { code: 'UNAVAILABLE' }),
      rpc(13_500, 1, 1, null, { code: 'INTERNAL' }),
      rpc(14_000, 0, 1, 'a', { code: 'UNAVAILABLE' }),
      rpc(15_000, 0, 1, 'a'),
    ];
    expect(summariseClients(events, 2, window).failures).toEqual({
      ...{ no_connection: 1, cut_off: 2, timed_out: 1, answered: 1 },
    });
  });

  it('counts a reconnect for every connection after a client its first, and the most of any sliding second', () => {
    const times = [10_000, 10_700, 11_100, 11_699, 11_700, 15_000];
    const events = [connect(10_500, 9, 1), ...times.map((at, index) => connect(at, index, 2)), connect(20_000, 0, 3)];
    expect(reconnectsIn(events, window)).toHaveLength(6);
    // 10,700 to 11,699 are within one second; 10,700 and 11,700 are not.
    expect(summariseClients(events, 10, window)).toMatchObject({ reconnects: 6, peak_reconnects_per_s: 3 });
    // Agents tell their batches one after the other, each with older events than the last.
    expect(summariseClients(events.toReversed(), 10, window)).toMatchObject({ peak_reconnects_per_s: 3 });
  });

  it('measures a gap from each loss to the next success of that client, also when it comes after the window', () => {
    const events = [
      disconnect(9000, 2, 1),
      rpc(9500, 2, 2, 'a'),
      disconnect(11_000, 0, 1),
      rpc(11_400, 1, 1, 'a'),
      rpc(12_000, 0, 2, null, { code: 'UNAVAILABLE' }),
      disconnect(12_500, 0, 2),
      rpc(14_000, 0, 3, 'b'),
      rpc(15_000, 0, 3, 'b'),
      disconnect(19_000, 1, 1),
      rpc(21_000, 1, 2, 'b'),
    ];
    expect(summariseClients(events, 3, window).gap_ms).toEqual({ p50: 2000, p99: 3000, max: 3000 });
  });

  it('says nothing of what nobody measured', () => {
    const nothing = { p50: null, p99: null, max: null };
    expect(summariseClients([], 3, window)).toEqual({
      ...{ clients: 3, rpcs: 0, errors: {}, failures: NO_FAILURES, reconnects: 0, peak_reconnects_per_s: 0 },
      latency_ms: nothing,
      gap_ms: nothing,
    });
    expect(lateness([], window)).toBeNull();
  });
});

describe('lateness', () => {
  it('is the 99th percentile of how late the requests of the window were sent', () => {
    const events = Array.from({ length: 100 }, (_, index) => rpc(10_000 + index, 0, 1, 'a', { late_ms: index + 1 }));
    expect(lateness(events, window)).toBe(99);
    expect(lateness([...events, rpc(9000, 0, 1, 'a', { late_ms: 5000 })], window)).toBe(99);
  });
});

describe('quantiles', () => {
  it('are nearest-rank, of the values as numbers, to a hundredth', () => {
    expect(quantiles([10, 9, 100])).toEqual({ p50: 10, p99: 100, max: 100 });
    expect(quantiles([1.234_56])).toEqual({ p50: 1.23, p99: 1.23, max: 1.23 });
    expect(quantiles(Array.from({ length: 200 }, (_, index) => index + 1))).toEqual({ p50: 100, p99: 198, max: 200 });
  });

  it('are in order, and values of the sample', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 });
    fc.assert(
      fc.property(sample, (values) => {
        const { p50, p99, max } = quantiles(values);
        expect(max).toBe(Math.max(...values));
        for (const value of [p50, p99]) expect(values).toContain(value);
        expect((p50 ?? 0) <= (p99 ?? 0) && (p99 ?? 0) <= (max ?? 0)).toBe(true);
      }),
    );
  });
});
