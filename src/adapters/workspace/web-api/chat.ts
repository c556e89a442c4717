import { BOT_USER_ID } from '../state/directory.ts';
import type { MessageContent } from '../state/model.ts';
import type { Arguments } from './arguments.ts';
import { findChannel, findChannelByAnyName, findMessage, findPerson, findThread } from './find.ts';
import { type GivenContent, newContent, readContent } from './message-content.ts';
import type { Method, MethodContext } from './method.ts';
import { presentMessage } from './presented.ts';
import { SlackError } from './slack-error.ts';

/** Longest text of an edited message, in bytes after escaping &, < and >; longer gives `msg_too_long` in real Slack. */
const UPDATE_TEXT_MAX_BYTES = 4_000;

const postMessage: Method = (args, { state, baseUrl }) => {
  const channel = findChannelByAnyName(state, args.required('channel'));
  const content = newContent(readContent(args, state.files));
  const thread = findThread(state, channel, args.text('thread_ts'));
  const message = state.messages.post({ channel: channel.id, user: BOT_USER_ID, thread_ts: thread }, content);
  return { channel: channel.id, ts: message.ts, message: presentMessage(message, state, baseUrl) };
};

function ownMessage(args: Arguments, { state }: MethodContext, refusal: string) {
  const channel = findChannel(state, args.required('channel'));
  const message = findMessage(state, channel, args.required('ts'));
  if (message.user !== BOT_USER_ID) throw new SlackError(refusal);
  return message;
}

/** What an edit changes: new text without blocks removes the blocks, metadata stays unless it is given. */
function editedContent(given: GivenContent): Partial<MessageContent> {
  if (given.text === undefined && given.blocks === undefined) throw new SlackError('no_text');
  return {
    ...(given.text === undefined ? {} : { text: given.text }),
    blocks: given.blocks ?? [],
    ...(given.metadata === undefined ? {} : { metadata: given.metadata }),
  };
}

function checkEditedText(text: string | undefined): void {
  const escaped = (text ?? '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  if (Buffer.byteLength(escaped) > UPDATE_TEXT_MAX_BYTES) throw new SlackError('msg_too_long');
}

const update: Method = (args, context) => {
  const message = ownMessage(args, context, 'cant_update_message');
  const given = readContent(args, context.state.files);
  checkEditedText(given.text);
  context.state.messages.update(message, editedContent(given));
  return {
    channel: message.channel,
    ts: message.ts,
    text: message.text,
    message: presentMessage(message, context.state, context.baseUrl),
  };
};

const remove: Method = (args, context) => {
  const message = ownMessage(args, context, 'cant_delete_message');
  context.state.messages.remove(message);
  return { channel: message.channel, ts: message.ts };
};

const postEphemeral: Method = (args, { state }) => {
  const channel = findChannel(state, args.required('channel'));
  const user = findPerson(state, args.required('user'));
  if (!channel.members.includes(user.id)) throw new SlackError('user_not_in_channel');
  const { text, blocks } = newContent(readContent(args, state.files));
  const thread = findThread(state, channel, args.text('thread_ts'));
  const ephemeral = state.ephemerals.post({
    channel: channel.id,
    user: user.id,
    text,
    blocks,
    from_app: true,
    ...(thread === undefined ? {} : { thread_ts: thread }),
  });
  return { message_ts: ephemeral.ts };
};

const getPermalink: Method = (args, { state, baseUrl }) => {
  const channel = findChannel(state, args.required('channel'));
  const message = findMessage(state, channel, args.required('message_ts'));
  return { channel: channel.id, permalink: `${baseUrl}/#${channel.name}/${message.thread_ts ?? message.ts}` };
};

/** The chat.* methods. */
export const CHAT_METHODS: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.delete': remove,
  'chat.postEphemeral': postEphemeral,
  'chat.getPermalink': getPermalink,
};
