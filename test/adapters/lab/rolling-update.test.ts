import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultStrategy,
  type PodView,
  rollingUpdate,
  type Strategy,
} from '../../../src/adapters/lab/rolling-update.ts';

function pod(uid: string, more: Partial<PodView> = {}): PodView {
  return { uid, node: 'node-1', current: true, ready: true, readyAt: 0, terminating: false, ...more };
}
const old = (uid: string, more: Partial<PodView> = {}): PodView => pod(uid, { current: false, ...more });
const three: Strategy = { replicas: 3, maxSurge: 1, maxUnavailable: 0 };

describe('the defaults', () => {
  it('are 25 %, the surge rounded up and the unavailable rounded down', () => {
    const at = (replicas: number) => Object.values(defaultStrategy(replicas)).slice(1);
    expect([1, 3, 4, 5, 8, 10].map(at)).toEqual([
      [1, 0],
      [1, 0],
      [1, 1],
      [2, 1],
      [2, 2],
      [3, 2],
    ]);
  });
});

describe('one step', () => {
  it('makes every Pod at once where there are none, and none where all is as it should be', () => {
    expect(rollingUpdate([], three)).toEqual({ create: 3, end: [] });
    expect(rollingUpdate([pod('a'), pod('b'), pod('c')], three)).toEqual({ create: 0, end: [] });
  });

  it('begins a restart with one new Pod and ends no old one', () => {
    expect(rollingUpdate([old('a'), old('b'), old('c')], three)).toEqual({ create: 1, end: [] });
  });

  it('waits for the new Pod to be Ready, then ends one old one', () => {
    const pods = [old('a'), old('b'), old('c')];
    expect(rollingUpdate([...pods, pod('n', { ready: false })], three)).toEqual({ create: 0, end: [] });
    expect(rollingUpdate([...pods, pod('n')], three).end).toHaveLength(1);
  });

  it('does not count a Pod that is ending', () => {
    const pods = [old('a', { terminating: true, ready: false }), old('b'), old('c'), pod('n')];
    expect(rollingUpdate(pods, three)).toEqual({ create: 1, end: [] });
  });

  it('ends unready old Pods first, since nobody loses them', () => {
    const pods = [old('a'), old('b'), old('c'), old('d', { ready: false })];
    expect(rollingUpdate(pods, three).end).toEqual(['d']);
  });

  it('ends the Pod on the fuller node, and of equals the youngest', () => {
    const pods = [
      old('a', { node: 'node-2', readyAt: 1 }),
      old('b', { readyAt: 2 }),
      old('c', { readyAt: 3 }),
      pod('n', { node: 'node-2', readyAt: 4 }),
      pod('m', { node: 'node-1', readyAt: 5 }),
    ];
    expect(rollingUpdate(pods, three).end).toEqual(['c', 'b']);
  });

  it('scales down to what is asked for, unready Pods first', () => {
    const pods = [pod('a', { readyAt: 1 }), pod('b', { ready: false, readyAt: null }), pod('c', { readyAt: 2 })];
    expect(rollingUpdate(pods, { ...three, replicas: 2 })).toEqual({ create: 0, end: ['b'] });
  });

  it('bursts: scaled to one, it keeps one old Pod until the new one is Ready', () => {
    const one = { replicas: 1, maxSurge: 1, maxUnavailable: 0 };
    const first = rollingUpdate([old('a'), old('b'), old('c')], one);
    expect(first).toMatchObject({ create: 0 });
    expect(first.end).toHaveLength(2);
    expect(rollingUpdate([old('a')], one)).toEqual({ create: 1, end: [] });
    expect(rollingUpdate([old('a'), pod('n')], one)).toEqual({ create: 0, end: ['a'] });
  });
});

/** Plays a whole update, with Pods getting Ready and ending in an order that the seed chooses. */
function play(start: PodView[], strategy: Strategy, choose: (n: number) => number) {
  let pods = start;
  const seen: { alive: number; available: number }[] = [];
  let made = 0;
  for (let step = 0; step < 500; step++) {
    const { create, end } = rollingUpdate(pods, strategy);
    pods = pods.map((one) => (end.includes(one.uid) ? { ...one, terminating: true, ready: false } : one));
    for (let i = 0; i < create; i++) {
      made += 1;
      const node = `node-${1 + (made % 2)}`;
      pods = [...pods, pod(`new-${made}`, { node, ready: false, readyAt: null })];
    }
    const alive = pods.filter((one) => !one.terminating);
    seen.push({ alive: alive.length, available: alive.filter((one) => one.ready).length });
    const pending = pods.filter((one) => one.terminating || (one.current && !one.ready));
    if (pending.length === 0) return { ended: true, pods, seen };
    const next = pending[choose(pending.length)];
    if (next?.terminating) pods = pods.filter((one) => one !== next);
    else pods = pods.map((one) => (one === next ? { ...one, ready: true, readyAt: step } : one));
  }
  return { ended: false, pods, seen };
}

describe('a whole update', () => {
  it('ends with the Pods asked for, within surge and unavailable all the way, whatever gets Ready or ends first', () => {
    const strategy = fc
      .record({ replicas: fc.integer({ min: 1, max: 9 }), maxSurge: fc.nat(4), maxUnavailable: fc.nat(4) })
      .filter(({ maxSurge, maxUnavailable }) => maxSurge + maxUnavailable > 0)
      .map((given) => ({ ...given, maxUnavailable: Math.min(given.maxUnavailable, given.replicas) }))
      .filter(({ maxSurge, maxUnavailable }) => maxSurge + maxUnavailable > 0);
    const oldPods = fc.array(fc.boolean(), { minLength: 0, maxLength: 12 });
    fc.assert(
      fc.property(strategy, oldPods, fc.infiniteStream(fc.nat(1000)), (given, ready, random) => {
        const start = ready.map((isReady, n) => old(`old-${n}`, { node: `node-${1 + (n % 2)}`, ready: isReady }));
        const { ended, pods, seen } = play(start, given, (n) => Number(random.next().value) % n);
        expect(ended).toBe(true);
        expect(pods.map((one) => one.current && one.ready)).toEqual(Array(given.replicas).fill(true));
        const availableBefore = start.filter((one) => one.ready).length;
        const least = Math.min(given.replicas - given.maxUnavailable, availableBefore);
        const most = Math.max(given.replicas + given.maxSurge, start.length);
        for (const { alive, available } of seen) {
          expect(available).toBeGreaterThanOrEqual(least);
          expect(alive).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 300 },
    );
  });
});
