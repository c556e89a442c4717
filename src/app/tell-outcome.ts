import { AppError } from '../domain/errors.ts';
import type { ThreadPart } from '../domain/text/message.ts';
import { recoveryPart } from '../domain/text/recovery-text.ts';
import { rootMessage } from '../domain/text/root-message.ts';
import type { RunHistory } from '../ports/run-history.ts';
import type { StoredRun } from '../ports/run-store.ts';
import { endedView } from './ended-view.ts';
import { type PostDeps, postParts } from './post-parts.ts';

/** How often the thread is tried before the requester is told directly, and how often that is tried at most. */
export const THREAD_TRIES = 5;
const ALL_TRIES = 40;

export interface TellDeps extends PostDeps {
  history: RunHistory;
  resultParts: (stored: StoredRun) => Promise<ThreadPart[]>;
}

/** One try to tell how a run ended. */
export interface Telling {
  /** How many tries have failed before this one. */
  misses: number;
  /** What was posted in the thread already. */
  posted: Set<string>;
  /** Resolves once the root message may be edited again. */
  editable: () => Promise<void>;
}

/**
 * Tells how a run ended, once: the thread first, then the root message, so that whoever sees the end finds all of it.
 * Where the thread can not be reached for several tries, the requester is told directly.
 * @throws AppError `chat_failed`, `queue_unavailable`: not told yet, to be tried again later
 */
export async function tellOutcome(
  deps: TellDeps,
  stored: StoredRun,
  { misses, posted, editable }: Telling,
): Promise<void> {
  const { request } = stored;
  const outcome = await deps.store.outcome(request.id);
  const message = rootMessage(await endedView(deps, stored, outcome?.record ?? null));
  const edit = async (): Promise<void> => {
    await editable();
    await deps.chat.updateRoot({ channel: request.thread.channel, ts: request.thread.ts ?? '' }, message);
  };
  try {
    if (request.thread.ts === null) throw new AppError('chat_failed', 'Its thread could not be opened.');
    if (outcome !== null) await postParts(deps, stored, 'result', deps.resultParts, posted);
    await postRecovery(deps, stored, posted);
    await edit();
  } catch (cause) {
    if (misses + 1 < THREAD_TRIES) throw cause;
    deps.log.warn('outcome_not_posted', { run: request.id, reason: String(cause) });
    // What failed may have been a part alone; the root message is what people read.
    await edit().catch(() => undefined);
    if (misses + 1 < ALL_TRIES) await deps.chat.tell(request.requested_by, message.lines.join('\n'));
    else deps.log.warn('outcome_given_up', { run: request.id });
  }
  const now = await deps.store.get(request.id);
  // A recovery that came in the meantime is told with the next look.
  if (now?.recovery?.at === stored.recovery?.at) await deps.store.update(request.id, { told: true });
}

async function postRecovery(deps: TellDeps, stored: StoredRun, posted: Set<string>): Promise<void> {
  const { recovery, request } = stored;
  if (recovery === null) return;
  const make = async (): Promise<ThreadPart[]> => [recoveryPart(request.target, request.requested_by, recovery)];
  await postParts(deps, stored, `recovery ${recovery.at}`, make, posted);
}
