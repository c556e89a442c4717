import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pod } from '../../src/domain/topology.ts';
import type { ProbeSource } from '../../src/ports/probe-source.ts';

export interface ProbeSourceUnderTest {
  source: ProbeSource;
  pod: Pod;
  /** A statistic of the Pod from now on. */
  set(name: string, value: number): void;
  /** Nothing answers from now on. */
  fail(): void;
  close(): Promise<void>;
}

/** What every {@link ProbeSource} does without a Prometheus. */
export function probeSourceContract(name: string, open: () => Promise<ProbeSourceUnderTest>): void {
  describe(`the probes of ${name}`, () => {
    let on: ProbeSourceUnderTest;
    beforeAll(async () => {
      on = await open();
    });
    afterAll(() => on.close());

    it('read a statistic by its whole name, a zero too', async () => {
      on.set('http.a.downstream_rq_5xx', 0);
      on.set('http.a.downstream_rq_5xxx', 9);
      expect(await on.source.statistic(on.pod, 'http.a.downstream_rq_5xx')).toBe(0);
      on.set('http.a.downstream_rq_5xx', 7);
      expect(await on.source.statistic(on.pod, 'http.a.downstream_rq_5xx')).toBe(7);
    });

    it('read nothing, and no zero, where there is no such statistic', async () => {
      expect(await on.source.statistic(on.pod, 'http.a')).toBeNull();
      expect(await on.source.statistic(on.pod, 'http_a_downstream_rq_5xx')).toBeNull();
    });

    it('say that there is no Prometheus', async () => {
      expect(on.source.asksPrometheus).toBe(false);
      await expect(on.source.query('up')).rejects.toMatchObject({ code: 'target_unfit' });
    });

    it('reject where nothing answers', async () => {
      on.fail();
      await expect(on.source.statistic(on.pod, 'http.a.downstream_rq_5xx')).rejects.toMatchObject({
        code: 'stats_unreadable',
      });
    });
  });
}
