import { AppError } from '../domain/errors.ts';
import { hasEnded, type RunState } from '../domain/run.ts';
import { LEASE_TTL_MS } from './hold-lease.ts';
import { noteEnd } from './note-end.ts';
import { interruptedUntouched, type RecoverDeps, type Recovered, reconcile } from './recover-target.ts';

/** How often unfinished work is looked for, in milliseconds. */
const RECONCILE_MS = 15_000;
/** Past a lease's end, so that it is over when it is looked at again. */
const MARGIN_MS = 200;
/** A run in these states is in no worker's hands. */
const WAITS: readonly RunState[] = ['queued', 'awaiting_approval'];
/** The longest pause between two tries of a restore that fails, and between two looks at a target that is away. */
const LONGEST_RETRY_MS = 5 * 60_000;
const LONGEST_LOOK_MS = 60_000;

/** As {@link standingText} says that nothing is in the way. */
const NOTHING_FOREIGN = JSON.stringify([]);

/** A restore that failed. */
interface Stuck {
  /** How the target stood then; another standing is worth a try at once. */
  standing: string;
  pauseMs: number;
  notBefore: number;
}

/**
 * Looks for runs whose worker is gone, at once, whenever a lease that is in the way ends, and every 15 s, until the
 * signal aborts. Finds runs by the undo record on the target, and those that changed nothing yet by the store. A restore
 * that somebody else's change stops is tried again when that changes, any other with growing pauses.
 */
export async function keepReconciled(deps: RecoverDeps & { holder: string }, signal: AbortSignal): Promise<void> {
  const { clock, guard, log } = deps;
  let stuck: Stuck | null = null;
  let failed = null as { reason: string; pauseMs: number } | null;
  while (!signal.aborted) {
    let wait = RECONCILE_MS;
    try {
      if (stuck === null || (await isWorthATry(deps, stuck))) {
        stuck = await stuckBy(deps, await reconcile(deps, deps.holder, LEASE_TTL_MS), stuck);
      }
      await endUntouched(deps);
      const holding = await guard.holding();
      if (holding !== null && holding.expires_in_ms > 0) wait = Math.min(wait, holding.expires_in_ms + MARGIN_MS);
      failed = null;
    } catch (cause) {
      const reason = reasonOf(cause);
      if (reason !== failed?.reason) log.warn('reconcile_failed', { target: deps.profile.name, reason });
      failed = { reason, pauseMs: Math.min((failed?.pauseMs ?? RECONCILE_MS / 2) * 2, LONGEST_LOOK_MS) };
      wait = failed.pauseMs;
    }
    await clock.sleep(wait, signal).catch(() => undefined);
  }
}

async function stuckBy(deps: RecoverDeps, recovered: Recovered | null, before: Stuck | null): Promise<Stuck | null> {
  if (recovered === null || recovered.restore.state !== 'FAILED') return null;
  const { clock } = deps;
  const pauseMs = Math.min((before?.pauseMs ?? RECONCILE_MS) * 2, LONGEST_RETRY_MS);
  const standing = await standingText(deps);
  // Only while it is still there: somebody may have taken it back since the restore looked.
  const isForeign = recovered.restore.problem?.code === 'foreign_change' && standing !== NOTHING_FOREIGN;
  return {
    standing,
    pauseMs,
    notBefore: isForeign ? Number.POSITIVE_INFINITY : clock.monotonicMs() + (before === null ? RECONCILE_MS : pauseMs),
  };
}

async function isWorthATry(deps: RecoverDeps, stuck: Stuck): Promise<boolean> {
  if (deps.clock.monotonicMs() >= stuck.notBefore) return true;
  return (await standingText(deps)) !== stuck.standing;
}

/** What is in the way of a restore, in one text; a target without an undo record has none. */
async function standingText({ target }: RecoverDeps): Promise<string> {
  try {
    return JSON.stringify((await target.standing()).foreign);
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'target_unfit') return cause.message;
    throw cause;
  }
}

/** The reason without what changes from one look to the next. */
function reasonOf(cause: unknown): string {
  return String(cause).replace(/\d+ ?m?s\b/g, 'some time');
}

/** A run that is said to run, on a target that nobody holds and that has nothing to undo, died before its first change. */
async function endUntouched(deps: RecoverDeps): Promise<void> {
  for (const stored of await deps.store.open()) {
    const { request, state } = stored;
    if (request.target !== deps.profile.name || hasEnded(state) || WAITS.includes(state)) continue;
    const holding = await deps.guard.holding();
    if (holding !== null && holding.expires_in_ms > 0) continue;
    if ((await deps.guard.readUndo()) !== null) continue;
    const again = await deps.store.get(request.id);
    if (again === null || hasEnded(again.state)) continue;
    const record = interruptedUntouched(deps, request);
    await deps.keep({ record, raw: {} });
    await noteEnd(deps, record);
  }
}
