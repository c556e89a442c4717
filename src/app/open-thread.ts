import { isNews } from '../domain/schedule/since-last.ts';
import type { RootMessage, ThreadPart } from '../domain/text/message.ts';
import type { RunHistory } from '../ports/run-history.ts';
import type { StoredRun } from '../ports/run-store.ts';
import { type PostDeps, postParts } from './post-parts.ts';

export interface OpenDeps extends PostDeps {
  /** The thread's part for a run that begins. */
  planParts: (stored: StoredRun) => Promise<ThreadPart[]>;
}

/** Whether an ended run is told in silence: it has no thread, because it was to open one for news alone, and has none. */
export async function isSilent({ history }: { history: RunHistory }, { request }: StoredRun): Promise<boolean> {
  if (request.schedule?.quiet !== true || request.thread.ts !== null) return false;
  return !isNews(request.id, await history.runs());
}

/**
 * Opens the thread of an ended run that has none yet with the message given, which is its answer, and posts its plan.
 * @throws AppError `chat_failed`, `chat_closed`, `queue_unavailable`; no thread is open then
 */
export async function openThread(
  deps: OpenDeps,
  stored: StoredRun,
  message: RootMessage,
  posted: Set<string>,
): Promise<void> {
  const { request } = stored;
  const ts = await deps.chat.postRoot(request.thread.channel, message);
  request.thread = { ...request.thread, ts };
  await deps.store.update(request.id, { thread: request.thread });
  await postParts(deps, stored, 'plan', deps.planParts, posted).catch((cause: unknown) =>
    deps.log.warn('plan_not_posted', { run: request.id, reason: String(cause) }),
  );
}
