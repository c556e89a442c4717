import type { PodReading, StatsSource } from '../domain/sample.ts';
import type { Pod } from '../domain/topology.ts';

/** Asks for counters of a moment or later, in milliseconds of the monotonic clock. */
export interface ReadSince {
  since: number;
  /** Ends the wait for them. */
  signal: AbortSignal;
}

/** Reads connection statistics of each Pod. Not in here: schedules, windows, which readings a run keeps. */
export interface PodStats {
  /**
   * Makes sure that these Pods can be read, and says where readings come from.
   * @throws AppError `stats_unreadable`, `target_unfit`, `target_forbidden` with what to mend
   */
  prepare(pods: readonly Pod[]): Promise<StatsSource>;
  /**
   * One reading of one Pod within its own deadline: its newest counters. A source that counts only now and then waits
   * with `fresh` for its first count at or after that moment, at most for a few of its intervals.
   * @throws AppError `stats_unreadable`, also when a single statistic is missing: nothing unread is ever a 0
   */
  read(pod: Pod, fresh?: ReadSince): Promise<PodReading>;
}
