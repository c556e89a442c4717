import type { RunId } from '../domain/run.ts';
import type { PastRun } from '../domain/run-history.ts';

/** How many runs are looked back on at most. */
export const HISTORY_RUNS = 2000;

/**
 * The runs that are kept, for lists and trends. Not in here: their records and raw files, and what they do now.
 */
export interface RunHistory {
  /** The newest runs first, ended or not, without those that were refused; at most {@link HISTORY_RUNS}. @throws AppError `queue_unavailable` */
  runs(): Promise<PastRun[]>;
  /** The run that a thread is of, ended or not; null for a thread of none that is kept. @throws AppError `queue_unavailable` */
  ofThread(thread: { channel: string; ts: string }): Promise<RunId | null>;
}
