import type { RunProgress } from '../domain/progress.ts';
import type { RunId, RunRequest } from '../domain/run.ts';

/** A run in a target's queue; `place` 0 is running, 1 the next. */
export interface Queued {
  request: RunRequest;
  place: number;
  progress: RunProgress | null;
}

/**
 * The queue of each target, as the side that submits sees it.
 * Not in here: what a run does, its record, its messages.
 */
export interface RunQueue {
  /** @throws AppError `queue_unavailable` when the queue did not take the run; it is not kept anywhere then */
  add(request: RunRequest): Promise<void>;
  /** Running and waiting runs of a target in order. @throws AppError `queue_unavailable` */
  list(target: string): Promise<Queued[]>;
  /** Takes a waiting run out; false when it no longer waits. */
  remove(request: RunRequest): Promise<boolean>;
  /** Calls back for each progress event and each start and end of a run, until closed. */
  follow(listener: QueueListener): Promise<void>;
  close(): Promise<void>;
}

export interface QueueListener {
  onProgress(target: string, run: RunId, progress: RunProgress): void;
  /** A run started, ended, or left the queue: places have changed. */
  onMoved(target: string): void;
}
