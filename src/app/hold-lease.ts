import { AppError } from '../domain/errors.ts';
import { RunAborted } from '../domain/run-aborted.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Fence } from '../ports/target.ts';
import type { TargetGuard } from '../ports/target-guard.ts';

/** How long a lease lives without a renewal, and how often it is renewed, in milliseconds. */
export const LEASE_TTL_MS = 10_000;
const RENEW_MS = 3000;
const BUSY_POLL_MS = 1000;

/**
 * Takes the lease, waiting while another run holds the target.
 * @throws the signal's reason when it aborts first
 */
export async function takeLease(
  deps: { guard: TargetGuard; clock: Clock },
  holder: string,
  signal: AbortSignal,
): Promise<Fence> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await deps.guard.hold(holder, LEASE_TTL_MS);
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.code !== 'target_busy') throw cause;
      await deps.clock.sleep(BUSY_POLL_MS, signal);
    }
  }
}

/**
 * Renews the lease until `signal` aborts, and never throws. Calls `onLost` once: with `taken` when another holder has
 * or may have had it, without when it could not be renewed for as long as it lives.
 */
export async function keepLease(
  deps: { guard: TargetGuard; clock: Clock; log: Log },
  fence: Fence,
  onLost: (reason: RunAborted, taken: boolean) => void,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log } = deps;
  let renewed = clock.monotonicMs();
  while (!signal.aborted) {
    try {
      await clock.sleep(RENEW_MS, signal);
      await renew(deps.guard, fence);
      renewed = clock.monotonicMs();
    } catch (cause) {
      if (signal.aborted) return;
      const taken = cause instanceof AppError && cause.code === 'target_busy';
      log.warn('lease_not_renewed', { holder: fence.holder, reason: String(cause) });
      if (!taken && clock.monotonicMs() - renewed < LEASE_TTL_MS) continue;
      const why = taken ? 'another holder took the target' : notRenewed(cause);
      onLost(new RunAborted('interrupted', why), taken);
      return;
    }
  }
}

/** A refusal is no silence: whoever reads it has to look elsewhere. */
function notRenewed(cause: unknown): string {
  const reason = cause instanceof AppError ? cause.message : 'the target does not answer.';
  return `the lease of the target could not be renewed: ${reason}`;
}

/** A lease that had ended comes back with a new token, although somebody may have held the target in between. */
async function renew(guard: TargetGuard, fence: Fence): Promise<void> {
  const renewed = await guard.hold(fence.holder, LEASE_TTL_MS);
  if (renewed.token === fence.token) return;
  await guard.release(renewed);
  throw new AppError('target_busy', `The lease of ${fence.holder} had ended before it was renewed.`);
}
