import type { RunRecord } from '../domain/record.ts';
import type { RunRequest } from '../domain/run.ts';
import type { Undo } from '../domain/undo.ts';
import type { Fence } from '../ports/target.ts';
import { keepLease } from './hold-lease.ts';
import { keepOutcome } from './keep-outcome.ts';
import { restoreTarget } from './restore-target.ts';
import type { ExecuteDeps } from './run-context.ts';

export type RecoverDeps = Pick<
  ExecuteDeps,
  'target' | 'guard' | 'clock' | 'log' | 'profile' | 'keep' | 'store' | 'botVersion'
>;

/**
 * Puts a target back that a run left changed when its worker died, and keeps that run's outcome as interrupted.
 * Does nothing where there is no undo record. The run itself is never carried on.
 * @returns the outcome of the run that was recovered
 * @throws AppError `fenced` when another holder has the target now, `queue_unavailable` when the outcome was not kept;
 * the undo record stays, so that the next look does it again
 */
export async function recoverTarget(deps: RecoverDeps, fence: Fence): Promise<RunRecord | null> {
  const undo = await deps.guard.readUndo();
  if (undo === null) return null;
  deps.log.info('recovering', { run: undo.request.id });
  const restore = await restoreTarget(deps, fence, undo);
  const record = interruptedRecord(deps, undo, restore);
  // A worker that died after it had kept its outcome has said all there is to say.
  await keepOutcome(deps, undo.request, { record, raw: {} });
  if (restore.state !== 'FAILED') await deps.guard.clearUndo(fence);
  return record;
}

function interruptedRecord(deps: RecoverDeps, undo: Undo, restore: RunRecord['restore']): RunRecord {
  return {
    ...endedRecord(deps, undo.request, restore),
    started_at: undo.started_at,
    versions: undo.versions,
    ...(restore.state === 'FAILED'
      ? {
          state: 'failed' as const,
          failure: {
            phase: 'restore',
            code: 'restore_failed',
            message: 'The worker died, and the target could not be put back.',
          },
        }
      : {}),
  };
}

/** The outcome of a run whose worker died before it had changed anything. */
export function interruptedUntouched(deps: RecoverDeps, request: RunRequest): RunRecord {
  return endedRecord(deps, request, { state: 'NOT_NEEDED', pre_image: '', post_image: '', took_ms: 0 });
}

function endedRecord(deps: RecoverDeps, request: RunRequest, restore: RunRecord['restore']): RunRecord {
  const { alpha, effect, tolerance, seed } = request.parameters;
  return {
    schema: 1,
    id: request.id,
    scenario: request.scenario,
    target: deps.profile,
    parameters: request.parameters,
    requested_by: request.requested_by,
    started_at: request.requested_at,
    ended_at: deps.clock.wallIso(),
    state: 'interrupted',
    failure: { phase: 'recover', code: 'interrupted', message: 'The worker died while the run went on.' },
    versions: { bot: deps.botVersion, envoy: 'unknown', grpc_js: 'unknown' },
    plan: { alpha, effect, tolerance, test: 'none: the run did not finish', seed, arms_order: [] },
    topology: { pods: [], service: null },
    timeline: [],
    gates: [],
    arms: [],
    verdict: null,
    recommendation: null,
    restore,
  };
}

/**
 * Looks for a run whose worker is gone and recovers its target; called at a worker's start and again and again.
 * Leaves a target alone whose holder is alive.
 */
export async function reconcile(deps: RecoverDeps, holder: string, ttlMs: number): Promise<RunRecord | null> {
  const holding = await deps.guard.holding();
  if (holding !== null && holding.expires_in_ms > 0) return null;
  // A lease that has run out is taken and given back, so that no dead holder is shown for ever.
  if (holding === null && (await deps.guard.readUndo()) === null) return null;
  const fence = await deps.guard.hold(holder, ttlMs);
  const over = new AbortController();
  const kept = keepLease(deps, fence, () => undefined, over.signal);
  try {
    return await recoverTarget(deps, fence);
  } finally {
    over.abort(new Error('the recovery is over'));
    await kept;
    await deps.guard.release(fence);
  }
}
