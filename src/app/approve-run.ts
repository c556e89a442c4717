import { AppError } from '../domain/errors.ts';
import { hasEnded, type RunId } from '../domain/run.ts';
import type { RunStore } from '../ports/run-store.ts';
import { type AllowDeps, checkPerson } from './check-person.ts';
import { type PlanDeps, planRun } from './plan-run.ts';
import { checkAllowed, queueRun, type SubmitDeps } from './submit-run.ts';

/** What became of somebody's word for a run. */
export type Approved = 'unknown' | 'ended' | 'begun' | 'expired' | 'own' | 'changed' | 'approved';

export interface ApproveDeps extends SubmitDeps, AllowDeps {
  plan: (target: string) => PlanDeps;
}

/**
 * Lets a run begin that waits for a person's word. The word is for the plan that was shown: where the target has
 * changed since, the run ends untouched.
 * @throws AppError `not_allowed`, `over_limit`, `queue_unavailable`, `target_unreachable`; the run waits on, or has ended untouched
 */
export async function approveRun(deps: ApproveDeps, id: RunId, user: string): Promise<Approved> {
  const { store, clock } = deps;
  const stored = await store.get(id);
  if (stored === null) return 'unknown';
  const { request, approval, state } = stored;
  if (hasEnded(state)) return 'ended';
  if (state !== 'awaiting_approval' || approval === null) return 'begun';
  if (isOver(approval.expires_at, clock.wallIso())) return 'expired';
  if (approval.need === 'second-person' && user === request.requested_by) return 'own';
  await checkPerson(deps, { user, channel: request.thread.channel }, request.target);
  checkAllowed(deps, request.target, request.scenario, request.parameters);
  const { hash } = await planRun(deps.plan(request.target), request);
  const isSame = hash === approval.plan;
  const change = isSame
    ? {
        state: 'queued' as const,
        approval: { ...approval, given_by: user },
        enter: `approved by ${user}: plan ${hash}`,
      }
    : {
        state: 'failed' as const,
        approval: { ...approval, lapsed: 'changed' as const },
        enter: `refused: plan ${hash}`,
      };
  // Of two words that come at once, or of a word and the end of its time, the first counts.
  if (!(await moved(store, id, change))) return hasEnded((await store.get(id))?.state ?? 'failed') ? 'ended' : 'begun';
  if (!isSame) return 'changed';
  await queueRun(deps, { ...request, approved: { by: user, plan: hash } });
  return 'approved';
}

/** Changes a run that waits for a person; false when it does not wait any more. */
async function moved(store: RunStore, id: RunId, change: Parameters<RunStore['update']>[1]): Promise<boolean> {
  try {
    await store.update(id, { ...change, from: 'awaiting_approval' });
    return true;
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'internal') return false;
    throw cause;
  }
}

/** Ends a run that nobody approved in time; true when it has ended. */
export async function endUnapproved(
  { store }: { store: RunStore },
  stored: NonNullable<Awaited<ReturnType<RunStore['get']>>>,
  wallIso: string,
): Promise<boolean> {
  const { approval, request, state } = stored;
  if (state !== 'awaiting_approval' || approval === null || !isOver(approval.expires_at, wallIso)) return false;
  return moved(store, request.id, { state: 'cancelled', approval: { ...approval, lapsed: 'expired' } });
}

function isOver(expiresAt: string, now: string): boolean {
  return Date.parse(now) >= Date.parse(expiresAt);
}
