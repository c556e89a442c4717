import { AppError } from '../domain/errors.ts';
import { hasEnded, type RunId } from '../domain/run.ts';
import type { RootMessage } from '../domain/text/message.ts';
import { rootMessage } from '../domain/text/root-message.ts';
import type { Queued, RunQueue } from '../ports/run-queue.ts';
import type { StoredRun } from '../ports/run-store.ts';
import { endUnapproved } from './approve-run.ts';
import { type Followed, newlyFollowed } from './followed-run.ts';
import { goingView } from './going-view.ts';
import { type AuditDeps, note } from './note-audit.ts';
import { isSilent } from './open-thread.ts';
import { postParts } from './post-parts.ts';
import { type TellDeps, tellOutcome } from './tell-outcome.ts';

/** Never more than one edit of a root message in this time, in milliseconds. */
const EDIT_MS = 3000;
/** Nor of all of them, while they go on: Slack takes 50 edits a minute of an app in a workspace, and ends have to have room. */
const ANY_EDIT_MS = 1500;
const TICK_MS = 500;
/** How often runs are looked for that ended without an event, such as one that a recovery ended. */
const SWEEP_MS = 2000;
/** The pause after a call that failed, and after many of them. */
const PAUSE_MS = 3000;
const LONG_PAUSE_MS = 60_000;
const SHORT_PAUSES = 6;
/** An edit without an answer may still be carried out for so long, in milliseconds from its call, and undo a later one. */
const LATE_MS = 30_000;
/** A run that waits in no queue for so long was lost on its way into or out of it. */
const LOST_MS = 10_000;

export interface ReportDeps extends TellDeps, AuditDeps {
  queue: RunQueue;
  targets: readonly string[];
}

/** Keeps every run's thread true until stopped: edits root messages as runs go on, and tells each outcome once. */
export interface Reporter {
  start(): Promise<void>;
  /** Resolves once what can be told now is told. */
  stop(): Promise<void>;
}

/**
 * The one writer of run messages. Progress is last-write-wins and may be lost; an outcome is told from the store, so
 * that it is told after a restart of the bot too. Runs do not wait for each other: a slow upload delays its own thread.
 */
export function createReporter(deps: ReportDeps): Reporter {
  const { queue, store, clock, log } = deps;
  const followed = new Map<RunId, Followed>();
  const tasks = new Map<RunId, Promise<void>>();
  const over = new AbortController();
  let lastOfAll = Number.NEGATIVE_INFINITY;
  let moved = true;
  let loop: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    let swept = 0;
    while (!over.signal.aborted) {
      const due = moved || clock.monotonicMs() - swept >= SWEEP_MS;
      if (due) {
        swept = clock.monotonicMs();
        moved = false;
        await round();
      }
      await clock.sleep(TICK_MS, over.signal).catch(() => undefined);
    }
  }

  async function round(): Promise<void> {
    try {
      const open = await store.open();
      const queued = (await Promise.all(deps.targets.map((target) => queue.list(target)))).flat();
      forgetOthers(new Set(open.map((stored) => stored.request.id)));
      const editedAt = ({ request }: StoredRun) => Math.max(0, followed.get(request.id)?.lastEdit ?? 0);
      // The one whose message is oldest has its turn first.
      for (const stored of open.toSorted((a, b) => editedAt(a) - editedAt(b))) startTask(stored, queued);
    } catch (cause) {
      log.warn('report_round_failed', { reason: String(cause) });
    }
  }

  function forgetOthers(open: ReadonlySet<RunId>): void {
    for (const id of followed.keys()) if (!open.has(id) && !tasks.has(id)) followed.delete(id);
  }

  function startTask(stored: StoredRun, queued: readonly Queued[]): void {
    const { id, thread } = stored.request;
    if (tasks.has(id) || (thread.ts === null && !opensForNews(stored))) return;
    const seen = followed.get(id) ?? newlyFollowed();
    followed.set(id, seen);
    const isNews = (stored.recovery?.at ?? null) !== seen.recoveredAt;
    if ((seen.stage === 'told' && !isNews) || clock.monotonicMs() < seen.notBefore) return;
    const task = show(stored, queued, seen)
      .catch((cause: unknown) => missed(id, seen, cause))
      .finally(() => tasks.delete(id));
    tasks.set(id, task);
  }

  function missed(id: RunId, seen: Followed, cause: unknown): void {
    const asked = cause instanceof AppError ? cause.retryAfterMs : null;
    if (cause instanceof AppError && cause.code === 'message_gone') seen.gone = true;
    if (asked === null) seen.misses += 1;
    const pause = seen.misses < SHORT_PAUSES ? PAUSE_MS : LONG_PAUSE_MS;
    seen.notBefore = clock.monotonicMs() + (asked ?? pause);
    log.warn('report_failed', { run: id, reason: String(cause) });
  }

  async function show(stored: StoredRun, queued: readonly Queued[], seen: Followed): Promise<void> {
    if (hasEnded(stored.state)) return showEnd(stored, seen);
    const { id, target } = stored.request;
    const line = queued.filter((one) => one.request.target === target);
    const isQueued = line.some((one) => one.request.id === id);
    if (await endLost(stored, seen, isQueued)) return;
    if (await endUnapproved(deps, stored, clock.wallIso())) {
      moved = true;
      return;
    }
    if (stored.request.thread.ts === null || seen.gone) return;
    const isPlanDue = stored.state === 'running' || stored.state === 'awaiting_approval';
    if (isPlanDue && !(await postPlan(stored, seen))) return;
    if (!mayEdit(seen)) return;
    await editRoot(stored, line, seen);
    seen.misses = 0;
  }

  function mayEdit({ lastEdit }: Followed): boolean {
    const now = clock.monotonicMs();
    return now - lastEdit >= EDIT_MS && now - lastOfAll >= ANY_EDIT_MS;
  }

  async function showEnd(stored: StoredRun, seen: Followed): Promise<void> {
    const editable = async (): Promise<void> => {
      await clock.sleep(Math.max(0, seen.lastEdit + EDIT_MS - clock.monotonicMs()));
      seen.lastEdit = clock.monotonicMs();
    };
    // Edits that were missed on the way say nothing about the end.
    if (seen.stage === 'going') seen.misses = 0;
    seen.stage = 'ended';
    const { misses, posted, gone } = seen;
    const isTold = await isSilent(deps, stored);
    if (isTold) await store.update(stored.request.id, { told: true });
    const ended = isTold ? null : await tellOutcome(deps, stored, { misses, posted, gone, editable });
    seen.stage = 'told';
    seen.recoveredAt = stored.recovery?.at ?? null;
    if (ended !== null) await sayAgain(stored, seen, ended);
  }

  /** Says the end once more where an edit that had no answer may have come after it: that one said that the run goes on. */
  async function sayAgain({ request }: StoredRun, seen: Followed, ended: RootMessage): Promise<void> {
    const wait = seen.lateUntil - clock.monotonicMs();
    const { channel, ts } = request.thread;
    if (wait <= 0 || ts === null) return;
    await clock.sleep(wait, over.signal).catch(() => undefined);
    await deps.chat
      .updateRoot({ channel, ts }, ended)
      .catch((cause: unknown) => log.warn('end_not_said_again', { run: request.id, reason: String(cause) }));
  }

  /**
   * Posts the plan soon, because it describes the target as found. One that can not be posted now is tried again beside
   * the progress; false when the chat asked to wait with everything.
   */
  async function postPlan(stored: StoredRun, seen: Followed): Promise<boolean> {
    try {
      await postParts(deps, stored, 'plan', deps.planParts, seen.posted);
      return true;
    } catch (cause) {
      missed(stored.request.id, seen, cause);
      return !(cause instanceof AppError) || cause.retryAfterMs === null;
    }
  }

  /** A run that waits but is in no queue never starts: its worker died with it in hand, or the queue never had it. */
  async function endLost(stored: StoredRun, seen: Followed, isQueued: boolean): Promise<boolean> {
    if (stored.state !== 'queued' || isQueued) {
      seen.missingSince = null;
      return false;
    }
    seen.missingSince ??= clock.monotonicMs();
    if (clock.monotonicMs() - seen.missingSince < LOST_MS) return false;
    const { id, target } = stored.request;
    const state = stored.cancelled_by === null ? 'interrupted' : 'cancelled';
    await store.update(id, { state });
    await note(deps, { kind: 'ended', target, run: id, outcome: `${state}, it was in no queue` });
    moved = true;
    return true;
  }

  async function editRoot(stored: StoredRun, line: readonly Queued[], seen: Followed): Promise<void> {
    const { thread } = stored.request;
    const message = rootMessage(goingView(stored, line));
    const shown = JSON.stringify(message);
    if (shown === seen.shown) return;
    seen.lastEdit = clock.monotonicMs();
    lastOfAll = seen.lastEdit;
    try {
      // A lost edit is no loss, because the next progress replaces it; only the chat's wish to wait counts.
      await deps.chat.updateRoot({ channel: thread.channel, ts: thread.ts ?? '' }, message);
    } catch (cause) {
      const isRefused = cause instanceof AppError && (cause.code !== 'chat_failed' || cause.retryAfterMs !== null);
      if (!isRefused) seen.lateUntil = seen.lastEdit + LATE_MS;
      throw cause;
    }
    seen.shown = shown;
  }

  return {
    async start() {
      const onMoved = (): void => {
        moved = true;
      };
      await queue.follow({ onMoved, onProgress: onMoved });
      loop = run();
    },
    async stop() {
      over.abort();
      await loop;
      await Promise.all(tasks.values());
      // What ended while the bot was asked to end is told now rather than at its next start.
      await round();
      await Promise.all(tasks.values());
    },
  };
}

/** Whether a run without a thread gets one at its end, if it has news; any other gets its own before it is queued. */
function opensForNews({ request }: StoredRun): boolean {
  return request.schedule?.quiet === true;
}
