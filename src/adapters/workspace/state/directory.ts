import type { Channel, Person, UserGroup } from './model.ts';

/** The workspace itself, as payloads name it. */
export const TEAM = { id: 'T0000000001', domain: 'nlb-local', name: 'nlb local workspace' } as const;
/** The one app that is installed. */
export const APP_ID = 'A0000000001';
/** The bot's user. */
export const BOT_USER_ID = 'U0000000009';
/** The bot behind that user. */
export const BOT_ID = 'B0000000001';

const PEOPLE: readonly Person[] = [
  { id: 'U0000000001', name: 'alice', real_name: 'Alice', is_bot: false, locale: 'en-US' },
  { id: 'U0000000002', name: 'bob', real_name: 'Bob', is_bot: false, locale: 'en-US' },
  { id: 'U0000000003', name: 'carol', real_name: 'Carol', is_bot: false, locale: 'en-US' },
  { id: 'U0000000004', name: 'haruka', real_name: 'Haruka', is_bot: false, locale: 'ja-JP' },
  { id: BOT_USER_ID, name: 'nlb', real_name: 'nlb', is_bot: true, locale: 'en-US' },
];
const CHANNEL_NAMES = ['general', 'nlb', 'sre-oncall'];
const GROUPS: readonly UserGroup[] = [{ id: 'S0000000001', handle: 'sre', users: ['U0000000001', 'U0000000002'] }];
const CREATED = 1_700_000_000;

/** Who and what there is to talk to. */
export interface Directory {
  people: readonly Person[];
  groups: readonly UserGroup[];
  /** Public channels; direct messages are apart. */
  channels: readonly Channel[];
  person(idOrName: string): Person | undefined;
  /** Finds a channel or a direct message by id, by `name` or by `#name`. */
  channel(idOrName: string): Channel | undefined;
  /** The direct-message conversation of a person with the bot. */
  directMessage(person: Person): Channel;
}

/** Creates the fixed people and places of the local workspace; everyone, the bot included, is in every channel. */
export function createDirectory(): Directory {
  const members = PEOPLE.map((person) => person.id);
  const channels = CHANNEL_NAMES.map(
    (name, index): Channel => ({ id: `C000000000${index + 1}`, name, created: CREATED, members }),
  );
  const directMessages = PEOPLE.filter((person) => !person.is_bot).map(
    (person): Channel => ({
      id: person.id.replace('U', 'D'),
      name: person.name,
      created: CREATED,
      members: [person.id, BOT_USER_ID],
      im_user: person.id,
    }),
  );
  const person = (idOrName: string) => {
    const name = idOrName.replace(/^@/, '');
    return PEOPLE.find((candidate) => candidate.id === name || candidate.name === name);
  };
  return {
    people: PEOPLE,
    groups: GROUPS,
    channels,
    person,
    channel(idOrName) {
      const name = idOrName.replace(/^#/, '');
      return (
        channels.find((channel) => channel.id === name || channel.name === name) ??
        directMessages.find((channel) => channel.id === name)
      );
    },
    directMessage(someone) {
      const found = directMessages.find((channel) => channel.im_user === someone.id);
      if (!found)
        throw new Error(`${someone.name} is the bot itself and has no direct messages with it; name a person.`);
      return found;
    },
  };
}
