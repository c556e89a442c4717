import type { RunId } from '../domain/run.ts';
import type { Topology } from '../domain/topology.ts';
import { putBack } from '../domain/undo.ts';
import type { Target } from '../ports/target.ts';
import type { TargetGuard } from '../ports/target-guard.ts';

export interface FindDeps {
  target: Pick<Target, 'describe'>;
  guard: Pick<TargetGuard, 'readUndo'>;
}

/** A target as a run that begins later finds it. */
export interface FoundTarget {
  topology: Topology;
  /** The run whose changes are there now and are left out; null where there is none. */
  changedBy: RunId | null;
}

/**
 * Reads a target as it is without what a run has changed on it for a while, because that is put back before the next
 * run. Both are read at once: an undo record is there seconds before a run's first change, and until the last is undone.
 * @throws AppError `target_unreachable`, `config_unreadable`
 */
export async function findTarget({ target, guard }: FindDeps): Promise<FoundTarget> {
  const [topology, undo] = await Promise.all([target.describe(), guard.readUndo()]);
  return undo === null
    ? { topology, changedBy: null }
    : { topology: putBack(topology, undo), changedBy: undo.request.id };
}
