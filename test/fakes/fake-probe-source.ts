import { AppError } from '../../src/domain/errors.ts';
import type { Pod } from '../../src/domain/topology.ts';
import type { ProbeSource } from '../../src/ports/probe-source.ts';

/** What a Pod answers, at once or later; null for nothing. */
type Reading = (pod: Pod) => number | null | Promise<number | null>;

export interface FakeProbeSource {
  source: ProbeSource;
  /** What a statistic is of each Pod from now on; null for none. */
  set(name: string, read: Reading): void;
  /** What a query finds from now on; there is no Prometheus before. */
  answer(promql: string, numbers: readonly number[]): void;
  /** Nothing answers any more. */
  fail(): void;
}

/** Statistics in memory; there is none that was not set. */
export function createFakeProbeSource(): FakeProbeSource {
  const statistics = new Map<string, Reading>();
  const answers = new Map<string, readonly number[]>();
  let fails = false;
  const orFail = (): void => {
    if (fails) throw new AppError('stats_unreadable', 'Nothing answers.');
  };
  return {
    source: {
      get asksPrometheus() {
        return answers.size > 0;
      },
      async statistic(pod, name) {
        orFail();
        return (await statistics.get(name)?.(pod)) ?? null;
      },
      async query(promql) {
        orFail();
        if (answers.size === 0) throw new AppError('target_unfit', 'There is no Prometheus to be asked.');
        return answers.get(promql) ?? [];
      },
    },
    set: (name, read) => void statistics.set(name, read),
    answer: (promql, numbers) => void answers.set(promql, numbers),
    fail() {
      fails = true;
    },
  };
}
