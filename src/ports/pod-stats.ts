import type { Pod, PodCounters } from '../domain/topology.ts';

/** Reads connection statistics straight from each Pod. Not in here: schedules, windows, anything remembered. */
export interface PodStats {
  /**
   * One reading of one Pod within its own deadline.
   * @throws AppError `stats_unreadable`, also when a single statistic is missing: nothing unread is ever a 0
   */
  read(pod: Pod): Promise<PodCounters>;
}
