import type { Channel, Message, Person } from '../state/model.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { SlackError } from './slack-error.ts';

/** The channel with that id; a person's id stands for the direct messages with them. Throws `channel_not_found`. */
export function findChannel(state: WorkspaceState, id: string): Channel {
  const channel = state.directory.channel(id);
  if (channel?.id === id) return channel;
  const person = state.directory.people.find((candidate) => candidate.id === id && !candidate.is_bot);
  if (!person) throw new SlackError('channel_not_found');
  return state.directory.directMessage(person);
}

/** As `findChannel`, but a name will do as well; in Slack only chat.postMessage is so generous. */
export function findChannelByAnyName(state: WorkspaceState, idOrName: string): Channel {
  return state.directory.channel(idOrName) ?? findChannel(state, idOrName);
}

/** The message at that place; throws `message_not_found`. */
export function findMessage(state: WorkspaceState, channel: Channel, ts: string): Message {
  const message = state.messages.find(channel.id, ts);
  if (!message || message.deleted) throw new SlackError('message_not_found');
  return message;
}

/** The person with that id; throws `user_not_found`. */
export function findPerson(state: WorkspaceState, id: string): Person {
  const person = state.directory.people.find((candidate) => candidate.id === id);
  if (!person) throw new SlackError('user_not_found');
  return person;
}

/** The root a reply goes under: a reply's own `ts` leads to its root. Throws `invalid_thread_ts` or `thread_not_found`. */
export function findThread(state: WorkspaceState, channel: Channel, threadTs: string | undefined): string | undefined {
  if (threadTs === undefined) return undefined;
  if (!/^\d{1,12}\.\d{6}$/.test(threadTs)) throw new SlackError('invalid_thread_ts');
  const message = state.messages.find(channel.id, threadTs);
  if (!message) throw new SlackError('thread_not_found');
  return message.thread_ts ?? message.ts;
}
