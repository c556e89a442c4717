import { AppError } from '../domain/errors.ts';
import type { RunRequest } from '../domain/run.ts';
import type { ThreadPart } from '../domain/text/message.ts';
import { splitText } from '../domain/text/split-text.ts';
import { wordsIn } from '../domain/text/words.ts';
import type { Chat } from '../ports/chat.ts';
import type { Log } from '../ports/log.ts';
import type { RunStore, StoredRun } from '../ports/run-store.ts';

/** Slack takes about 13,000 characters in one message, and what is escaped makes a text longer. */
const MESSAGE_CHARS = 9000;

export interface PostDeps {
  chat: Chat;
  store: RunStore;
  log: Log;
}

/**
 * Posts parts into a run's thread in order, each at most once: what was posted is in the journal, and in `posted`,
 * which outlasts a store that could not take it.
 * @throws AppError `chat_failed`, `queue_unavailable`; the parts before are posted then, and are not posted again
 */
export async function postParts(
  deps: PostDeps,
  stored: StoredRun,
  kind: 'plan' | 'result' | 'result again' | `recovery ${string}`,
  make: (stored: StoredRun) => Promise<ThreadPart[]>,
  posted: Set<string>,
): Promise<void> {
  const { id } = stored.request;
  for (const { phase } of stored.journal) posted.add(phase);
  if (posted.has(`told ${kind}`)) return;
  const note = async (name: string): Promise<void> => {
    posted.add(name);
    await deps.store.update(id, { enter: name });
  };
  const parts = (await make(stored)).flatMap(messagesOf);
  for (const [index, part] of parts.entries()) {
    if (posted.has(`told ${kind} ${index}`)) continue;
    await post(deps, stored.request, part);
    await note(`told ${kind} ${index}`);
  }
  await note(`told ${kind}`);
}

/** A text that is longer than one message, such as the diff of a long configuration, is several. */
function messagesOf(part: ThreadPart): ThreadPart[] {
  return part.kind === 'text'
    ? splitText(part.text, MESSAGE_CHARS).map((text) => ({ kind: 'text' as const, text }))
    : [part];
}

/** A file that can not be uploaded, because a permission is missing for example, leaves its text. */
async function post(
  { chat, log }: PostDeps,
  { thread: { channel, ts }, language = 'en' }: RunRequest,
  part: ThreadPart,
): Promise<void> {
  const thread = { channel, ts: ts ?? '' };
  try {
    await chat.postPart(thread, part);
  } catch (cause) {
    const isLimited = cause instanceof AppError && cause.retryAfterMs !== null;
    if (part.kind !== 'file' || isLimited) throw cause;
    log.warn('file_not_posted', { name: part.name, reason: String(cause) });
    const { report } = wordsIn(language);
    // What describes a chart begins with its title.
    const text = part.alt === '' ? report.fileAsText(part.title) : report.pictureAsText(part.alt);
    await chat.postPart(thread, { kind: 'text', text });
  }
}
