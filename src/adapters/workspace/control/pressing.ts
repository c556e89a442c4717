import { z } from 'zod';
import { type Dispatcher, deliverInteraction } from '../delivery/dispatcher.ts';
import type { Delivered } from '../delivery/envelopes.ts';
import { blockActionsPayload, shortcutPayload } from '../delivery/payloads.ts';
import type { ResponseTarget } from '../delivery/response-urls.ts';
import { HttpRefusal } from '../http/reply.ts';
import type { Block, Channel, JsonObject, Person } from '../state/model.ts';
import { presentMessage } from '../web-api/presented.ts';
import { presentView } from '../web-api/view-content.ts';
import { channelOf, messageOf, personOf, readInput, word } from './input.ts';
import type { Route } from './route.ts';
import { takeAction } from './taking-actions.ts';

const given = z.record(z.string(), z.unknown()).nullish();
const pressed = { user: word, action_id: word, value: z.string().nullish(), values: given };
const messageAction = z.object({ ...pressed, channel: word, ts: word });
const viewAction = z.object({ ...pressed, view_id: word });

/**
 * `POST /control/actions`: uses an element of a message, or with `view_id` of a modal or the App Home. `values` is what
 * else the person has entered there, in the form of `state.values`.
 */
const press: Route = async (input, { dispatcher }) => {
  const outcome = 'view_id' in input ? await pressInView(input, dispatcher) : await pressInMessage(input, dispatcher);
  return { ok: outcome.ok, ack_ms: outcome.ms, ...(outcome.ok ? {} : { error: outcome.error }) };
};

async function pressInMessage(input: JsonObject, dispatcher: Dispatcher): Promise<Delivered> {
  const { user, channel, ts, ...use } = readInput(messageAction, input);
  const person = personOf(dispatcher.state, user);
  const place = channelOf(dispatcher.state, channel);
  const seen = seenMessage(dispatcher, place, person, ts);
  const { action, values } = takeAction(dispatcher, seen.blocks, use, {});
  const target = { user: person.id, channel: place.id, thread_ts: seen.threadTs, original: seen.original };
  const surface = {
    ...seen.surface,
    state: { values },
    channel: { id: place.id, name: place.name },
    response_url: dispatcher.responseUrls.issue(target).url,
  };
  const payload = blockActionsPayload(person, dispatcher.triggers.issue(person.id), action, surface);
  return await deliverInteraction(dispatcher, payload, target);
}

interface SeenMessage {
  blocks: Block[];
  surface: JsonObject;
  threadTs: string | undefined;
  original: NonNullable<ResponseTarget['original']>;
}

/** A message as this person sees it, which may be one that only they see; throws a 404 refusal. */
function seenMessage({ state, baseUrl }: Dispatcher, place: Channel, person: Person, ts: string): SeenMessage {
  const ephemeral = state.ephemerals.find(place.id, ts);
  const isEphemeral = ephemeral?.user === person.id;
  const seen = isEphemeral ? ephemeral : messageOf(state, place, ts);
  const thread = seen.thread_ts === undefined ? {} : { thread_ts: seen.thread_ts };
  const container = { type: 'message', message_ts: ts, channel_id: place.id, is_ephemeral: isEphemeral, ...thread };
  if (isEphemeral) {
    return { blocks: ephemeral.blocks, surface: { container }, threadTs: seen.thread_ts, original: { ephemeral } };
  }
  const message = messageOf(state, place, ts);
  const surface = { container, message: presentMessage(message, state, baseUrl) };
  return { blocks: message.blocks, surface, threadTs: message.thread_ts, original: { message } };
}

async function pressInView(input: JsonObject, dispatcher: Dispatcher): Promise<Delivered> {
  const { user, view_id, ...use } = readInput(viewAction, input);
  const person = personOf(dispatcher.state, user);
  const { views } = dispatcher.state;
  const found = views.find({ id: view_id });
  if (found?.user !== person.id) throw new HttpRefusal(404, { error: 'view_not_found' });
  const { action, values } = takeAction(dispatcher, found.view.blocks, use, found.view.entered);
  views.enter(found.view, values);
  const surface = { container: { type: 'view', view_id }, view: presentView(found.view, values) };
  const payload = blockActionsPayload(person, dispatcher.triggers.issue(person.id), action, surface);
  const place = { user: person.id, channel: dispatcher.state.directory.directMessage(person).id };
  return await deliverInteraction(dispatcher, payload, place);
}

const shortcutInput = z.object({ user: word, callback_id: word, channel: word, ts: word });

/** `POST /control/shortcuts`: uses a message shortcut. */
const useShortcut: Route = async (input, { dispatcher }) => {
  const { user, callback_id, channel, ts } = readInput(shortcutInput, input);
  const person = personOf(dispatcher.state, user);
  const place = channelOf(dispatcher.state, channel);
  const message = messageOf(dispatcher.state, place, ts);
  const target = { user: person.id, channel: place.id, thread_ts: message.thread_ts, original: { message } };
  const ids = {
    triggerId: dispatcher.triggers.issue(person.id),
    responseUrl: dispatcher.responseUrls.issue(target).url,
    callbackId: callback_id,
    actionTs: dispatcher.state.clock.next(),
  };
  const payload = shortcutPayload(person, place, ids, presentMessage(message, dispatcher.state, dispatcher.baseUrl));
  const outcome = await deliverInteraction(dispatcher, payload, target);
  return { ok: outcome.ok, ack_ms: outcome.ms, ...(outcome.ok ? {} : { error: outcome.error }) };
};

/** What people press. */
export const PRESSING_ROUTES: Readonly<Record<string, Route>> = {
  'POST /control/actions': press,
  'POST /control/shortcuts': useShortcut,
};
