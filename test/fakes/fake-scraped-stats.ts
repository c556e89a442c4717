import { AppError } from '../../src/domain/errors.ts';
import type { PodReading } from '../../src/domain/sample.ts';
import type { Pod } from '../../src/domain/topology.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { PodStats } from '../../src/ports/pod-stats.ts';

/** Looks for Pods that are due so often, in milliseconds. */
const STEP_MS = 50;
const INTERVALS = 3;

export interface FakeScrapedStatsConfig {
  clock: Clock;
  /** What is scraped. */
  stats: PodStats;
  pods: () => readonly Pod[];
  intervalMs: number;
  signal?: AbortSignal;
}

/** Statistics that are counted only once in an interval, at each Pod's own moment in it, as a Prometheus scrapes. */
export function createFakeScrapedStats({ clock, stats, pods, intervalMs, signal }: FakeScrapedStatsConfig): PodStats {
  const scrapes = new Map<string, (PodReading & { counted_at: number })[]>();
  const dueAt = new Map<string, number>();
  const of = (pod: Pod) => scrapes.get(pod.uid) ?? [];

  async function scrape(pod: Pod): Promise<void> {
    const counted_at = clock.monotonicMs();
    const read = await stats.read(pod).catch(() => null);
    if (read !== null) scrapes.set(pod.uid, [...of(pod), { counters: read.counters, counted_at }]);
  }

  /** The first scrape of each Pod comes at another part of its first interval. */
  async function work(): Promise<void> {
    for (;;) {
      await clock.sleep(STEP_MS, signal);
      const now = clock.monotonicMs();
      for (const pod of pods()) {
        const due = dueAt.get(pod.uid) ?? now + ((dueAt.size * 0.37 + 0.1) % 1) * intervalMs;
        dueAt.set(pod.uid, due <= now ? due + intervalMs : due);
        if (due <= now) await scrape(pod);
      }
    }
  }
  work().catch(() => undefined);

  async function waitFor(pod: Pod, find: () => PodReading | undefined, until: number): Promise<PodReading> {
    let found = find();
    while (found === undefined && clock.monotonicMs() < until) {
      await clock.sleep(STEP_MS);
      found = find();
    }
    if (found !== undefined) return found;
    throw new AppError('stats_unreadable', `Pod ${pod.name} was not scraped.`);
  }

  return {
    async prepare(pods) {
      await Promise.all(pods.map((pod) => waitFor(pod, () => of(pod)[0], clock.monotonicMs() + 2 * intervalMs)));
      return { from: 'prometheus', interval_ms: intervalMs };
    },
    async read(pod, fresh) {
      const { since = null } = fresh ?? {};
      if (since !== null) {
        const first = () => of(pod).find(({ counted_at }) => counted_at >= since);
        return waitFor(pod, first, since + INTERVALS * intervalMs);
      }
      const isFresh = ({ counted_at }: PodReading) => (counted_at ?? 0) >= clock.monotonicMs() - INTERVALS * intervalMs;
      return waitFor(pod, () => of(pod).filter(isFresh).at(-1), clock.monotonicMs());
    },
  };
}
