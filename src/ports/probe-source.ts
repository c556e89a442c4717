import type { Pod } from '../domain/topology.ts';

/**
 * Reads what the probes of a plan ask for. What is not there is null, and never a 0. Not in here: schedules, tolerances, what
 * a run does about them.
 */
export interface ProbeSource {
  /** Whether there is a Prometheus to be asked. */
  readonly asksPrometheus: boolean;
  /**
   * The statistic of that whole name of one Pod now, within a second; null where the Pod has none.
   * @throws AppError `stats_unreadable` where the Pod does not answer
   */
  statistic(pod: Pod, name: string): Promise<number | null>;
  /**
   * What a query finds at Prometheus's present, within two seconds: nothing, a number, or one of each series.
   * @throws AppError `stats_unreadable` where it does not answer, or not this query; `target_unfit` without a Prometheus
   */
  query(promql: string): Promise<readonly number[]>;
}
