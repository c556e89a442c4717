import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

/** What every PodStats must do. */
export function podStatsContract(name: string, open: () => Promise<PodStatsUnderTest>): void {
  describe(`the statistics of ${name}`, () => {
    let on: PodStatsUnderTest;
    beforeAll(async () => {
      on = await open();
    });
    afterAll(() => on.close());

    it('reads a Pod that nobody connected to as zeros', async () => {
      const counters = await on.stats.read(on.pods[0]);
      expect(Object.keys(counters).sort()).toEqual([
        'cx_active',
        'cx_total',
        'destroy',
        'destroy_active_rq',
        'drain_close',
        'http2_active',
        'http2_total',
        'idle_timeout',
        'max_duration',
        'max_requests',
      ]);
      expect(new Set(Object.values(counters))).toEqual(new Set([0]));
    });

    it('counts connections on the Pod where they are, while they are open and after', async () => {
      const [first, second] = on.pods;
      const connected = await on.connect(first, 4);
      expect(await on.stats.read(first)).toMatchObject({ http2_active: 4, http2_total: 4, cx_active: 4, destroy: 0 });
      expect(await on.stats.read(second)).toMatchObject({ http2_active: 0, http2_total: 0 });
      await connected.close();
      await expect
        .poll(() => on.stats.read(first))
        .toMatchObject({ http2_active: 0, http2_total: 4, cx_active: 0, destroy: 4 });
    });

    it('never reads an unreachable Pod as zero: it says which Pod did not answer', async () => {
      const [first, second] = on.pods;
      await on.kill(first);
      await expect(on.stats.read(first)).rejects.toMatchObject({
        code: 'stats_unreadable',
        message: expect.stringContaining(first.name),
      });
      expect(await on.stats.read(second)).toMatchObject({ http2_active: 0 });
    });
  });
}
