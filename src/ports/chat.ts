import type { Thread } from '../domain/run.ts';
import type { RootMessage, ThreadPart } from '../domain/text/message.ts';

/**
 * Posts into the chat. Messages are the domain's; how they look in Slack is the adapter's business.
 * Not in here: reading messages, commands, buttons.
 */
export interface Chat {
  /** Posts a run's root message; returns its timestamp. @throws AppError `chat_failed` (`retry_after_ms` when limited) */
  postRoot(channel: string, message: RootMessage): Promise<string>;
  /** Posts a message that stays as it is, into the channel itself; returns its timestamp. @throws AppError `chat_failed` */
  postText(channel: string, text: string): Promise<string>;
  /** Replaces the root message. @throws AppError `chat_failed` */
  updateRoot(thread: { channel: string; ts: string }, message: RootMessage): Promise<void>;
  /** Posts one part of the thread. @throws AppError `chat_failed` */
  postPart(thread: Thread & { ts: string }, part: ThreadPart): Promise<void>;
  /** Tells one person directly, when the thread can not be reached. @throws AppError `chat_failed` */
  tell(user: string, text: string): Promise<void>;
}
