import { z } from 'zod';
import { runCommand } from '../delivery/commands.ts';
import { type Dispatcher, deliverEvent } from '../delivery/dispatcher.ts';
import type { Delivered } from '../delivery/envelopes.ts';
import { eventPayload } from '../delivery/payloads.ts';
import { HttpRefusal } from '../http/reply.ts';
import { BOT_USER_ID, TEAM } from '../state/directory.ts';
import type { Channel, Message, Person } from '../state/model.ts';
import { channelOf, messageOf, personOf, readInput, word } from './input.ts';
import type { Route } from './route.ts';

const COMMAND = '/nlb';
const MENTION = `<@${BOT_USER_ID}>`;

const commandInput = z.object({
  user: word,
  channel: word,
  text: word,
  thread_ts: word.nullish(),
  deliver: z.object({ times: z.int().min(1).max(100) }).nullish(),
});

/** `POST /control/commands`: types a slash command. */
const typeCommand: Route = async (input, { dispatcher }) => {
  const { user, channel, text, thread_ts, deliver } = readInput(commandInput, input);
  const person = personOf(dispatcher.state, user);
  const place = channelOf(dispatcher.state, channel);
  const [, name = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(text.trim()) ?? [];
  if (!name.startsWith('/')) throw new HttpRefusal(400, { error: 'a slash command starts with "/"', field: 'text' });
  if (name !== COMMAND) throw new HttpRefusal(400, { error: notACommand(name), field: 'text' });
  if (thread_ts)
    throw new HttpRefusal(400, { error: `${COMMAND} is not supported in threads. Sorry!`, field: 'thread_ts' });
  return await runCommand(dispatcher, person, place, { name, text: rest }, deliver?.times ?? 1);
};

/** Slackbot's words. */
function notACommand(name: string): string {
  return `${name.slice(0, 80)} is not a valid command. In Slack, messages that start with the "/" are interpreted as commands. If you are trying to send a message and not run a command, try preceding the "/" with an empty space.`;
}

const sayInput = z.object({ user: word, channel: word, thread_ts: word.nullish(), text: z.string().max(40_000) });

/** `POST /control/mentions`: says something to the bot; the mention is put in front where the text has none. */
const mention: Route = async (input, { dispatcher }) => {
  const { user, channel, thread_ts, text } = readInput(sayInput, input);
  const linked = linkMentions(dispatcher, escapeText(text));
  const full = linked.includes(MENTION) ? linked : `${MENTION} ${linked}`.trim();
  const { person, place, message } = say(dispatcher, { user, channel, thread_ts, text: full });
  const outcome = await sendMention(dispatcher, person, place, message);
  return { ok: true, channel: place.id, ts: message.ts, ack_ms: outcome.ms };
};

/** `POST /control/messages`: a person writes a message; if it mentions the bot, the bot hears it. */
const writeMessage: Route = async (input, { dispatcher }) => {
  const { user, channel, thread_ts, text } = readInput(sayInput.extend({ text: word }), input);
  const full = linkMentions(dispatcher, escapeText(text));
  const { person, place, message } = say(dispatcher, { user, channel, thread_ts, text: full });
  if (full.includes(MENTION)) await sendMention(dispatcher, person, place, message);
  return { ok: true, channel: place.id, ts: message.ts };
};

function say(
  { state }: Dispatcher,
  input: { user: string; channel: string; thread_ts?: string | null | undefined; text: string },
): { person: Person; place: Channel; message: Message } {
  const person = personOf(state, input.user);
  const place = channelOf(state, input.channel);
  const root = input.thread_ts ? messageOf(state, place, input.thread_ts) : undefined;
  const content = { text: input.text, blocks: [], metadata: null };
  const message = state.messages.post(
    { channel: place.id, user: person.id, thread_ts: root && (root.thread_ts ?? root.ts) },
    content,
  );
  return { person, place, message };
}

function sendMention(dispatcher: Dispatcher, person: Person, place: Channel, message: Message): Promise<Delivered> {
  const event = {
    type: 'app_mention',
    user: person.id,
    text: message.text,
    ts: message.ts,
    event_ts: message.ts,
    channel: place.id,
    team: TEAM.id,
    ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
  };
  return deliverEvent(dispatcher, eventPayload(event));
}

/** Slack escapes exactly these three in what people write. */
function escapeText(text: string): string {
  // A mention that is already in Slack's form stays one.
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/&lt;@([A-Z0-9]+)&gt;/g, '<@$1>');
}

function linkMentions({ state }: Dispatcher, text: string): string {
  return text.replaceAll(/(^|\s)@([a-z][a-z0-9-]*)/g, (whole, before: string, name: string) => {
    const person = state.directory.person(name);
    return person ? `${before}<@${person.id}>` : whole;
  });
}

/** What people type. */
export const TYPING_ROUTES: Readonly<Record<string, Route>> = {
  'POST /control/commands': typeCommand,
  'POST /control/mentions': mention,
  'POST /control/messages': writeMessage,
};
