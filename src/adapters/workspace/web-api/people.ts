import { APP_ID, BOT_ID, BOT_USER_ID, TEAM } from '../state/directory.ts';
import { findChannel, findMessage, findPerson } from './find.ts';
import type { Method } from './method.ts';
import { presentPerson } from './presented.ts';
import { SlackError } from './slack-error.ts';

const authTest: Method = (_args, { baseUrl }) => ({
  url: `${baseUrl}/`,
  team: TEAM.name,
  user: 'nlb',
  team_id: TEAM.id,
  user_id: BOT_USER_ID,
  bot_id: BOT_ID,
  app_id: APP_ID,
  is_enterprise_install: false,
});

const usersInfo: Method = (args, { state }) => ({
  user: presentPerson(findPerson(state, args.required('user')), args.flag('include_locale')),
});

const usersList: Method = (args, { state }) => ({
  members: state.directory.people.map((person) => presentPerson(person, args.flag('include_locale'))),
  response_metadata: { next_cursor: '' },
});

const groupsList: Method = (_args, { state }) => ({
  usergroups: state.directory.groups.map(({ id, handle, users }) => ({ id, handle, name: handle, users })),
});

const groupMembers: Method = (args, { state }) => {
  const id = args.required('usergroup');
  const group = state.directory.groups.find((candidate) => candidate.id === id);
  if (!group) throw new SlackError('no_such_subteam');
  return { users: group.users };
};

const botsInfo: Method = (args) => {
  if ((args.text('bot') ?? BOT_ID) !== BOT_ID) throw new SlackError('bot_not_found');
  return { bot: { id: BOT_ID, deleted: false, name: 'nlb', user_id: BOT_USER_ID, app_id: APP_ID } };
};

const react: Method = (args, { state }) => {
  const channel = findChannel(state, args.required('channel'));
  const message = findMessage(state, channel, args.required('timestamp'));
  const name = args.required('name').replaceAll(':', '');
  if (!/^[a-z0-9_+'-]{1,100}$/.test(name)) throw new SlackError('invalid_name');
  if (Object.hasOwn(message.reactions, name) && message.reactions[name]?.includes(BOT_USER_ID)) {
    throw new SlackError('already_reacted');
  }
  state.messages.react(message, name, BOT_USER_ID);
  return {};
};

/** auth, users, groups, bots and reactions. */
export const PEOPLE_METHODS: Readonly<Record<string, Method>> = {
  'api.test': () => ({}),
  'auth.test': authTest,
  'users.info': usersInfo,
  'users.list': usersList,
  'usergroups.list': groupsList,
  'usergroups.users.list': groupMembers,
  'bots.info': botsInfo,
  'reactions.add': react,
};
