import { describe, expect, it } from 'vitest';
import {
  expectedActive,
  expectedPicksPerSecond,
  plannedTimeline,
  restartShares,
} from '../../../src/domain/prediction.ts';
import type { Setting } from '../../../src/domain/setting.ts';
import { type Simulation, simulateConnections } from '../../../src/domain/simulation/simulate-connections.ts';
import { multinomialTest } from '../../../src/domain/statistics/multinomial-test.ts';

const OLD = ['old-1', 'old-2', 'old-3'];
const NEW = ['new-1', 'new-2', 'new-3'];
const DURATION: Setting = { kind: 'max-connection-duration', value_ms: 1000 };

function simulation(changed: Partial<Simulation> = {}): Simulation {
  const quiet = { clients: 20, intervalMs: 3000, pods: OLD, timeline: [], settingOf: () => null, seed: 7 };
  return { ...quiet, endMs: 60_000, ...changed };
}

/** Picks and closes after `fromMs`, connections held at the end, and how many were open on average from then on. */
function replay(changed: Partial<Simulation>, fromMs = 0) {
  const { endMs } = simulation(changed);
  const picks = new Map<string, number>();
  const open = new Map<number, { uid: string; at: number }>();
  const closes = new Map<string, number>();
  let openMs = 0;
  const since = (from: number, to: number) => Math.max(0, to - Math.max(from, fromMs));
  simulateConnections(simulation(changed), {
    onPick(at, uid, client) {
      open.set(client, { uid, at });
      if (at >= fromMs) picks.set(uid, (picks.get(uid) ?? 0) + 1);
    },
    onClose(at, _uid, client, cause) {
      openMs += since(open.get(client)?.at ?? at, at);
      open.delete(client);
      if (at >= fromMs) closes.set(cause, (closes.get(cause) ?? 0) + 1);
    },
  });
  const held = new Map<string, number>();
  for (const { uid, at } of open.values()) {
    held.set(uid, (held.get(uid) ?? 0) + 1);
    openMs += since(at, endMs);
  }
  return { picks, held, closes, meanOpen: openMs / (endMs - fromMs) };
}

const rolling = (intervalMs: number, paceMs: number) =>
  plannedTimeline({ oldPods: OLD, replicas: 3, mode: 'rolling', paceMs, intervalMs });

describe('simulateConnections', () => {
  it('leaves every connection where it is while nothing happens', () => {
    const { picks, held, closes } = replay({});
    expect([...picks.values()].reduce((sum, count) => sum + count, 0)).toBe(20);
    expect(held).toEqual(picks);
    expect(closes.size).toBe(0);
  });

  it('puts every client of a burst on the one Pod, where it stays', () => {
    const timeline = plannedTimeline({ oldPods: OLD, replicas: 3, mode: 'burst', paceMs: 4000, intervalMs: 3000 });
    const shifted = timeline.map((event) => ({ ...event, at_ms: event.at_ms + 6000 }));
    expect(replay({ timeline: shifted }).held).toEqual(new Map([['new-1', 20]]));
  });

  it('gives a request at the very moment of the close to the old connection, as the formulas do', () => {
    const setting: Setting = { ...DURATION, value_ms: 3000 };
    // Every 6 s, not every 3 s.
    const { picks } = replay({ settingOf: () => setting, endMs: 63_000 }, 3000);
    const perSecond = expectedPicksPerSecond({
      clients: 20,
      settingKind: setting.kind,
      valueMs: 3000,
      intervalMs: 3000,
    });
    expect([...picks.values()].reduce((sum, count) => sum + count, 0)).toBe(60 * perSecond);
  });

  it.each([
    [60, 4000],
    [3000, 4000],
    [3000, 500],
  ])('agrees with the exact shares of a rolling restart, every %i ms at a pace of %i ms', (intervalMs, paceMs) => {
    const timeline = rolling(intervalMs, paceMs).map((event) => ({ ...event, at_ms: event.at_ms + intervalMs }));
    const clients = 30_000;
    const { held } = replay({ clients, intervalMs, timeline, endMs: 3 * paceMs + 3 * intervalMs });
    const shares = restartShares(timeline, { intervalMs, initial: { 'old-1': 1 / 3, 'old-2': 1 / 3, 'old-3': 1 / 3 } });
    for (const uid of NEW) {
      const share = shares[uid] ?? 0;
      const sigma = Math.sqrt((share * (1 - share)) / clients);
      // Five standard deviations: one of these fails by chance once in a million seeds.
      expect(Math.abs((held.get(uid) ?? 0) / clients - share), uid).toBeLessThan(5 * sigma);
    }
  });

  it.each([
    [1000, 3000, 0],
    [2000, 3000, 0],
    [5000, 3000, 0],
    [10_000, 3000, 0],
    [2000, 500, 50],
    [10_000, 3000, 25],
  ])(
    'opens and holds as many connections as predicted, %i ms old at most, spoken on every %i ms, jitter %i',
    (valueMs, intervalMs, jitterPercent) => {
      const clients = 6000;
      const windowMs = 12 * 12_000;
      // Clients that began in step are out of step by then, as far as jitter makes them.
      const warmMs = 600_000;
      const settingOf = (): Setting => ({ ...DURATION, value_ms: valueMs, jitter_percent: jitterPercent });
      const { picks, closes, meanOpen } = replay({ clients, intervalMs, settingOf, endMs: warmMs + windowMs }, warmMs);
      const total = [...picks.values()].reduce((sum, count) => sum + count, 0);
      const rate = expectedPicksPerSecond({ clients, settingKind: DURATION.kind, valueMs, intervalMs, jitterPercent });
      expect(total / (windowMs / 1000) / rate).toBeCloseTo(1, 2);
      // Averaged over whole periods, since clients that began together stay in step.
      expect(meanOpen / expectedActive({ clients, durationMs: valueMs, intervalMs, jitterPercent })).toBeCloseTo(1, 2);
      expect([...closes.keys()]).toEqual([DURATION.kind]);
      expect(multinomialTest([...picks.values()], { seed: 1 }).p).toBeGreaterThan(0.001);
    },
  );

  it.each([
    // A stream is cut at 3 s, after GOAWAY: each has a connection of its own.
    [1000, 500, 3000, null],
    // GOAWAY in the second stream, or at times in the pause between two.
    [5000, 500, 3200, 40],
    [4000, 700, 1500, 60],
  ])(
    'does so with streams, %i ms old at most, a message every %i ms, cut at %i ms, jitter %s',
    (valueMs, intervalMs, cutMs, jitter) => {
      const clients = 6000;
      const windowMs = 140_000;
      const warmMs = 400_000;
      const jitterPercent = jitter ?? 0;
      const setting: Setting = {
        ...DURATION,
        value_ms: valueMs,
        max_stream_duration_ms: cutMs,
        jitter_percent: jitterPercent,
      };
      const workload = { rpc: 'server-stream', stream_ms: null } as const;
      const story = { clients, intervalMs, settingOf: () => setting, endMs: warmMs + windowMs, workload };
      const { picks, meanOpen } = replay(story, warmMs);
      const total = [...picks.values()].reduce((sum, count) => sum + count, 0);
      const cycle = { clients, intervalMs, jitterPercent, callMs: cutMs };
      const rate = expectedPicksPerSecond({ ...cycle, settingKind: DURATION.kind, valueMs });
      expect(total / (windowMs / 1000) / rate).toBeCloseTo(1, 1);
      expect(meanOpen / expectedActive({ ...cycle, durationMs: valueMs })).toBeCloseTo(1, 1);
    },
  );

  it('leaves connections with streams without an end where they are, until their Pod ends', () => {
    const workload = { rpc: 'bidi-stream', stream_ms: null } as const;
    const still = replay({ settingOf: () => DURATION, endMs: 60_000, workload });
    expect(still.closes.size).toBe(0);
    const timeline = [{ at_ms: 30_000, kind: 'gone' as const, uid: OLD[0] ?? '' }];
    const moved = replay({ settingOf: () => DURATION, endMs: 60_000, workload, timeline });
    expect([...moved.closes.keys()]).toEqual(['pod-ended']);
    expect(moved.held.get(OLD[0] ?? '') ?? 0).toBe(0);
    expect([...moved.held.values()].reduce((sum, count) => sum + count, 0)).toBe(20);
  });

  it('closes idle connections after each request when the timeout is below the interval, and none when it is above', () => {
    const settingOf = (value_ms: number) => () => ({ kind: 'idle-timeout', value_ms }) as const;
    const often = replay({ settingOf: settingOf(2000), endMs: 30_000 });
    expect(often.closes.get('idle-timeout')).toBeGreaterThanOrEqual(180);
    expect(replay({ settingOf: settingOf(5000), endMs: 30_000 }).closes.size).toBe(0);
  });

  it('makes a request wait for the next endpoint where there is none', () => {
    const timeline = [
      ...OLD.flatMap((uid) => [{ at_ms: 5000, kind: 'gone' as const, uid }]),
      { at_ms: 20_000, kind: 'added' as const, uid: 'new-1' },
    ];
    const { held } = replay({ timeline });
    expect(held).toEqual(new Map([['new-1', 20]]));
  });

  it('gives the same for the same seed and something else for another', () => {
    const seeded = (seed: number) => [...replay({ seed, settingOf: () => DURATION }).picks];
    expect(seeded(7)).toEqual(seeded(7));
    expect(seeded(8)).not.toEqual(seeded(7));
  });

  it('replays 100,000 clients over a restart of 300 Pods', () => {
    const oldPods = Array.from({ length: 300 }, (_, index) => `old-${index}`);
    const timeline = plannedTimeline({ oldPods, replicas: 300, mode: 'rolling', paceMs: 4000, intervalMs: 3000 });
    const { held } = replay({ clients: 100_000, pods: oldPods, timeline, endMs: 40_000 });
    expect([...held.values()].reduce((sum, count) => sum + count, 0)).toBe(100_000);
    expect([...held.keys()].every((uid) => uid.startsWith('new-'))).toBe(true);
  });
});
