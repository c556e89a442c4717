import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClock } from '../../src/adapters/system/clock.ts';
import { ENVOY_STATISTICS } from '../../src/domain/envoy-statistics.ts';
import type { PodReading } from '../../src/domain/sample.ts';
import type { Pod } from '../../src/domain/topology.ts';
import type { PodStats } from '../../src/ports/pod-stats.ts';

export interface PodStatsUnderTest {
  stats: PodStats;
  /** Two Pods that nobody has connected to. */
  pods: readonly [Pod, Pod];
  /** Opens so many client connections to a Pod; resolves when each has carried a request. */
  connect(pod: Pod, connections: number): Promise<{ close(): Promise<void> }>;
  /** Makes the Pod unreadable. */
  kill(pod: Pod): Promise<void>;
  close(): Promise<void>;
}

/** A source that counts only now and then has had its chance after so long. */
const LONGEST_WAIT_MS = 30_000;

/** What every PodStats must do. */
export function podStatsContract(name: string, open: () => Promise<PodStatsUnderTest>): void {
  describe(`the statistics of ${name}`, { timeout: 2 * LONGEST_WAIT_MS }, () => {
    const clock = createClock();
    let on: PodStatsUnderTest;
    beforeAll(async () => {
      on = await open();
    });
    afterAll(() => on.close());

    /** A reading of this moment or later, with the moment at which it was asked for. */
    async function readNow(pod: Pod): Promise<PodReading & { since: number }> {
      const since = clock.monotonicMs();
      const fresh = { since, signal: AbortSignal.timeout(LONGEST_WAIT_MS) };
      return { ...(await on.stats.read(pod, fresh)), since };
    }

    it('says where its readings come from', async () => {
      const { from, interval_ms } = await on.stats.prepare(on.pods);
      expect(['pods', 'prometheus']).toContain(from);
      if (from === 'pods') expect(interval_ms).toBeNull();
      else expect(interval_ms).toBeGreaterThan(0);
    });

    it('reads a Pod that nobody connected to as zeros', async () => {
      const { counters } = await on.stats.read(on.pods[0]);
      expect(Object.keys(counters).sort()).toEqual(Object.keys(ENVOY_STATISTICS).sort());
      expect(new Set(Object.values(counters))).toEqual(new Set([0]));
    });

    it('counts connections on the Pod where they are, while they are open and after', async () => {
      const [first, second] = on.pods;
      const connected = await on.connect(first, 4);
      const open = await readNow(first);
      expect(open.counters).toMatchObject({ http2_active: 4, http2_total: 4, cx_active: 4, destroy: 0 });
      expect((await readNow(second)).counters).toMatchObject({ http2_active: 0, http2_total: 0 });
      await connected.close();
      await expect
        .poll(async () => (await readNow(first)).counters, { timeout: LONGEST_WAIT_MS })
        .toMatchObject({ http2_active: 0, http2_total: 4, cx_active: 0, destroy: 4 });
    });

    it('reads at an edge what was counted at that moment or later, and tells when that was', async () => {
      const { since, counted_at = since } = await readNow(on.pods[0]);
      expect(counted_at).toBeGreaterThanOrEqual(since);
      expect(counted_at).toBeLessThanOrEqual(clock.monotonicMs());
    });

    it('never reads an unreachable Pod as zero: it says which Pod did not answer', async () => {
      const [first, second] = on.pods;
      await on.kill(first);
      await expect(readNow(first)).rejects.toMatchObject({
        code: 'stats_unreadable',
        message: expect.stringContaining(first.name),
      });
      expect((await readNow(second)).counters).toMatchObject({ http2_active: 0 });
    });
  });
}
