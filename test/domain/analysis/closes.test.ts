import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closedBySetting, counterSpans, picksOf, summariseCloses } from '../../../src/domain/analysis/closes.ts';
import type { RecordPod } from '../../../src/domain/record.ts';
import type { CloseSummary, Window } from '../../../src/domain/record-arm.ts';
import type { ClientEvent, EnvoyReading } from '../../../src/domain/sample.ts';
import { aPod, byTime, counters, disconnect, edge, final, tick } from './some-run-data.ts';

const window: Window = [10_000, 20_000];
const labels = { from: 'from', to: 'to' };

const spansOf = (readings: EnvoyReading[], pods: RecordPod[] = [aPod('a')]) =>
  counterSpans(byTime(readings), pods, window, labels);

function closesOf(readings: EnvoyReading[], pods?: RecordPod[], events: ClientEvent[] = []): CloseSummary {
  return summariseCloses(spansOf(readings, pods), events, window);
}

describe('picksOf', () => {
  it('is the increase of the HTTP/2 connections between the edges, 0 for a Pod that got none', () => {
    const readings = [
      edge('from', 10_000, 'a', counters(20, 20)),
      edge('to', 20_000, 'a', counters(27, 20)),
      edge('from', 10_000, 'b', counters(0, 0)),
      edge('to', 20_000, 'b', counters(0, 0, { cx_total: 90, cx_active: 3 })),
    ];
    expect(picksOf(spansOf(readings, [aPod('a'), aPod('b')]))).toEqual({ a: 7, b: 0 });
  });

  it('starts from zero for a Pod that was born in the window', () => {
    const readings = [tick(0, 13_000, 'a', counters(2, 2)), edge('to', 20_000, 'a', counters(6, 5))];
    expect(picksOf(spansOf(readings, [aPod('a', 12_000)]))).toEqual({ a: 6 });
  });

  it('ends a Pod that ended in the window with its final reading, or with its last sample', () => {
    const pods = [aPod('a', 0, 15_000), aPod('b', 0, 15_000)];
    const readings = [
      ...['a', 'b'].flatMap((uid) => [edge('from', 10_000, uid, counters(5, 5)), tick(0, 14_000, uid, counters(6, 6))]),
      final(14_900, 'a', counters(8, 8)),
    ];
    expect(picksOf(spansOf(readings, pods))).toEqual({ a: 3, b: 1 });
  });

  it('lets a sample near by stand in for an edge that failed, and has no number where there is none', () => {
    const end = edge('to', 20_000, 'a', counters(9, 9));
    const failed = edge('from', 10_000, 'a', null);
    expect(picksOf(spansOf([failed, tick(0, 9200, 'a', counters(4, 4)), end]))).toEqual({ a: 5 });
    expect(picksOf(spansOf([failed, tick(0, 12_000, 'a', counters(4, 4)), end]))).toEqual({});
    expect(picksOf(spansOf([edge('from', 10_000, 'a', counters(4, 4)), edge('to', 20_000, 'a', null)]))).toEqual({});
  });

  it('leaves out a Pod that was gone before, however near its last reading is', () => {
    const readings = [final(9500, 'a', counters(5, 5, { max_duration: 3 }))];
    expect(counterSpans(readings, [aPod('a', 0, 9600)], [10_000, 10_500], labels)).toEqual([]);
  });

  it('is never negative: a new process counts from zero', () => {
    const readings = [edge('from', 10_000, 'a', counters(20, 5)), edge('to', 20_000, 'a', counters(3, 3))];
    expect(picksOf(spansOf(readings))).toEqual({ a: 3 });
  });
});

describe('summariseCloses', () => {
  it('gives closes to the timers that fired, and counts timers and active requests beside them', () => {
    const to = counters(26, 18, { max_duration: 5, idle_timeout: 2, destroy_active_rq: 1 });
    expect(closesOf([edge('from', 10_000, 'a', counters(20, 20)), edge('to', 20_000, 'a', to)])).toEqual({
      total: 8,
      by_cause: { max_duration: 5, idle_timeout: 2, max_requests: 0, drain: 0, pod_terminated: 0, client: 0, other: 1 },
      with_active_request: 1,
      timers: { max_duration: 5, idle_timeout: 2 },
      still_draining: 0,
      unobserved_pods: [],
      clients: { asked: 0, cut: 0, own: 0 },
    });
  });

  it('carries a connection that still drains over the edge to the window in which it closes', () => {
    const start = edge('start', 1000, 'a', counters(0, 0));
    const from = edge('from', 10_000, 'a', counters(20, 20));
    const to = edge('to', 20_000, 'a', counters(20, 20, { max_duration: 3 }));
    const later = edge('later', 30_000, 'a', counters(20, 17, { max_duration: 3 }));
    expect(closesOf([start, from, to])).toMatchObject({ total: 0, timers: { max_duration: 3 }, still_draining: 3 });
    const next = counterSpans([start, from, to, later], [aPod('a')], [20_000, 30_000], { from: 'to', to: 'later' });
    expect(summariseCloses(next, [], [20_000, 30_000])).toMatchObject({
      total: 3,
      by_cause: { max_duration: 3, other: 0 },
      timers: { max_duration: 0 },
      still_draining: 0,
    });
  });

  it('does not give a close to a timer that fired after it', () => {
    const from = edge('from', 10_000, 'a', counters(20, 18));
    const to = edge('to', 20_000, 'a', counters(20, 18, { max_duration: 2 }));
    expect(closesOf([from, to])).toMatchObject({
      total: 0,
      by_cause: { max_duration: 0, other: 0 },
      still_draining: 2,
    });
  });

  it('gives a close to the limit on requests that was reached, however often it is counted while the client leaves', () => {
    const to = counters(26, 18, { max_requests: 9 });
    expect(closesOf([edge('from', 10_000, 'a', counters(20, 20)), edge('to', 20_000, 'a', to)])).toMatchObject({
      total: 8,
      by_cause: { max_requests: 8, other: 0 },
      still_draining: 1,
    });
  });

  it('has no more connections draining than are open: a timer also fires for one that never spoke HTTP/2', () => {
    const to = counters(20, 1, { idle_timeout: 90 });
    expect(closesOf([edge('from', 10_000, 'a', counters(20, 20)), edge('to', 20_000, 'a', to)])).toMatchObject({
      total: 19,
      by_cause: { idle_timeout: 19 },
      still_draining: 1,
    });
  });

  it('ends the connections of a Pod that ends, draining or not, and names Pods that nobody read at their end', () => {
    const pods = [aPod('a', 0, 15_000), aPod('b', 0, 16_000)];
    const readings = [
      edge('from', 10_000, 'a', counters(7, 7)),
      final(14_900, 'a', counters(9, 6, { max_duration: 4 })),
      edge('from', 10_000, 'b', counters(5, 5)),
      tick(3, 15_200, 'b', counters(8, 8)),
    ];
    expect(closesOf(readings, pods)).toMatchObject({
      total: 17,
      by_cause: { max_duration: 3, pod_terminated: 14, other: 0 },
      still_draining: 0,
      unobserved_pods: ['b'],
    });
  });

  it('calls what no counter explains `client` as far as the fleet closed it, else `other`', () => {
    const readings = [edge('from', 10_000, 'a', counters(20, 20)), edge('to', 20_000, 'a', counters(20, 15))];
    const events = [
      disconnect(9000, 0, 1, 'client'),
      disconnect(12_000, 1, 1, 'client'),
      disconnect(13_000, 2, 1, 'client'),
      disconnect(14_000, 3, 1, 'peer'),
    ];
    expect(closesOf(readings, undefined, events).by_cause).toMatchObject({ client: 2, other: 3 });
  });

  it('counts a drain and a request limit as their own causes; only settings count as settings', () => {
    const to = counters(20, 12, { max_requests: 3, drain_close: 4 });
    const closes = closesOf([edge('from', 10_000, 'a', counters(20, 20)), edge('to', 20_000, 'a', to)]);
    expect(closes.by_cause).toMatchObject({ max_requests: 3, drain: 4, other: 1 });
    expect(closedBySetting(closes)).toBe(3);
  });
});

/** Steps of a Pod's life: connections opened, timers fired, connections closed; never more than there are. */
const life = fc.array(fc.record({ open: fc.nat(5), max: fc.nat(3), idle: fc.nat(3), close: fc.nat(6) }), {
  minLength: 2,
  maxLength: 12,
});

function readingsOfLife(steps: readonly { open: number; max: number; idle: number; close: number }[]): EnvoyReading[] {
  let [total, active, max, idle] = [0, 0, 0, 0];
  return steps.map((step, index) => {
    total += step.open;
    active = Math.max(0, active + step.open - step.close);
    max += step.max;
    idle += step.idle;
    return edge(`e${index}`, 1000 * index, 'a', counters(total, active, { max_duration: max, idle_timeout: idle }));
  });
}

describe('the books', () => {
  it('balance in every window: opened less closed is the change of the open connections', () => {
    fc.assert(
      fc.property(life, fc.nat(), fc.boolean(), (steps, seed, ends) => {
        const readings = readingsOfLife(steps);
        const last = readings.length - 1;
        const first = seed % last;
        const [start, end]: Window = [1000 * first, 1000 * last];
        const pod = aPod('a', -1, ends ? end - 1 : null);
        const own = ends
          ? readings.map((one, i) =>
              i === last ? { ...one, at_ms: end - 1, kind: 'final' as const, label: null } : one,
            )
          : readings;
        const spans = counterSpans(own, [pod], [start, end], { from: `e${first}`, to: `e${last}` });
        const closes = summariseCloses(spans, [], [start, end]);
        const before = readings[first]?.counters?.http2_active ?? 0;
        const after = ends ? 0 : (readings[last]?.counters?.http2_active ?? 0);
        expect((picksOf(spans).a ?? 0) - closes.total).toBe(after - before);
        expect(Object.values(closes.by_cause).reduce((sum, count) => sum + count, 0)).toBe(closes.total);
        for (const count of [...Object.values(closes.by_cause), closes.still_draining])
          expect(count).toBeGreaterThanOrEqual(0);
        expect(closes.still_draining).toBeLessThanOrEqual(after);
      }),
      { numRuns: 300 },
    );
  });

  it('of two windows in a row add up to those of both', () => {
    fc.assert(
      fc.property(life, fc.nat(), (steps, seed) => {
        const readings = readingsOfLife(steps);
        const last = readings.length - 1;
        const middle = seed % (last + 1);
        const books = (from: number, to: number) =>
          summariseCloses(
            counterSpans(readings, [aPod('a', -1)], [1000 * from, 1000 * to], { from: `e${from}`, to: `e${to}` }),
            [],
            [1000 * from, 1000 * to],
          ).by_cause;
        const [first, second, both] = [books(0, middle), books(middle, last), books(0, last)];
        for (const cause of ['max_duration', 'idle_timeout', 'other'] as const) {
          expect(first[cause] + second[cause]).toBe(both[cause]);
        }
      }),
      { numRuns: 200 },
    );
  });
});
