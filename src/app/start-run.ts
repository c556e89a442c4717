import { AppError } from '../domain/errors.ts';
import type { RunRequest } from '../domain/run.ts';
import { commandText } from '../domain/text/command-text.ts';
import type { ApproveDeps } from './approve-run.ts';
import { checkPerson } from './check-person.ts';
import { aboutRun, notingRefusal } from './note-audit.ts';
import { planRun } from './plan-run.ts';
import { submitRun } from './submit-run.ts';

export type StartDeps = ApproveDeps;

/** How long a plan waits for a person's word, in milliseconds. */
const APPROVAL_MS = 10 * 60_000;

/**
 * Submits a run, or on a guarded target shows its plan and waits for a person's word. At the shell that word is
 * `confirm`, the beginning of the hash of the plan that was shown.
 * A refusal is noted in the audit log.
 * @throws AppError `not_allowed`, `approval_missing`, `plan_changed`, and what {@link planRun} and {@link submitRun} throw; nothing is
 * started then
 */
export async function startRun(
  deps: StartDeps,
  request: RunRequest,
  key: string,
  confirm: string | null,
): Promise<void> {
  const { run: _none, ...about } = aboutRun(request);
  await notingRefusal(deps, about, () => start(deps, request, key, confirm));
}

async function start(deps: StartDeps, request: RunRequest, key: string, confirm: string | null): Promise<void> {
  const { requested_by: user, thread } = request;
  Object.assign(request, await checkPerson(deps, { user, channel: thread.channel }, request));
  const need = deps.needOf(request.target);
  if (confirm !== null && !deps.isShell) {
    throw new AppError('approval_missing', 'A plan is confirmed with its button here; `confirm` is for the shell.');
  }
  if (need === 'none') {
    await submitRun(deps, request, key);
    return;
  }
  if (need === 'second-person' && deps.isShell) {
    throw new AppError(
      'approval_missing',
      `Target \`${request.target}\` wants a second person's approval, which the shell can not give. In Slack: \`${commandText(request.scenario, request.target, request.parameters)}\`.`,
    );
  }
  const { hash, effect } = await planRun(deps.plan(request.target), request);
  if (deps.isShell) {
    checkConfirmed(hash, confirm);
    await submitRun(deps, { ...request, approved: { by: request.requested_by, plan: hash } }, key);
    return;
  }
  const until = new Date(Date.parse(deps.clock.wallIso()) + APPROVAL_MS).toISOString();
  await submitRun(deps, request, key, {
    need,
    plan: hash,
    effect,
    expires_at: until,
    given_by: null,
    lapsed: null,
  });
}

function checkConfirmed(hash: string, confirm: string | null): void {
  if (confirm === null) {
    throw new AppError(
      'approval_missing',
      'This target wants a confirmation of the plan: add `confirm=HASH` with the hash that `dry=true` shows.',
    );
  }
  if (hash.startsWith(confirm)) return;
  throw new AppError(
    'plan_changed',
    `\`confirm=${confirm}\` is of another plan: the target or the parameters have changed since.`,
  );
}
