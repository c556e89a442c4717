import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Dispatcher, deliverEvent, deliverInteraction } from '../delivery/dispatcher.ts';
import { eventPayload, viewClosedPayload, viewSubmissionPayload } from '../delivery/payloads.ts';
import { isObject } from '../http/body.ts';
import { HttpRefusal } from '../http/reply.ts';
import type { JsonObject, Person, View } from '../state/model.ts';
import { stateValues } from '../state/view-values.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { SlackError } from '../web-api/slack-error.ts';
import { presentView, readView } from '../web-api/view-content.ts';
import { formErrors } from './form-errors.ts';
import { checkValues, personOf, queryWord, readInput, word } from './input.ts';
import type { Route } from './route.ts';
import { showEphemeral, showModal } from './shown.ts';

/** How long opening the App Home waits for the bot to publish it, in milliseconds. */
const HOME_WAIT_MS = 2_000;

function openModal({ state }: Dispatcher, user: string, callbackId?: string): { person: Person; view: View } {
  const person = personOf(state, user);
  const view = state.views.modal(person.id);
  if (!view || (callbackId !== undefined && view.callback_id !== callbackId)) {
    throw new HttpRefusal(404, { error: 'view_not_found' });
  }
  return { person, view };
}

/** `GET /control/modal`: the modal that a person has open. */
const getModal: Route = (_input, { dispatcher }, query) =>
  showModal(openModal(dispatcher, queryWord(query, 'user')).view);

/** `GET /control/own`: what the page needs to show one person their own things, in one answer. */
const getOwn: Route = (_input, { dispatcher: { state, queue } }, query) => {
  const person = personOf(state, queryWord(query, 'user'));
  const modal = state.views.modal(person.id);
  return {
    connected: queue.connected(),
    ephemerals: state.ephemerals.of(person.id).map(showEphemeral),
    modal: modal ? showModal(modal) : null,
  };
};

/** `DELETE /control/modal`: dismisses the view on top, or with `all` the whole stack, as its cross does. */
const dismissModal: Route = async (_input, { dispatcher }, query) => {
  const { person, view } = openModal(dispatcher, queryWord(query, 'user'));
  if (query.has('all')) {
    for (const closed of dispatcher.state.views.clearModals(person.id))
      await tellClosed(dispatcher, person, closed, true);
    return { ok: true };
  }
  dispatcher.state.views.popModal(person.id);
  await tellClosed(dispatcher, person, view, false);
  return { ok: true };
};

async function tellClosed(dispatcher: Dispatcher, person: Person, view: View, cleared: boolean): Promise<void> {
  if (!view.notify_on_close) return;
  const payload = viewClosedPayload(person, dispatcher.triggers.issue(person.id), view, cleared);
  await dispatcher.queue.deliver('interactive', payload);
}

const submitInput = z.object({ user: word, callback_id: word, values: z.record(z.string(), z.unknown()).default({}) });

/** `POST /control/views`: submits the open modal and does what the bot's answer says. */
const submit: Route = async (input, { dispatcher }) => {
  const { user, callback_id, values: given } = readInput(submitInput, input);
  const { person, view } = openModal(dispatcher, user, callback_id);
  checkValues(view.blocks, given);
  dispatcher.state.views.enter(view, given);
  const values = stateValues(view.blocks, view.entered);
  const errors = formErrors(view.blocks, values);
  if (Object.keys(errors).length > 0) return { response_action: 'errors', errors };
  const payload = viewSubmissionPayload(person, dispatcher.triggers.issue(person.id), view, values);
  const place = { user: person.id, channel: dispatcher.state.directory.directMessage(person).id };
  const outcome = await deliverInteraction(dispatcher, payload, place);
  if (!outcome.ok) return { error: outcome.error };
  applyAnswer(dispatcher, person, view, outcome.body);
  const { response_action: action, errors: refused } = outcome.body;
  return {
    ...(action === undefined ? {} : { response_action: action }),
    ...(refused === undefined ? {} : { errors: refused }),
  };
};

function applyAnswer({ state }: Dispatcher, person: Person, view: View, answer: JsonObject): void {
  const action = answer.response_action;
  if (action === 'errors') return;
  if ((action === 'update' || action === 'push') && isObject(answer.view)) {
    showAnswer(state, person, view, { action, content: answer.view });
    return;
  }
  if (action === 'clear') state.views.clearModals(person.id);
  // The bot may have put another view in its place meanwhile; only the submitted one closes.
  else if (state.views.modal(person.id)?.id === view.id) state.views.popModal(person.id);
}

function showAnswer(
  state: WorkspaceState,
  person: Person,
  view: View,
  answer: { action: 'update' | 'push'; content: JsonObject },
): void {
  try {
    const shown = readView(answer.content, 'modal', answer.action === 'update' ? view : undefined);
    if (answer.action === 'update') state.views.replace(person.id, shown);
    else state.views.pushModal(person.id, shown);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    throw new HttpRefusal(502, {
      error: `the bot answered with a view that Slack refuses: ${error.messages.join('; ')}`,
    });
  }
}

/** `GET /control/home`: opens the App Home tab; the bot is told and may publish within 2 s. */
const openHome: Route = async (_input, { dispatcher }, query) => {
  const person = personOf(dispatcher.state, queryWord(query, 'user'));
  const { state } = dispatcher;
  const published = Promise.withResolvers<void>();
  const unsubscribe = state.feed.subscribe((change) => {
    if (change.kind === 'home' && change.user === person.id) published.resolve();
  });
  const shown = state.views.home(person.id);
  const event = {
    type: 'app_home_opened',
    user: person.id,
    channel: state.directory.directMessage(person).id,
    tab: 'home',
    event_ts: state.clock.next(),
    ...(shown ? { view: presentView(shown) } : {}),
  };
  if (dispatcher.queue.connected()) {
    void deliverEvent(dispatcher, eventPayload(event));
    await Promise.race([published.promise, sleep(HOME_WAIT_MS, undefined, { ref: false })]);
  }
  unsubscribe();
  const view = state.views.home(person.id);
  if (!view) throw new HttpRefusal(404, { error: 'view_not_found' });
  return presentView(view);
};

/** Modals and the App Home. */
export const VIEWING_ROUTES: Readonly<Record<string, Route>> = {
  'GET /control/own': getOwn,
  'GET /control/modal': getModal,
  'DELETE /control/modal': dismissModal,
  'POST /control/views': submit,
  'GET /control/home': openHome,
};
