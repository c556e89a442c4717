import { hasEnded } from '../domain/run.ts';
import type { Busy } from '../domain/schedule/schedule.ts';
import type { RunQueue } from '../ports/run-queue.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { TargetGuard } from '../ports/target-guard.ts';

export interface BusyDeps {
  store: RunStore;
  queue: RunQueue;
  guard: (target: string) => Pick<TargetGuard, 'holding' | 'readUndo'>;
}

/**
 * What keeps a target from a run that nobody waits for: a run that goes on, waits, or waits for approval; its lease; or
 * what a run left there. Null when nothing does. A target that does not answer is not busy: its run says why it failed.
 * @throws AppError `queue_unavailable`
 */
export async function busyWith(deps: BusyDeps, target: string): Promise<Busy | null> {
  const open = await deps.store.open();
  const run = open.find(({ request, state }) => request.target === target && !hasEnded(state))?.request.id;
  if (run !== undefined) return { kind: 'run', by: run };
  const [queued] = await deps.queue.list(target);
  if (queued !== undefined) return { kind: 'run', by: queued.request.id };
  const guard = deps.guard(target);
  const holding = await guard.holding().catch(() => null);
  if (holding !== null && holding.expires_in_ms > 0) return { kind: 'held', by: holding.holder };
  const undo = await guard.readUndo().catch(() => null);
  return undo === null ? null : { kind: 'changed', by: undo.request.id };
}
