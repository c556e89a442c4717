import type { RefusalReason } from '../domain/audit.ts';
import { AppError } from '../domain/errors.ts';
import { type Approval, hasEnded, type RunId } from '../domain/run.ts';
import type { RunStore, StoredRun } from '../ports/run-store.ts';
import { type AllowDeps, checkPerson } from './check-person.ts';
import { moveUnapproved } from './move-unapproved.ts';
import { type AuditDeps, note, noteOrRefuse, notingRefusal } from './note-audit.ts';
import { type PlanDeps, planRun } from './plan-run.ts';
import { checkAllowed, queueRun, type SubmitDeps } from './submit-run.ts';

/** What became of somebody's word for a run. */
export type Approved = 'unknown' | 'ended' | 'begun' | 'expired' | 'own' | 'changed' | 'approved';

export interface ApproveDeps extends SubmitDeps, AllowDeps {
  /** Whether the person sits at a shell, where a plan's hash takes the place of a button. */
  isShell: boolean;
  plan: (target: string) => PlanDeps;
}

/** What the audit log says where somebody's word did not count. */
const REFUSALS: Readonly<Record<Exclude<Approved, 'approved'>, RefusalReason>> = {
  unknown: 'unknown_run',
  ended: 'run_ended',
  begun: 'not_waiting',
  expired: 'stale_approval',
  own: 'own_approval',
  changed: 'changed_plan',
};

/**
 * Lets a run begin that waits for a person's word. The word is for the plan that was shown: where the target has
 * changed since, the run ends untouched. It counts only from whom, and from where, the target may be changed. What
 * became of it is noted in the audit log.
 * @throws AppError `approval_missing` at a shell, `not_allowed`, `over_limit`, `queue_unavailable`, `audit_unavailable`, `target_unreachable`; the run waits
 * on, or has ended untouched
 */
export async function approveRun(
  deps: ApproveDeps,
  id: RunId,
  asker: { user: string; channel: string },
): Promise<Approved> {
  const stored = await deps.store.get(id);
  const about = { who: asker.user, channel: asker.channel, target: stored?.request.target ?? null, run: id };
  const what = `/nlb approve ${id}`;
  const approved = await notingRefusal(deps, { ...about, what }, () => approve(deps, stored, asker));
  if (approved !== 'approved') await note(deps, { ...about, what, kind: 'refused', outcome: REFUSALS[approved] });
  return approved;
}

async function approve(
  deps: ApproveDeps,
  stored: StoredRun | null,
  { user, channel }: { user: string; channel: string },
): Promise<Approved> {
  // At a shell nobody knows whether it is somebody else than who asked in Slack.
  if (deps.isShell) {
    throw new AppError('approval_missing', 'A run that waits in Slack is approved there, with its button.');
  }
  const waiting = waitingFor(stored, user, deps.clock.wallIso());
  if (typeof waiting === 'string') return waiting;
  const { store } = deps;
  const { request, approval } = waiting;
  const { id, target } = request;
  const membership = await checkPerson(deps, { user, channel }, request);
  checkAllowed(deps, target, request.scenario, request.parameters);
  const { hash } = await planRun(deps.plan(target), request);
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
  if (!(await moveUnapproved(store, id, change)))
    return hasEnded((await store.get(id))?.state ?? 'failed') ? 'ended' : 'begun';
  if (!isSame) return 'changed';
  try {
    await noteOrRefuse(deps, { kind: 'approved', who: user, channel, target, run: id, outcome: `plan ${hash}` });
  } catch (cause) {
    // It waits on for a word that can be noted; where not even that can be kept, the reporter ends it.
    await store.update(id, { from: 'queued', state: 'awaiting_approval', approval }).catch(() => undefined);
    throw cause;
  }
  await queueRun(deps, { ...request, approved: { by: user, plan: hash, channel, ...membership } });
  return 'approved';
}

/** The run if it waits for this person's word, or why it does not. */
function waitingFor(
  stored: StoredRun | null,
  user: string,
  wallIso: string,
): { request: StoredRun['request']; approval: Approval } | Exclude<Approved, 'approved'> {
  if (stored === null) return 'unknown';
  const { request, approval, state } = stored;
  if (hasEnded(state)) return approval?.lapsed ?? 'ended';
  if (state !== 'awaiting_approval' || approval === null) return 'begun';
  if (isOver(approval.expires_at, wallIso)) return 'expired';
  if (approval.need === 'second-person' && user === request.requested_by) return 'own';
  return { request, approval };
}

/** Ends a run that nobody approved in time; true when it has ended. */
export async function endUnapproved(
  deps: AuditDeps & { store: RunStore },
  stored: StoredRun,
  wallIso: string,
): Promise<boolean> {
  const { approval, request, state } = stored;
  if (state !== 'awaiting_approval' || approval === null || !isOver(approval.expires_at, wallIso)) return false;
  const { id, target } = request;
  const hasLapsed = await moveUnapproved(deps.store, id, {
    state: 'cancelled',
    approval: { ...approval, lapsed: 'expired' },
  });
  if (hasLapsed) await note(deps, { kind: 'expired', target, run: id });
  return hasLapsed;
}

function isOver(expiresAt: string, now: string): boolean {
  return Date.parse(now) >= Date.parse(expiresAt);
}
