import type { ChangeFeed } from './change-feed.ts';
import type { MessageClock } from './message-clock.ts';
import type { Message, MessageContent } from './model.ts';

/** Where a message goes and who says it. */
export interface MessagePlace {
  channel: string;
  user: string;
  thread_ts?: string | undefined;
  files?: string[];
}

/** The public messages of every channel, oldest first. */
export interface MessageStore {
  post(place: MessagePlace, content: MessageContent): Message;
  /** Replaces the given parts and counts an edit. */
  update(message: Message, content: Partial<MessageContent>): Message;
  /** Removes a message; a root that has replies stays as a tombstone, as in Slack. */
  remove(message: Message): void;
  react(message: Message, emoji: string, user: string): void;
  find(channel: string, ts: string): Message | undefined;
  roots(channel: string): Message[];
  replies(channel: string, rootTs: string): Message[];
  all(): Message[];
  restore(messages: Message[]): void;
}

/** Creates the store; every change goes to the feed. */
export function createMessageStore(clock: MessageClock, feed: ChangeFeed): MessageStore {
  const byChannel = new Map<string, Message[]>();
  const inChannel = (channel: string): Message[] => {
    const found = byChannel.get(channel) ?? [];
    byChannel.set(channel, found);
    return found;
  };
  const replies = (channel: string, rootTs: string) =>
    inChannel(channel).filter((message) => message.thread_ts === rootTs);
  return {
    post(place, content) {
      const message: Message = {
        ...content,
        ts: clock.next(),
        channel: place.channel,
        user: place.user,
        files: place.files ?? [],
        edits: 0,
        reactions: {},
        ...(place.thread_ts === undefined ? {} : { thread_ts: place.thread_ts }),
      };
      inChannel(place.channel).push(message);
      feed.publish({ kind: 'message_posted', message });
      return message;
    },
    update(message, content) {
      Object.assign(message, content);
      message.edits += 1;
      if ((content.blocks ?? []).length === 0) message.edited_ts = clock.next();
      feed.publish({ kind: 'message_updated', message });
      return message;
    },
    remove(message) {
      if (replies(message.channel, message.ts).length > 0) {
        Object.assign(message, {
          text: 'This message was deleted.',
          blocks: [],
          metadata: null,
          files: [],
          deleted: true,
        });
        feed.publish({ kind: 'message_updated', message });
        return;
      }
      byChannel.set(
        message.channel,
        inChannel(message.channel).filter((other) => other !== message),
      );
      feed.publish({ kind: 'message_deleted', message });
    },
    react(message, emoji, user) {
      message.reactions = { ...message.reactions, [emoji]: [...(message.reactions[emoji] ?? []), user] };
      feed.publish({ kind: 'message_updated', message });
    },
    find: (channel, ts) => inChannel(channel).find((message) => message.ts === ts),
    roots: (channel) => inChannel(channel).filter((message) => message.thread_ts === undefined),
    replies,
    all: () => [...byChannel.values()].flat(),
    restore(messages) {
      for (const message of messages) {
        inChannel(message.channel).push(message);
        clock.after(message.ts);
      }
    },
  };
}
