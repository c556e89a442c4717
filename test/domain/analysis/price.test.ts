import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armPrice } from '../../../src/domain/analysis/price.ts';
import type { Window } from '../../../src/domain/record-arm.ts';
import type { ClientEvent } from '../../../src/domain/sample.ts';
import { simulatedEvents } from './simulated-run.ts';
import { aPod, connect, disconnect, opened, rpc } from './some-run-data.ts';

const PODS = [aPod('a'), aPod('b'), aPod('c')];
const window: Window = [10_000, 20_000];

/** Clients with one connection each, on these Pods, from the beginning on. */
function settled(homes: string): ClientEvent[] {
  return [...homes].flatMap((uid, client) => opened(100, client, 1, uid));
}

function priceOf(events: ClientEvent[], clients = 20, pods = PODS) {
  return armPrice(events, clients, pods, window);
}

describe('the time to balance', () => {
  it.each([
    ['aaaaaaaaabbbbbbccccc', 0],
    // The fullest split that random picks reach in more than 5 % of cases, and the evenest that they do not.
    ['aaaaaaaaaaabbbbbbccc', 0],
    ['aaaaaaaaaaaabbbbcccc', null],
    ['aaaaaaaaaaaaaaaaaaaa', null],
  ])('of connections that stay as %s is %s', (homes, expected) => {
    expect(priceOf(settled(homes)).time_to_balance_ms).toBe(expected);
  });

  const all = settled('aaaaaaaaaaaaaaaaaaaa');
  /** The clients from..to-1 move to a Pod, one every 10 ms. */
  const moves = (at: number, from: number, to: number, uid: string, conn = 2) =>
    Array.from({ length: to - from }, (_, index) => opened(at + 10 * index, from + index, conn, uid)).flat();

  it('ends with the move that makes them even, if they stay so for 3 s', () => {
    // 11 / 6 / 3 is even: the ninth move is the one.
    const events = [...all, ...moves(12_000, 0, 6, 'b'), ...moves(13_000, 6, 9, 'c')];
    expect(priceOf(events).time_to_balance_ms).toBe(3020);
    expect(priceOf(events.toReversed()).time_to_balance_ms).toBe(3020);
  });

  it('starts again when they do not stay even', () => {
    const spread = [...all, ...moves(12_000, 0, 6, 'b'), ...moves(13_000, 6, 9, 'c')];
    const back = opened(15_900, 0, 3, 'a');
    expect(priceOf([...spread, ...back, ...opened(16_500, 9, 2, 'c')]).time_to_balance_ms).toBe(6500);
    expect(priceOf([...spread, ...back]).time_to_balance_ms).toBe(null);
    expect(priceOf([...spread, ...opened(16_020, 0, 3, 'a')]).time_to_balance_ms).toBe(3020);
  });

  it('passes over a moment between two looks', () => {
    const spread = [...all, ...moves(12_000, 0, 6, 'b'), ...moves(13_000, 6, 9, 'c')];
    const away = [...opened(14_200, 0, 3, 'a'), ...opened(14_700, 0, 4, 'b')];
    expect(priceOf([...spread, ...away]).time_to_balance_ms).toBe(3020);
    const longer = [...opened(14_200, 0, 3, 'a'), ...opened(15_100, 0, 4, 'b')];
    expect(priceOf([...spread, ...longer]).time_to_balance_ms).toBe(5100);
  });

  it('wants the 3 s inside the window', () => {
    const by = (at: number) => [...all, ...moves(at, 0, 6, 'b'), ...moves(at + 60, 6, 9, 'c')];
    expect(priceOf(by(16_920)).time_to_balance_ms).toBe(7000);
    expect(priceOf(by(16_921)).time_to_balance_ms).toBe(null);
  });

  it('is none while a client is on a Pod that no longer counts', () => {
    const events = settled('aaaaaaabbbbbbbcccccd');
    expect(priceOf(events).time_to_balance_ms).toBe(null);
    expect(priceOf([...events, ...opened(12_000, 19, 2, 'c')]).time_to_balance_ms).toBe(2000);
  });

  it('passes over a connection that nobody answered on', () => {
    const events = [...settled('aaaaaaaaabbbbbbccccc'), connect(12_000, 0, 2), connect(12_500, 0, 3)];
    expect(priceOf(events).time_to_balance_ms).toBe(0);
  });

  it('is none where there is nothing to spread', () => {
    expect(priceOf([]).time_to_balance_ms).toBe(null);
    expect(priceOf(settled('aaaa'), 4, [aPod('a')]).time_to_balance_ms).toBe(null);
  });

  it('is 0 in about 95 of 100 fleets that picked at random, and stayed', () => {
    const even = Array.from({ length: 400 }, (_, seed) => {
      const events = simulatedEvents({ clients: 20, intervalMs: 3000, endMs: 20_000, seed });
      return priceOf(events).time_to_balance_ms === 0;
    });
    const share = even.filter(Boolean).length / 400;
    // The exact size at N=20, k=3 is 4.5 %; five standard deviations.
    expect(Math.abs(share - 0.9549)).toBeLessThan(5 * Math.sqrt((0.955 * 0.045) / 400));
  });
});

describe('the price of a setting', () => {
  // d and I in seconds, the duty cycle and the connections per second of 20 clients: the exact formulas.
  it.each([
    { d: 1, i: 3, duty: 1 / 3, perSecond: 20 / 3, each: 1 },
    { d: 2, i: 3, duty: 2 / 3, perSecond: 20 / 3, each: 1 },
    { d: 5, i: 3, duty: 5 / 6, perSecond: 10 / 3, each: 2 },
    { d: 10, i: 3, duty: 10 / 12, perSecond: 5 / 3, each: 4 },
  ])('with $d s and a request every $i s is a duty of $duty and $perSecond reconnects/s', (row) => {
    const setting = { kind: 'max-connection-duration', value_ms: 1000 * row.d } as const;
    // 24 s are whole periods of each row.
    const whole: Window = [36_000, 60_000];
    const events = simulatedEvents({ clients: 20, intervalMs: 1000 * row.i, endMs: 70_000, seed: 3, setting });
    const price = armPrice(events, 20, PODS, whole);
    expect(price.duty).toBeCloseTo(row.duty, 3);
    expect(price.reconnects_per_s.mean).toBeCloseTo(row.perSecond, 3);
    expect(price.handshakes).toBe(Math.round(24 * row.perSecond));
    const requests = events.filter(({ kind, at_ms }) => kind === 'rpc' && at_ms >= 36_000 && at_ms < 60_000).length;
    expect(requests / price.handshakes).toBeCloseTo(row.each, 9);
  });

  it.each([
    { d: 1, i: 3, period: 3000 },
    { d: 5, i: 3, period: 6000 },
    { d: 10, i: 3, period: 12_000 },
  ])('has the period of $period ms with $d s and a request every $i s, whatever waves the window holds', (row) => {
    const setting = { kind: 'max-connection-duration', value_ms: 1000 * row.d } as const;
    const events = simulatedEvents({ clients: 20, intervalMs: 1000 * row.i, endMs: 90_000, seed: 3, setting });
    for (const to of [52_000, 55_000, 61_000]) {
      expect(armPrice(events, 20, PODS, [37_000, to]).reconnect_period_ms).toBeCloseTo(row.period, 3);
    }
  });

  it('takes the first reconnect of each client in the window', () => {
    const events = [connect(1000, 0, 1), connect(11_000, 0, 2), connect(12_000, 0, 3), connect(9000, 1, 1)];
    expect(priceOf([...events, connect(15_000, 1, 2)]).reconnect_period_ms).toBe(8000);
    expect(priceOf([connect(12_000, 0, 1)]).reconnect_period_ms).toBe(null);
  });

  it('is nothing for clients that keep their connection', () => {
    const events = [...settled('aaabbb'), ...[...'aaabbb'].map((uid, client) => rpc(12_000, client, 1, uid))];
    expect(priceOf(events, 6)).toEqual({
      time_to_balance_ms: 0,
      reconnects_per_s: { mean: 0, peak: 0 },
      duty: 1,
      reconnect_period_ms: null,
      handshakes: 0,
      latency_ms: { opened: { p50: null, p99: null, max: null }, reused: { p50: 2, p99: 2, max: 2 } },
    });
  });

  it('tells the latency of requests that opened their connection from that of the others, failed ones in neither', () => {
    const events = [
      rpc(12_000, 0, 1, 'a', { latency_ms: 1 }),
      rpc(13_000, 0, 1, 'a', { latency_ms: 3 }),
      rpc(14_000, 0, 2, 'b', { latency_ms: 9, opened: true }),
      rpc(15_000, 0, 3, null, { latency_ms: 70, opened: true, code: 'UNAVAILABLE' }),
      rpc(25_000, 0, 4, 'b', { latency_ms: 800, opened: true }),
    ];
    expect(priceOf(events, 1)).toMatchObject({
      handshakes: 2,
      latency_ms: { opened: { p50: 9, p99: 9, max: 9 }, reused: { p50: 1, p99: 3, max: 3 } },
    });
  });

  it('counts a client with two connections at once as one that is connected', () => {
    const events = [
      connect(9000, 0, 1),
      connect(12_000, 0, 2),
      disconnect(13_000, 0, 1),
      disconnect(15_000, 0, 2),
      connect(19_000, 0, 3),
    ];
    expect(priceOf(events, 1).duty).toBe(0.6);
    expect(priceOf(events.toReversed(), 1).duty).toBe(0.6);
    expect(priceOf(events, 2).duty).toBe(0.3);
    expect(priceOf(events, 0).duty).toBe(null);
  });

  it('has a peak of at least the mean, and a duty and handshakes that fit the reconnects', () => {
    const run = fc.record({
      clients: fc.integer({ min: 1, max: 40 }),
      intervalMs: fc.integer({ min: 100, max: 4000 }),
      value: fc.integer({ min: 100, max: 8000 }),
      kind: fc.constantFrom('max-connection-duration' as const, 'idle-timeout' as const),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(run, ({ clients, intervalMs, value, kind, seed }) => {
        const setting = { kind, value_ms: value };
        const events = simulatedEvents({ clients, intervalMs, endMs: 22_000, seed, setting });
        const { reconnects_per_s, duty, handshakes } = armPrice(events, clients, PODS, window);
        expect(reconnects_per_s.peak).toBeGreaterThanOrEqual(reconnects_per_s.mean - 1e-4);
        expect(handshakes).toBe(Math.round(reconnects_per_s.mean * 10));
        expect(duty).toBeGreaterThan(0);
        expect(duty).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });
});
