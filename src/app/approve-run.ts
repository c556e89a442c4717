import type { RunId } from '../domain/run.ts';
import { hasEnded } from '../domain/run.ts';
import type { RunStore } from '../ports/run-store.ts';
import { type PlanDeps, planRun } from './plan-run.ts';
import { checkAllowed, queueRun, type SubmitDeps } from './submit-run.ts';

/** What became of somebody's word for a run. */
export type Approved = 'unknown' | 'ended' | 'begun' | 'expired' | 'own' | 'changed' | 'approved';

export interface ApproveDeps extends SubmitDeps {
  plan: (target: string) => PlanDeps;
}

/**
 * Lets a run begin that waits for a person's word. The word is for the plan that was shown: where the target has
 * changed since, the run ends untouched.
 * @throws AppError `over_limit`, `queue_unavailable`, `target_unreachable`; the run waits on, or has ended untouched
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
  checkAllowed(deps, request.target, request.scenario, request.parameters);
  const { hash } = await planRun(deps.plan(request.target), request);
  if (hash !== approval.plan) {
    await store.update(id, {
      state: 'failed',
      approval: { ...approval, lapsed: 'changed' },
      enter: `refused: plan ${hash}`,
    });
    return 'changed';
  }
  await store.update(id, {
    state: 'queued',
    approval: { ...approval, given_by: user },
    enter: `approved by ${user}: plan ${hash}`,
  });
  await queueRun(deps, { ...request, approved: { by: user, plan: hash } });
  return 'approved';
}

/** Ends a run that nobody approved in time; true when it has ended. */
export async function endUnapproved(
  { store }: { store: RunStore },
  stored: NonNullable<Awaited<ReturnType<RunStore['get']>>>,
  wallIso: string,
): Promise<boolean> {
  const { approval, request, state } = stored;
  if (state !== 'awaiting_approval' || approval === null || !isOver(approval.expires_at, wallIso)) return false;
  await store.update(request.id, { state: 'cancelled', approval: { ...approval, lapsed: 'expired' } });
  return true;
}

function isOver(expiresAt: string, now: string): boolean {
  return Date.parse(now) >= Date.parse(expiresAt);
}
