import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  deploymentPlan,
  type EndpointEvent,
  expectedActive,
  expectedPicksPerSecond,
  type PlannedRestart,
  plannedTimeline,
  restartShares,
} from '../../src/domain/prediction.ts';
import { mulberry32 } from '../../src/domain/statistics/mulberry32.ts';

const oldPods = ['old-1', 'old-2', 'old-3'];
const initial = { 'old-1': 1 / 3, 'old-2': 1 / 3, 'old-3': 1 / 3 };
const intervalMs = 3000;
const three = { oldPods, replicas: 3, intervalMs, paceMs: 5000 };
const sharesAfter = (restart: PlannedRestart) => restartShares(plannedTimeline(restart), { intervalMs, initial });
const close = (shares: Record<string, number>) =>
  Object.fromEntries(Object.entries(shares).map(([uid, share]) => [uid, expect.closeTo(share, 12)]));
const at = (at_ms: number, kind: EndpointEvent['kind'], uid: string): EndpointEvent => ({ at_ms, kind, uid });

describe('restartShares', () => {
  it('favours the Pod that is ready first in a rolling restart slower than the interval', () => {
    const shares = sharesAfter({ ...three, mode: 'rolling' });
    expect(shares).toEqual(close({ 'new-1': 37 / 81, 'new-2': 28 / 81, 'new-3': 16 / 81 }));
  });

  it('leaves the last Pod empty when the strategy ends a Pod before it starts one', () => {
    const shares = sharesAfter({ ...three, mode: 'rolling', maxSurge: 0, maxUnavailable: 1 });
    expect(shares).toEqual(close({ 'new-1': 5 / 8, 'new-2': 3 / 8, 'new-3': 0 }));
  });

  it('puts everything on the one new Pod of a burst', () => {
    expect(sharesAfter({ ...three, mode: 'burst' })).toEqual(close({ 'new-1': 1, 'new-2': 0, 'new-3': 0 }));
  });

  it('is even when all connections drop at once after every new Pod is ready', () => {
    const events = [
      ...['new-1', 'new-2', 'new-3'].map((uid) => at(1000, 'added', uid)),
      ...oldPods.flatMap((uid) => [at(2000, 'removed', uid), at(2000, 'gone', uid)]),
    ];
    const third = 1 / 3;
    expect(restartShares(events, { intervalMs, initial })).toEqual(
      close({ 'new-1': third, 'new-2': third, 'new-3': third }),
    );
  });

  it('averages over the interval in which the clients speak again', () => {
    const events = [at(0, 'added', 'a'), at(0, 'gone', 'old'), at(1000, 'added', 'b')];
    // A third of the clients speak while only a is ready, two thirds while both are.
    expect(restartShares(events, { intervalMs, initial: { old: 1 } })).toEqual(close({ a: 2 / 3, b: 1 / 3 }));
  });

  it('moves what arrived at a Pod that ends within the same interval', () => {
    const events = [at(0, 'added', 'a'), at(0, 'gone', 'old'), at(1500, 'added', 'b'), at(1500, 'gone', 'a')];
    expect(restartShares(events, { intervalMs, initial: { old: 1 } })).toEqual(close({ b: 1 }));
  });

  it('passes over moments without an endpoint, and waits beyond the interval for the next one', () => {
    const soon = [at(0, 'gone', 'old'), at(2000, 'added', 'a'), at(2500, 'added', 'b')];
    expect(restartShares(soon, { intervalMs, initial: { old: 1 } })).toEqual(close({ a: 3 / 4, b: 1 / 4 }));
    const late = [at(0, 'gone', 'old'), at(9000, 'added', 'a'), at(9500, 'added', 'b')];
    expect(restartShares(late, { intervalMs, initial: { old: 1 } })).toEqual(close({ a: 1, b: 0 }));
  });

  it('predicts nothing when no endpoint comes back', () => {
    expect(restartShares([at(0, 'gone', 'old')], { intervalMs, initial: { old: 1 } })).toEqual({});
  });

  it('keeps the connections of a Pod that left the endpoints but did not end', () => {
    const events = [at(0, 'added', 'a'), at(0, 'removed', 'old')];
    expect(restartShares(events, { intervalMs, initial: { old: 1 } })).toEqual({ a: 0, old: 1 });
  });

  it('lets the connections of a draining Pod pick when each leaves, not when the Pod is gone', () => {
    const events = [at(0, 'added', 'a'), at(0, 'removed', 'old'), at(1000, 'added', 'b'), at(5000, 'gone', 'old')];
    const left = [500, 600, 1500, 1600].map((at_ms, index) => ({ at_ms, since_ms: at_ms, uid: 'old', of: 4 - index }));
    const initialShares = { intervalMs: 100, initial: { old: 1 } };
    // Two of four leave while only a is ready, two once both are.
    expect(restartShares(events, { ...initialShares, departures: left })).toEqual(close({ a: 3 / 4, b: 1 / 4 }));
    expect(restartShares(events, initialShares)).toEqual(close({ a: 1 / 2, b: 1 / 2 }));
    // Who has not left goes with the Pod.
    expect(restartShares(events, { ...initialShares, departures: left.slice(0, 2) })).toEqual(
      close({ a: 3 / 4, b: 1 / 4 }),
    );
  });

  it('lets who was cut off pick when each is back, however long after the Pod was gone', () => {
    const events = [at(0, 'gone', 'old'), at(5000, 'added', 'a'), at(6000, 'added', 'b')];
    const back = [5500, 6500, 7000].map((at_ms, index) => ({ at_ms, since_ms: at_ms, uid: 'old', of: 3 - index }));
    expect(restartShares(events, { intervalMs, initial: { old: 1 }, departures: back })).toEqual(
      close({ a: 2 / 3, b: 1 / 3 }),
    );
  });

  it('lets who was refused pick anywhere between the last refusal and the first answer', () => {
    const events = [at(0, 'gone', 'old'), at(1000, 'added', 'a'), at(4000, 'added', 'b')];
    const departures = [{ at_ms: 5000, since_ms: 500, uid: 'old', of: 1 }];
    // Of the 4 s with an endpoint, 3 s have a alone and 1 s has both.
    expect(restartShares(events, { intervalMs, initial: { old: 1 }, departures })).toEqual(
      close({ a: 7 / 8, b: 1 / 8 }),
    );
  });

  it('moves again who came back to a Pod that drains', () => {
    const events = [at(0, 'added', 'a'), at(2000, 'removed', 'old')];
    const departures = [1000, 3000].map((at_ms) => ({ at_ms, since_ms: at_ms, uid: 'old', of: 1 }));
    // At 1 s half return to the old Pod, which still takes connections; all of them leave it for good at 3 s.
    expect(restartShares(events, { intervalMs, initial: { old: 1 }, departures })).toEqual(close({ a: 1 }));
  });

  it('does not depend on the order in which the events are handed over', () => {
    const events = plannedTimeline({ ...three, mode: 'rolling' });
    const shuffled = events.toSorted((a, b) => a.uid.localeCompare(b.uid));
    expect(restartShares(shuffled, { intervalMs, initial })).toEqual(
      close({ 'new-1': 37 / 81, 'new-2': 28 / 81, 'new-3': 16 / 81 }),
    );
  });

  it('gives non-negative shares of the new Pods that sum to 1, for any restart', () => {
    const restarts = fc.record({
      replicas: fc.integer({ min: 1, max: 8 }),
      mode: fc.constantFrom('rolling', 'burst'),
      paceMs: fc.nat(10_000),
      maxSurge: fc.constantFrom('25%', 0, 1, 2, '100%'),
      maxUnavailable: fc.constantFrom('25%', 0, 1, '50%', '100%'),
    });
    fc.assert(
      fc.property(restarts, (restart) => {
        const pods = Array.from({ length: restart.replicas }, (_, i) => `old-${i + 1}`);
        const held = Object.fromEntries(pods.map((uid) => [uid, 1 / pods.length]));
        const events = plannedTimeline({ ...restart, oldPods: pods, intervalMs } as PlannedRestart);
        const shares = restartShares(events, { intervalMs, initial: held });
        expect(Object.keys(shares)).toEqual(pods.map((_, i) => `new-${i + 1}`));
        expect(Object.values(shares).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
        expect(Math.min(...Object.values(shares))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('plannedTimeline', () => {
  it('replaces one Pod per pace under the default strategy of three replicas', () => {
    const events = plannedTimeline({ ...three, mode: 'rolling' });
    expect(events.filter(({ kind }) => kind !== 'removed').map((e) => `${e.at_ms} ${e.kind} ${e.uid}`)).toEqual([
      '5000 added new-1',
      '5000 gone old-1',
      '10000 added new-2',
      '10000 gone old-2',
      '15000 added new-3',
      '15000 gone old-3',
    ]);
  });

  it('keeps the ready Pods of a rolling restart within the strategy', () => {
    let ready = 4;
    const levels = plannedTimeline({ ...three, oldPods: [...oldPods, 'old-4'], replicas: 4, mode: 'rolling' }).map(
      ({ kind }) => {
        if (kind === 'added') ready += 1;
        if (kind === 'gone') ready -= 1;
        return ready;
      },
    );
    expect(Math.min(...levels)).toBe(3);
    expect(Math.max(...levels)).toBeLessThanOrEqual(5);
    expect(levels.at(-1)).toBe(4);
  });

  it('scales a burst down to one new Pod, waits for every client, and scales back up', () => {
    expect(plannedTimeline({ ...three, mode: 'burst' }).map((e) => `${e.at_ms} ${e.kind} ${e.uid}`)).toEqual([
      '0 removed old-1',
      '0 gone old-1',
      '0 removed old-2',
      '0 gone old-2',
      '5000 added new-1',
      '5000 removed old-3',
      '5000 gone old-3',
      '13000 added new-2',
      '13000 added new-3',
    ]);
  });

  it('refuses a Deployment without replicas', () => {
    expect(() => plannedTimeline({ ...three, replicas: 0, mode: 'rolling' })).toThrow(/at least one/);
  });
});

describe('deploymentPlan', () => {
  it('rounds surge up and unavailability down, as a Deployment does', () => {
    expect(deploymentPlan({ replicas: 3 })).toEqual({ surge: 1, unavailable: 0 });
    expect(deploymentPlan({ replicas: 6 })).toEqual({ surge: 2, unavailable: 1 });
    expect(deploymentPlan({ replicas: 3, maxSurge: 2, maxUnavailable: '100%' })).toEqual({ surge: 2, unavailable: 3 });
  });

  it('lets one Pod be unavailable where nothing could move otherwise', () => {
    expect(deploymentPlan({ replicas: 3, maxSurge: 0, maxUnavailable: '25%' })).toEqual({ surge: 0, unavailable: 1 });
  });
});

describe('the duty cycle of max_connection_duration', () => {
  it.each([
    { seconds: 1, active: 6.667, picks: 6.667 },
    { seconds: 2, active: 13.333, picks: 6.667 },
    { seconds: 5, active: 16.667, picks: 3.333 },
    { seconds: 10, active: 16.667, picks: 1.667 },
    { seconds: 3, active: 10, picks: 3.333 },
  ])('of $seconds s with 20 clients every 3 s keeps $active open at $picks picks/s', ({ seconds, active, picks }) => {
    const load = { clients: 20, intervalMs };
    expect(expectedActive({ ...load, durationMs: seconds * 1000 })).toBeCloseTo(active, 3);
    const setting = { settingKind: 'max-connection-duration', valueMs: seconds * 1000 } as const;
    expect(expectedPicksPerSecond({ ...load, ...setting })).toBeCloseTo(picks, 3);
  });
});

describe('the duty cycle under a jitter', () => {
  it.each([
    { seconds: 1, jitter: 0, active: 6.667, picks: 6.667 },
    // Lives of 2 s to 3 s all end before the second request: a mean of 2.5 s in every 3 s.
    { seconds: 2, jitter: 50, active: 16.667, picks: 6.667 },
    // Lives of 3 s to 6 s all end before the third request: a mean of 4.5 s in every 6 s.
    { seconds: 3, jitter: 100, active: 15, picks: 3.333 },
    // Lives of 2 s to 4 s: one half returns after 3 s, the other after 6 s.
    { seconds: 2, jitter: 100, active: 13.333, picks: 4.444 },
  ])('of $jitter % on $seconds s keeps $active open at $picks picks/s', ({ seconds, jitter, active, picks }) => {
    const load = { clients: 20, intervalMs, jitterPercent: jitter };
    expect(expectedActive({ ...load, durationMs: seconds * 1000 })).toBeCloseTo(active, 3);
    const setting = { settingKind: 'max-connection-duration', valueMs: seconds * 1000 } as const;
    expect(expectedPicksPerSecond({ ...load, ...setting })).toBeCloseTo(picks, 3);
  });

  it('is what a simulation of many connections gives', () => {
    const random = mulberry32(7);
    const [durationMs, jitterPercent, lives] = [5000, 75, 200_000];
    let life = 0;
    let period = 0;
    for (let i = 0; i < lives; i++) {
      const one = durationMs * (1 + (random() * jitterPercent) / 100);
      life += one;
      period += intervalMs * (Math.floor(one / intervalMs) + 1);
    }
    const load = { clients: 20, durationMs, intervalMs, jitterPercent };
    expect(expectedActive(load)).toBeCloseTo((20 * life) / period, 1);
    const setting = { settingKind: 'max-connection-duration', valueMs: durationMs } as const;
    expect(expectedPicksPerSecond({ ...load, ...setting })).toBeCloseTo((20_000 * lives) / period, 1);
  });
});

describe('expectedPicksPerSecond under idle-timeout', () => {
  it.each([
    { valueMs: 2000, picks: 20 / 3 },
    { valueMs: 2999, picks: 20 / 3 },
    { valueMs: 3000, picks: 0 },
    { valueMs: 5000, picks: 0 },
  ])('of $valueMs ms with 20 clients every 3 s is $picks', ({ valueMs, picks }) => {
    expect(expectedPicksPerSecond({ clients: 20, settingKind: 'idle-timeout', valueMs, intervalMs })).toBeCloseTo(
      picks,
    );
  });
});
