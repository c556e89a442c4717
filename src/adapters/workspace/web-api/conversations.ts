import type { Message } from '../state/model.ts';
import type { Arguments } from './arguments.ts';
import { findChannel, findPerson } from './find.ts';
import type { Method, MethodContext } from './method.ts';
import { presentChannel, presentMessage } from './presented.ts';
import { SlackError } from './slack-error.ts';

const PAGE = 100;
const PAGE_MAX = 999;

const list: Method = (args, { state }) => {
  const types = (args.text('types') ?? 'public_channel').split(',');
  const ims = state.directory.people
    .filter((person) => !person.is_bot)
    .map((person) => state.directory.directMessage(person));
  const channels = [
    ...(types.includes('public_channel') ? state.directory.channels : []),
    ...(types.includes('im') ? ims : []),
  ];
  return { channels: channels.map(presentChannel), response_metadata: { next_cursor: '' } };
};

const info: Method = (args, { state }) => ({ channel: presentChannel(findChannel(state, args.required('channel'))) });

const members: Method = (args, { state }) => ({
  members: findChannel(state, args.required('channel')).members,
  response_metadata: { next_cursor: '' },
});

/** Cuts the window [oldest, latest] out of messages; the bounds themselves count only with `inclusive`. */
function windowOf(messages: Message[], args: Arguments): Message[] {
  const oldest = args.text('oldest') ?? '0';
  const latest = args.text('latest') ?? '9999999999.999999';
  const inclusive = args.flag('inclusive');
  return messages.filter(({ ts }) => {
    if (ts === oldest || ts === latest) return inclusive;
    return Number(ts) > Number(oldest) && Number(ts) < Number(latest);
  });
}

/** A page of a list; the cursor is the offset of the next page. */
function pageOf(messages: Message[], args: Arguments, { state, baseUrl }: MethodContext) {
  const limit = args.count('limit', PAGE, PAGE_MAX);
  const offset = Number(Buffer.from(args.text('cursor') ?? '', 'base64url').toString() || 0);
  if (!Number.isInteger(offset) || offset < 0) throw new SlackError('invalid_cursor');
  const end = offset + limit;
  const more = messages.length > end;
  return {
    messages: messages.slice(offset, end).map((message) => presentMessage(message, state, baseUrl)),
    has_more: more,
    response_metadata: { next_cursor: more ? Buffer.from(String(end)).toString('base64url') : '' },
  };
}

const history: Method = (args, context) => {
  const channel = findChannel(context.state, args.required('channel'));
  return pageOf(windowOf(context.state.messages.roots(channel.id), args).reverse(), args, context);
};

const replies: Method = (args, context) => {
  const channel = findChannel(context.state, args.required('channel'));
  const message = context.state.messages.find(channel.id, args.required('ts'));
  if (!message) throw new SlackError('thread_not_found');
  const root = context.state.messages.find(channel.id, message.thread_ts ?? message.ts) ?? message;
  return pageOf(windowOf([root, ...context.state.messages.replies(channel.id, root.ts)], args), args, context);
};

const open: Method = (args, { state }) => {
  const given = args.text('channel');
  if (given !== undefined) return { channel: { id: findChannel(state, given).id } };
  const users = args.required('users').split(',');
  if (users.length !== 1) throw new SlackError('not_enough_users', ['[ERROR] group direct messages do not exist here']);
  const person = findPerson(state, users[0] ?? '');
  if (person.is_bot) throw new SlackError('cannot_dm_bot');
  return { no_op: true, already_open: true, channel: { id: state.directory.directMessage(person).id } };
};

const join: Method = (args, { state }) => ({
  channel: presentChannel(findChannel(state, args.required('channel'))),
  warning: 'already_in_channel',
  response_metadata: { warnings: ['already_in_channel'] },
});

/** The conversations.* methods. */
export const CONVERSATION_METHODS: Readonly<Record<string, Method>> = {
  'conversations.list': list,
  'conversations.info': info,
  'conversations.members': members,
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.open': open,
  'conversations.join': join,
};
