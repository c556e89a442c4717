import { hasEnded, type RunId } from '../domain/run.ts';
import type { RunQueue } from '../ports/run-queue.ts';
import type { RunStore } from '../ports/run-store.ts';

/** What became of a wish to cancel. */
export type Cancelled = 'unknown' | 'ended' | 'restoring' | 'removed' | 'asked';

/** Takes a waiting run out of its queue, ends one that waits for a person's word, or asks the worker that runs it, in whatever process, to stop and restore. */
export async function cancelRun(
  deps: { queue: RunQueue; store: RunStore },
  id: RunId,
  user: string,
): Promise<Cancelled> {
  const stored = await deps.store.get(id);
  if (stored === null) return 'unknown';
  if (hasEnded(stored.state)) return 'ended';
  if (stored.state === 'restoring') return 'restoring';
  // The first wish counts; a second one only tries again what the first may not have reached.
  if (stored.cancelled_by === null) await deps.store.update(id, { cancelledBy: user });
  const waits = stored.state === 'awaiting_approval' || (await deps.queue.remove(stored.request));
  if (!waits) return 'asked';
  await deps.store.update(id, { state: 'cancelled' });
  return 'removed';
}
