import { h } from './dom.js';

const known = { users: [], channels: [] };

/** Takes the names of the workspace, so that mentions can be shown. */
export function setNames({ users, channels }) {
  known.users = users;
  known.channels = channels;
}

/** The name of a person, or their id when nobody knows them. */
export function userName(id) {
  return known.users.find((user) => user.id === id)?.name ?? id;
}

/** The name of a channel, or its id. */
export function channelName(id) {
  return known.channels.find((channel) => channel.id === id)?.name ?? id;
}

/** A highlighted @name. */
export function mentionOf(text) {
  return h('span', { class: 'mention' }, text);
}

/** Options for elements that choose a person or a channel. */
export function peopleOptions(type) {
  const list = type === 'users_select' ? known.users : known.channels;
  return list.map(({ id, name }) => h('option', { value: id }, name));
}
