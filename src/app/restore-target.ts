import { AppError } from '../domain/errors.ts';
import type { Restore } from '../domain/record-restore.ts';
import type { ApprovalNeed } from '../domain/run.ts';
import type { Undo } from '../domain/undo.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Fence, Target } from '../ports/target.ts';
import { confirmFor } from './overwrite-hash.ts';

const TRIES = 3;
const PAUSE_MS = 1000;
/** A restore that takes longer has failed; the undo record stays for the next try. */
const TIMEOUT_MS = 15 * 60_000;
/** Trying again at once would only say so again: somebody has to do something first. */
const FINAL: readonly string[] = ['foreign_change', 'target_unfit', 'target_forbidden'];

export interface RestoreDeps {
  target: Target;
  clock: Clock;
  log: Log;
  /** Whose word it needs to overwrite what somebody else changed. */
  need: ApprovalNeed;
}

/**
 * Brings the pre-image back by the Deployment's own strategy and reads it back. Safe to repeat: what is as it was is
 * left alone. A restore that fails says so in its state, and why. Of what somebody else changed it replaces the
 * lines of `overwrite`, as the target's standing has them, and stops at any other; it gives what stays all the same.
 * @throws AppError `fenced` when another holder has the target: putting it back is theirs then
 */
export async function restoreTarget(
  deps: RestoreDeps,
  fence: Fence,
  undo: Undo,
  { overwrite = [] }: { overwrite?: readonly string[] } = {},
): Promise<Restore> {
  const { clock, log, target } = deps;
  const start = clock.monotonicMs();
  const took = (): number => Math.round(clock.monotonicMs() - start);
  let problem = { code: 'restore_failed', message: '' };
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      const result = await restoreOnce(target, fence, undo, overwrite);
      return { ...result, pre_image: undo.image, took_ms: took() };
    } catch (cause) {
      log.warn('restore_attempt_failed', { run: undo.request.id, attempt, reason: String(cause) });
      if (cause instanceof AppError && cause.code === 'fenced') throw cause;
      problem = problemOf(cause);
      if (FINAL.includes(problem.code)) break;
      await clock.sleep(PAUSE_MS);
    }
  }
  const standing = await target.standing().catch(() => null);
  const differs = standing?.foreign ?? [];
  const confirm = await confirmFor(deps.need, differs);
  return {
    state: 'FAILED',
    pre_image: undo.image,
    post_image: standing?.image ?? '',
    took_ms: took(),
    problem: { ...problem, differs, ...(confirm === null ? {} : { confirm }) },
  };
}

function problemOf(cause: unknown): { code: string; message: string } {
  if (cause instanceof AppError) return { code: cause.code, message: cause.message };
  const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
  const message = timedOut ? 'The rollout that puts it back did not finish within 15 min.' : String(cause);
  return { code: 'restore_failed', message };
}

async function restoreOnce(
  target: Target,
  fence: Fence,
  undo: Undo,
  overwrite: readonly string[],
): Promise<Pick<Restore, 'state' | 'post_image' | 'stays'>> {
  const before = await target.standing();
  if (before.foreign.some((line) => !overwrite.includes(line))) {
    throw new AppError(
      'foreign_change',
      overwrite.length === 0
        ? 'Somebody else changed the target while the run had it, and the bot overwrites nobody.'
        : 'Somebody else changed the target again since, and the bot overwrites only what was asked for.',
    );
  }
  if (before.left.length === 0 && before.rolled_out) return { state: 'NOT_NEEDED', post_image: before.image };
  const { document, replicas, shutdown, health_checks } = undo;
  const ending = {
    ...(shutdown === undefined ? {} : { shutdown: shutdown.found }),
    ...(health_checks === undefined ? {} : { health_checks: health_checks.found }),
  };
  const rollout = { document, replicas, ...ending, restart: false, pace_ms: 0 };
  await target.rollout(
    fence,
    { ...rollout, restore: true, ...(overwrite.length === 0 ? {} : { overwrite }) },
    AbortSignal.timeout(TIMEOUT_MS),
  );
  const after = await target.standing();
  // What nobody may overwrite, such as an edited ConfigMap of the owner, is still there after an overwriting.
  const stays = after.foreign.filter((line) => overwrite.includes(line));
  if (!after.rolled_out || after.left.some((line) => !stays.includes(line))) {
    throw new AppError(
      'restore_failed',
      `The target does not read back as it was before the run: ${after.left.join('; ') || 'its rollout is not complete'}.`,
    );
  }
  return { state: 'RESTORED', post_image: after.image, ...(stays.length === 0 ? {} : { stays }) };
}
