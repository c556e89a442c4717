import { hasEnded } from '../domain/run.ts';
import { LEASE_TTL_MS } from './hold-lease.ts';
import { interruptedUntouched, type RecoverDeps, reconcile } from './recover-target.ts';

/** How often unfinished work is looked for, in milliseconds. */
const RECONCILE_MS = 15_000;
/** Past a lease's end, so that it is over when it is looked at again. */
const MARGIN_MS = 200;

/**
 * Looks for runs whose worker is gone, at once, whenever a lease that is in the way ends, and every 15 s, until the
 * signal aborts. Finds runs by the undo record on the target, and those that changed nothing yet by the store.
 */
export async function keepReconciled(deps: RecoverDeps & { holder: string }, signal: AbortSignal): Promise<void> {
  let told: string | null = null;
  while (!signal.aborted) {
    let wait = RECONCILE_MS;
    try {
      await reconcile(deps, deps.holder, LEASE_TTL_MS);
      await endUntouched(deps);
      const holding = await deps.guard.holding();
      if (holding !== null && holding.expires_in_ms > 0) wait = Math.min(wait, holding.expires_in_ms + MARGIN_MS);
      told = null;
    } catch (cause) {
      // A target that stays away, as the lab does in a cluster, is told of once.
      const reason = String(cause);
      if (reason !== told) deps.log.warn('reconcile_failed', { target: deps.profile.name, reason });
      told = reason;
    }
    await deps.clock.sleep(wait, signal).catch(() => undefined);
  }
}

/** A run that is said to run, on a target that nobody holds and that has nothing to undo, died before its first change. */
async function endUntouched(deps: RecoverDeps): Promise<void> {
  for (const stored of await deps.store.open()) {
    const { request, state } = stored;
    if (request.target !== deps.profile.name || hasEnded(state) || state === 'queued') continue;
    const holding = await deps.guard.holding();
    if (holding !== null && holding.expires_in_ms > 0) continue;
    if ((await deps.guard.readUndo()) !== null) continue;
    const again = await deps.store.get(request.id);
    if (again === null || hasEnded(again.state)) continue;
    await deps.keep({ record: interruptedUntouched(deps, request), raw: {} });
  }
}
