import type { Thread } from '../domain/run.ts';
import type { FilePart, RootMessage, ThreadPart } from '../domain/text/message.ts';

/**
 * Posts into the chat. Messages are the domain's; how they look in Slack is the adapter's business.
 * Each throws AppError `chat_failed` (with `retryAfterMs` when limited), `chat_closed` where the place takes nothing
 * from the bot until somebody changes that, and `message_gone` for a message that was deleted.
 * Not in here: reading messages, commands, buttons.
 */
export interface Chat {
  /** Posts a run's root message; returns its timestamp. Gives up within seconds, because somebody waits. */
  postRoot(channel: string, message: RootMessage): Promise<string>;
  /** Posts a message that stays as it is, into the channel itself; returns its timestamp. */
  postText(channel: string, text: string): Promise<string>;
  /** Posts a file into the channel itself, as a message with its comment. */
  postFile(channel: string, file: FilePart): Promise<void>;
  /** Replaces the root message. */
  updateRoot(thread: { channel: string; ts: string }, message: RootMessage): Promise<void>;
  /** Posts one part of the thread. */
  postPart(thread: Thread & { ts: string }, part: ThreadPart): Promise<void>;
  /** Tells one person directly, when the thread can not be reached. */
  tell(user: string, text: string): Promise<void>;
}
