import { AppError } from '../domain/errors.ts';
import type { RunRecord } from '../domain/record.ts';
import type { Keep, Recovery, Restore } from '../domain/record-restore.ts';
import type { RunRequest } from '../domain/run.ts';
import type { Undo } from '../domain/undo.ts';
import type { Fence, Standing } from '../ports/target.ts';
import { checkOverwrite } from './check-overwrite.ts';
import { keepLease } from './hold-lease.ts';
import { keepOutcome } from './keep-outcome.ts';
import { note } from './note-audit.ts';
import { restoreTarget } from './restore-target.ts';
import type { ExecuteDeps } from './run-context.ts';

export type RecoverDeps = Pick<
  ExecuteDeps,
  'target' | 'guard' | 'fleet' | 'clock' | 'log' | 'profile' | 'keep' | 'store' | 'audit' | 'botVersion' | 'need'
>;

const WORKER_DIED = 'The worker died while the run went on.';

/** How the holder of a lease begins that recovers. */
export const RECOVERY_HOLDER = 'recovery-';

/** A holder of a lease for one recovery alone: another one has to wait, in whatever process and for whatever question. */
export function recoveryHolder(name: string): string {
  return `${RECOVERY_HOLDER}${name}-${crypto.randomUUID().slice(0, 8)}`;
}

/** That a person asks for a recovery, and whose state is to count. */
export interface RecoveryWish {
  asked_by: string;
  keep: Keep | null;
  /** With keep `ours`: the beginning of the hash of the changes that may be overwritten, as it was shown; null without. */
  confirm: string | null;
  /** The run that left the target changed when it was asked. */
  run: string;
}

/** A recovery that was carried out, and the run that it was of. */
export interface Recovered {
  request: RunRequest;
  restore: Restore;
  recovery: Recovery;
}

/**
 * Puts a target back that a run left changed, or leaves it as it is where that is asked for. Keeps the run's outcome as
 * interrupted where it has none yet; where its restore had failed, the thread is told what became of it.
 * Does nothing where there is no undo record. The run itself is never carried on.
 * @throws AppError `fenced` when another holder has the target now, `target_busy` when another run's change is there than
 * the one that was asked for, `approval_missing` and `plan_changed` when nobody's word covers what `keep=ours` would
 * overwrite (nothing was written then), `queue_unavailable` when the outcome was not kept;
 * the undo record stays, so that the next look does it again
 */
export async function recoverTarget(
  deps: RecoverDeps,
  fence: Fence,
  wish: RecoveryWish | null = null,
): Promise<Recovered | null> {
  const undo = await deps.guard.readUndo();
  if (undo === null) return null;
  const { request } = undo;
  if (wish !== null && wish.run !== request.id) {
    const message = `It was asked for what run ${wish.run} left, but run ${request.id} has changed it since; nothing was done.`;
    throw new AppError('target_busy', message);
  }
  deps.log.info('recovering', { run: request.id, keep: wish?.keep ?? null, asked_by: wish?.asked_by ?? null });
  const before = wish?.keep ? await deps.target.standing() : null;
  const overwrite = wish?.keep === 'ours' ? (before?.foreign ?? []) : [];
  if (wish !== null) await checkOverwrite(deps.need, request, wish, overwrite);
  const restore =
    wish?.keep === 'theirs' ? leftAsItIs(undo, before) : await restoreTarget(deps, fence, undo, { overwrite });
  await deps.fleet
    .discard(request.id)
    .catch((cause: unknown) => deps.log.warn('fleet_not_discarded', { run: request.id, reason: String(cause) }));
  const recovery = recoveryOf(deps, wish, restore, before);
  const why = await whyEnded(deps, request);
  // A run that has kept its outcome before it was recovered has said all there is to say.
  await keepOutcome(deps, request, { record: interruptedRecord(deps, undo, restore, why), raw: {} });
  const isTold = wish !== null || (await isMended(deps, request, restore));
  // That the undo record is gone is said once it is; that a target is restored can be found again if it is not kept.
  if (recovery.state === 'KEPT') await deps.guard.clearUndo(fence);
  if (isTold) await deps.store.update(request.id, { recovery });
  if (recovery.state === 'RESTORED') await deps.guard.clearUndo(fence);
  const outcome = recovery.keep === null ? recovery.state : `${recovery.state}, keep=${recovery.keep}`;
  await note(deps, { kind: 'recovered', who: recovery.asked_by, target: request.target, run: request.id, outcome });
  return { request, restore, recovery };
}

function leftAsItIs(undo: Undo, before: Standing | null): Restore {
  return {
    state: 'FAILED',
    pre_image: undo.image,
    post_image: before?.image ?? '',
    took_ms: 0,
    problem: { code: 'foreign_change', message: 'It was left as it is, as asked for.', differs: before?.foreign ?? [] },
  };
}

function recoveryOf(
  { clock }: RecoverDeps,
  wish: RecoveryWish | null,
  { state, problem, stays = [] }: Restore,
  before: Standing | null,
): Recovery {
  const base = { at: clock.wallIso(), asked_by: wish?.asked_by ?? null, keep: wish?.keep ?? null };
  if (wish?.keep === 'theirs') return { ...base, state: 'KEPT', differs: before?.left ?? [] };
  if (state !== 'FAILED') {
    const differs = (before?.foreign ?? []).filter((line) => !stays.includes(line));
    return { ...base, state: 'RESTORED', differs, ...(stays.length === 0 ? {} : { stays }) };
  }
  const { code = 'restore_failed', message = '', differs = [], confirm } = problem ?? {};
  return { ...base, state: 'FAILED', differs, code, message, ...(confirm === undefined ? {} : { confirm }) };
}

/** Whether the run was told as not restored and is restored now. */
async function isMended({ store }: RecoverDeps, { id }: RunRequest, restore: Restore): Promise<boolean> {
  if (restore.state === 'FAILED') return false;
  const told = (await store.outcome(id))?.record.restore;
  return told?.state === 'FAILED' && (told.recovery?.state ?? 'FAILED') === 'FAILED';
}

/**
 * What is known of why a run was cut off. A store that does not have it any more ended with the instance that ran it, and
 * so did the lab.
 */
async function whyEnded({ store, profile }: RecoverDeps, { id }: RunRequest): Promise<string> {
  if ((await store.get(id)) !== null) return WORKER_DIED;
  const what =
    profile.kind === 'lab' ? 'The instance that ran it ended, and its lab with it' : 'The instance that ran it ended';
  return `${what}, while the run went on.`;
}

function interruptedRecord(deps: RecoverDeps, undo: Undo, restore: Restore, why: string): RunRecord {
  return {
    ...endedRecord(deps, undo.request, restore, why),
    started_at: undo.started_at,
    versions: undo.versions,
    ...(restore.state === 'FAILED'
      ? {
          state: 'failed' as const,
          failure: {
            phase: 'restore',
            code: 'restore_failed',
            message: `${why} The target could not be put back.`,
          },
        }
      : {}),
  };
}

/** The outcome of a run whose worker died before it had changed anything. */
export function interruptedUntouched(deps: RecoverDeps, request: RunRequest): RunRecord {
  return endedRecord(deps, request, { state: 'NOT_NEEDED', pre_image: '', post_image: '', took_ms: 0 }, WORKER_DIED);
}

function endedRecord(deps: RecoverDeps, request: RunRequest, restore: RunRecord['restore'], why: string): RunRecord {
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
    failure: { phase: 'recover', code: 'interrupted', message: why },
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
export async function reconcile(deps: RecoverDeps, holder: string, ttlMs: number): Promise<Recovered | null> {
  const holding = await deps.guard.holding();
  if (holding !== null && holding.expires_in_ms > 0) return null;
  // A lease that has run out is taken and given back, so that no dead holder is shown for ever.
  if (holding === null && (await deps.guard.readUndo()) === null) return null;
  return recoverHeld(deps, await deps.guard.hold(holder, ttlMs), null);
}

/** Recovers under a lease that is ours, keeps it for as long as that takes, and gives it back. */
export async function recoverHeld(
  deps: RecoverDeps,
  fence: Fence,
  wish: RecoveryWish | null,
): Promise<Recovered | null> {
  const over = new AbortController();
  const kept = keepLease(deps, fence, () => undefined, over.signal);
  try {
    return await recoverTarget(deps, fence, wish);
  } finally {
    over.abort(new Error('the recovery is over'));
    await kept;
    await deps.guard.release(fence);
  }
}
