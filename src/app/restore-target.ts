import { AppError } from '../domain/errors.ts';
import type { Restore } from '../domain/record.ts';
import type { Undo } from '../domain/undo.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Fence, Target } from '../ports/target.ts';

const TRIES = 3;
const PAUSE_MS = 1000;
/** A restore that takes longer has failed; the undo record stays for the next try. */
const TIMEOUT_MS = 15 * 60_000;

export interface RestoreDeps {
  target: Target;
  clock: Clock;
  log: Log;
}

/**
 * Brings the pre-image back by the Deployment's own strategy and reads it back. Safe to repeat: what is as it was is
 * left alone. A restore that fails says so in its state.
 * @throws AppError `fenced` when another holder has the target: putting it back is theirs then
 */
export async function restoreTarget(deps: RestoreDeps, fence: Fence, undo: Undo): Promise<Restore> {
  const { clock, log } = deps;
  const start = clock.monotonicMs();
  let image = '';
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      const result = await restoreOnce(deps.target, fence, undo);
      return { ...result, pre_image: undo.image, took_ms: Math.round(clock.monotonicMs() - start) };
    } catch (cause) {
      log.warn('restore_attempt_failed', { run: undo.request.id, attempt, reason: String(cause) });
      if (cause instanceof AppError && cause.code === 'fenced') throw cause;
      image = await deps.target.describe().then(
        (topology) => topology.config.image,
        () => image,
      );
      // What somebody else has changed is theirs: trying again would only say so again.
      if (cause instanceof AppError && cause.code === 'foreign_change') break;
      await clock.sleep(PAUSE_MS);
    }
  }
  return {
    state: 'FAILED',
    pre_image: undo.image,
    post_image: image,
    took_ms: Math.round(clock.monotonicMs() - start),
  };
}

async function restoreOnce(target: Target, fence: Fence, undo: Undo): Promise<Pick<Restore, 'state' | 'post_image'>> {
  const before = await target.describe();
  if (before.config.image === undo.image && before.deployment.rolled_out)
    return { state: 'NOT_NEEDED', post_image: before.config.image };
  await target.rollout(
    fence,
    {
      document: undo.document,
      replicas: undo.replicas,
      restart: before.config.document !== undo.document,
      pace_ms: 0,
      restore: true,
    },
    AbortSignal.timeout(TIMEOUT_MS),
  );
  const after = await target.describe();
  if (after.config.image !== undo.image || !after.deployment.rolled_out) {
    throw new AppError('restore_failed', 'The target does not read back as it was before the run.');
  }
  return { state: 'RESTORED', post_image: after.config.image };
}
