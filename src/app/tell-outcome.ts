import { errorMessage } from '../domain/error-message.ts';
import { AppError } from '../domain/errors.ts';
import { directText } from '../domain/text/direct-text.ts';
import type { RootMessage, ThreadPart } from '../domain/text/message.ts';
import { recoveryPart } from '../domain/text/recovery-text.ts';
import { rootMessage } from '../domain/text/root-message.ts';
import type { RunHistory } from '../ports/run-history.ts';
import type { StoredRun } from '../ports/run-store.ts';
import { endedView } from './ended-view.ts';
import { type OpenDeps, openThread } from './open-thread.ts';
import { postParts } from './post-parts.ts';

/** How often the thread is tried before the requester is told directly, and how often that is tried at most. */
const THREAD_TRIES = 5;
const ALL_TRIES = 40;

export interface TellDeps extends OpenDeps {
  history: RunHistory;
  /** The thread's parts for a run that has ended, in order. */
  resultParts: (stored: StoredRun) => Promise<ThreadPart[]>;
}

/** One try to tell how a run ended. */
export interface Telling {
  /** How many tries have failed before this one. */
  misses: number;
  /** What was posted in the thread already. */
  posted: Set<string>;
  /** The root message is known to be deleted. */
  gone: boolean;
  /** Resolves once the root message may be edited again. */
  editable: () => Promise<void>;
}

/**
 * Tells how a run ended, once: the thread first, then the root message, so that whoever sees the end finds all of it.
 * Where the root message was deleted, a new one in the channel; where the channel is closed to the bot, or can not be
 * reached for several tries, the requester directly. An outcome that reaches nobody is given up for as long as this
 * process lives; it stays untold, so that `/nlb status` names it and the next start tries again.
 * @returns the root message's last version where that was told by editing it
 * @throws AppError `chat_failed`, `queue_unavailable`: not told yet, to be tried again later
 */
export async function tellOutcome(deps: TellDeps, stored: StoredRun, telling: Telling): Promise<RootMessage | null> {
  const { request } = stored;
  const outcome = await deps.store.outcome(request.id);
  const message = rootMessage(await endedView(deps, stored, outcome?.record ?? null));
  let edited = false;
  try {
    if (request.thread.ts === null) await openThread(deps, stored, message, telling.posted);
    edited = await tellChannel(deps, stored, message, { ...telling, hasParts: outcome !== null });
  } catch (cause) {
    if (telling.misses + 1 < THREAD_TRIES && !isFinal(cause)) throw cause;
    deps.log.warn('outcome_not_posted', { run: request.id, reason: String(cause) });
    if (!(await tellRequester(deps, stored, message, telling, cause))) return null;
  }
  const now = await deps.store.get(request.id);
  // A recovery that came in the meantime is told with the next look.
  if (now?.recovery?.at === stored.recovery?.at) await deps.store.update(request.id, { told: true });
  return edited ? message : null;
}

/** False when it is given up. @throws AppError `chat_failed`, `chat_closed` */
async function tellRequester(
  deps: TellDeps,
  stored: StoredRun,
  message: RootMessage,
  telling: Telling,
  cause: unknown,
): Promise<boolean> {
  const { id, requested_by, thread } = stored.request;
  // What failed may have been a part alone; the root message is what people read.
  if (!isFinal(cause) && thread.ts !== null) await edit(deps, stored, message, telling).catch(() => undefined);
  if (telling.misses + 1 >= ALL_TRIES) {
    deps.log.warn('outcome_given_up', { run: id, reason: String(cause) });
    return false;
  }
  await deps.chat.tell(requested_by, directText(message, errorMessage(cause)));
  return true;
}

/** Whether another try would meet the same. */
function isFinal(cause: unknown): boolean {
  return cause instanceof AppError && (cause.code === 'chat_closed' || cause.code === 'message_gone');
}

function isGone(cause: unknown): boolean {
  return cause instanceof AppError && cause.code === 'message_gone';
}

/** Journal entry of a root message that was posted a second time, with the recovery that it already told. */
const AGAIN = 'root again';

interface ChannelTelling extends Telling {
  hasParts: boolean;
}

/** Whether the root message was edited; it was posted again otherwise. */
async function tellChannel(
  deps: TellDeps,
  stored: StoredRun,
  message: RootMessage,
  telling: ChannelTelling,
): Promise<boolean> {
  const { posted } = telling;
  const entered = [...stored.journal.map(({ phase }) => phase), ...posted];
  const isAgain = entered.some((entry) => entry.startsWith(AGAIN));
  const again = `${AGAIN} ${stored.recovery?.at ?? ''}`.trim();
  if (!telling.gone || isAgain) {
    try {
      await postAll(deps, stored, telling, isAgain);
      // The message that was posted again says the end from its first version on.
      if (!entered.includes(again)) await edit(deps, stored, message, telling);
      return true;
    } catch (cause) {
      // Whoever deletes it a second time wants it nowhere in the channel.
      if (!isGone(cause) || isAgain) throw cause;
    }
  }
  const { request } = stored;
  const ts = await deps.chat.postRoot(request.thread.channel, message);
  deps.log.warn('root_posted_again', { run: request.id });
  request.thread = { ...request.thread, ts };
  posted.add(again);
  await deps.store.update(request.id, { thread: request.thread, enter: again });
  await postAll(deps, stored, telling, true);
  return false;
}

/** In the thread of a message that was posted again they are all new: the first thread went with its message. */
async function postAll(
  deps: TellDeps,
  stored: StoredRun,
  { hasParts, posted }: ChannelTelling,
  isAgain: boolean,
): Promise<void> {
  if (hasParts) await postParts(deps, stored, isAgain ? 'result again' : 'result', deps.resultParts, posted);
  const { recovery, request } = stored;
  if (recovery === null) return;
  const make = async (): Promise<ThreadPart[]> => [
    recoveryPart(request.target, request.requested_by, recovery, request.language),
  ];
  await postParts(deps, stored, `recovery ${recovery.at}`, make, posted);
}

async function edit(deps: TellDeps, { request }: StoredRun, message: RootMessage, telling: Telling): Promise<void> {
  await telling.editable();
  await deps.chat.updateRoot({ channel: request.thread.channel, ts: request.thread.ts ?? '' }, message);
}
