import { isNews } from '../domain/schedule/since-last.ts';
import { rootMessage } from '../domain/text/root-message.ts';
import type { StoredRun } from '../ports/run-store.ts';
import { endedView } from './ended-view.ts';
import type { TellDeps } from './tell-outcome.ts';

/**
 * Opens the thread of an ended run that has none yet, if the run has news; its first message is the answer. False when
 * the run has none, and is told with that.
 * @throws AppError `chat_failed`, `queue_unavailable`: to be tried again later
 */
export async function openThread(deps: TellDeps, stored: StoredRun): Promise<boolean> {
  const { request } = stored;
  if (!isNews(request.id, await deps.history.runs())) {
    await deps.store.update(request.id, { told: true });
    return false;
  }
  const outcome = await deps.store.outcome(request.id);
  const message = rootMessage(await endedView(deps, stored, outcome?.record ?? null));
  const ts = await deps.chat.postRoot(request.thread.channel, message);
  request.thread = { ...request.thread, ts };
  await deps.store.update(request.id, { thread: request.thread });
  return true;
}
