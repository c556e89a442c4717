import { hasEnded, type RunId } from '../domain/run.ts';
import type { RunQueue } from '../ports/run-queue.ts';
import type { RunStore } from '../ports/run-store.ts';
import { moveUnapproved } from './move-unapproved.ts';
import { type AuditDeps, note } from './note-audit.ts';

/** What became of a wish to cancel. */
export type Cancelled = 'unknown' | 'ended' | 'restoring' | 'removed' | 'asked';

/** Takes a waiting run out of its queue, ends one that waits for a person's word, or asks the worker that runs it, in whatever process, to stop and restore. */
export async function cancelRun(
  deps: AuditDeps & { queue: RunQueue; store: RunStore },
  id: RunId,
  { user, channel }: { user: string; channel: string },
): Promise<Cancelled> {
  const stored = await deps.store.get(id);
  if (stored === null) return 'unknown';
  if (hasEnded(stored.state)) return 'ended';
  if (stored.state === 'restoring') return 'restoring';
  // The first wish counts; a second one only tries again what the first may not have reached.
  const isFirst = stored.cancelled_by === null;
  if (isFirst) await deps.store.update(id, { cancelledBy: user });
  // Between this look and the change somebody may have approved it.
  const isRejected =
    stored.state === 'awaiting_approval' && (await moveUnapproved(deps.store, id, { state: 'cancelled' }));
  const isRemoved = !isRejected && (await deps.queue.remove(stored.request));
  if (isRemoved) await deps.store.update(id, { state: 'cancelled' });
  if (isFirst) {
    const kind = isRejected ? 'rejected' : 'cancelled';
    await note(deps, { kind, who: user, channel, target: stored.request.target, run: id });
  }
  return isRejected || isRemoved ? 'removed' : 'asked';
}
