import type { Undo } from '../domain/undo.ts';
import type { Fence } from './target.ts';

/** Who holds the target now. */
export interface Holding {
  holder: string;
  /** Milliseconds until the lease ends by itself; 0 when it has ended or its holder is known to be dead. */
  expires_in_ms: number;
}

/**
 * Holds a target for one run at a time, on the target itself, and keeps the run's undo record there, so that it
 * survives the worker and Redis. Not in here: changes to the target.
 */
export interface TargetGuard {
  /**
   * Takes or renews the lease. A renewal keeps its token, a new holder gets a larger one.
   * @throws AppError `target_busy` when another holder's lease is alive, `target_unfit` when there is no such target
   */
  hold(holder: string, ttlMs: number): Promise<Fence>;
  holding(): Promise<Holding | null>;
  /** Gives the lease back; a lease that is no longer ours is left alone. */
  release(fence: Fence): Promise<void>;
  /** Writes the undo record durably before anything is changed. @throws AppError `fenced` */
  writeUndo(fence: Fence, undo: Undo): Promise<void>;
  readUndo(): Promise<Undo | null>;
  /** @throws AppError `fenced` */
  clearUndo(fence: Fence): Promise<void>;
}
