import type { Pod, PodCounters } from '../domain/topology.ts';

/** Reads connection statistics straight from each Pod. Not in here: schedules, windows, anything remembered. */
export interface PodStats {
  /**
   * One reading of one Pod within its own deadline.
   * @throws AppError `stats_unreadable`; a statistic that Envoy does not show yet is 0, an unreachable Pod is not
   */
  read(pod: Pod): Promise<PodCounters>;
}
