import type { Answer } from '../domain/ask.ts';
import { errorMessage } from '../domain/error-message.ts';
import { AppError, ERROR_CODES } from '../domain/errors.ts';
import { takeLease } from './hold-lease.ts';
import { note } from './note-audit.ts';
import { RECOVERY_HOLDER, type RecoverDeps, type RecoveryWish, recoverHeld } from './recover-target.ts';

/** How long a recovery that is under way is waited for, in milliseconds. */
const PATIENCE_MS = 15 * 60_000;

/** Their messages have what to do about a recovery; the advice is for a run. */
const SAYS_ALL: readonly string[] = ['approval_missing', 'plan_changed'];

/**
 * Recovers a target because a person asked for it. A run that holds the target is left alone, since it puts the target
 * back itself; another recovery is waited for. Never throws.
 * @param say told each answer; the last one is final
 */
export async function recoverOnRequest(
  deps: RecoverDeps,
  { holder, ...wish }: Omit<RecoveryWish, 'run'> & { holder: string },
  say: (answer: Answer) => Promise<void>,
): Promise<void> {
  try {
    await say(await recover(deps, holder, wish, say));
  } catch (cause) {
    deps.log.warn('recovery_failed', { target: deps.profile.name, reason: String(cause) });
    const outcome = cause instanceof AppError ? cause.code : 'internal';
    await note(deps, { kind: 'refused', who: wish.asked_by, what: '/nlb recover', target: deps.profile.name, outcome });
    const isPlain = cause instanceof AppError && !SAYS_ALL.includes(cause.code);
    const advice = isPlain ? ` ${ERROR_CODES[cause.code].advice}` : '';
    const message = errorMessage(cause);
    await say({ kind: 'refused', message: `${message}${advice}` }).catch(() => undefined);
  }
}

async function recover(
  deps: RecoverDeps,
  holder: string,
  wish: Omit<RecoveryWish, 'run'>,
  say: (answer: Answer) => Promise<void>,
): Promise<Answer> {
  const { guard, store, clock } = deps;
  const holding = await guard.holding();
  const isHeld = holding !== null && holding.expires_in_ms > 0;
  if (isHeld && !holding.holder.startsWith(RECOVERY_HOLDER)) return { kind: 'busy', holder: holding.holder };
  const undo = await guard.readUndo();
  if (undo === null) return { kind: 'nothing' };
  await say({ kind: 'begun' });
  const over = new AbortController();
  void clock.sleep(PATIENCE_MS, over.signal).then(
    () =>
      over.abort(new AppError('target_busy', `Another recovery has held the target for ${PATIENCE_MS / 60_000} min.`)),
    () => undefined,
  );
  const fence = await takeLease(deps, holder, over.signal).finally(() => over.abort(new Error('the lease is taken')));
  const recovered = await recoverHeld(deps, fence, { ...wish, run: undo.request.id });
  if (recovered !== null) return { kind: 'recovered', run: recovered.request.id, recovery: recovered.recovery };
  // The one that was waited for has done it.
  const told = (await store.outcome(undo.request.id))?.record.restore.recovery;
  const done = { state: 'RESTORED', at: clock.wallIso(), asked_by: null, keep: null, differs: [] } as const;
  return { kind: 'recovered', run: undo.request.id, recovery: told ?? { ...done, differs: [] } };
}
