import { z } from 'zod';
import type { Fault } from '../faults.ts';
import { isMethod } from '../web-api/web-api.ts';
import { channelOf, messageOf, personOf, queryWord, readInput, word } from './input.ts';
import type { Route } from './route.ts';
import { showEphemeral, showMessage } from './shown.ts';

/** `GET /control/messages`: the roots of a channel, or a thread with its root first. */
const listMessages: Route = (_input, { dispatcher: { state, baseUrl } }, query) => {
  const channel = channelOf(state, queryWord(query, 'channel'));
  const threadTs = query.get('thread_ts');
  if (!threadTs) return state.messages.roots(channel.id).map((message) => showMessage(message, state, baseUrl));
  const found = messageOf(state, channel, threadTs);
  const root = found.thread_ts === undefined ? found : messageOf(state, channel, found.thread_ts);
  return [root, ...state.messages.replies(channel.id, root.ts)].map((message) => showMessage(message, state, baseUrl));
};

/** `GET /control/ephemerals`: what only that person sees. */
const listEphemerals: Route = (_input, { dispatcher: { state } }, query) =>
  state.ephemerals.of(personOf(state, queryWord(query, 'user')).id).map(showEphemeral);

const faultInput = z.object({
  method: word.refine((name) => name === '*' || isMethod(name), 'the workspace has no such Web API method'),
  channel: word.nullish(),
  status: z.int().min(400).max(599).nullish(),
  error: word.nullish(),
  retry_after: z.number().min(0).max(3600).nullish(),
  delay_ms: z.number().min(0).max(600_000).nullish(),
  count: z.int().min(1).max(1_000_000).default(1),
});

/** `POST /control/faults`: makes the next calls of a method fail, or with `*` of any. */
const addFault: Route = (input, { faults }) => {
  const { method, count, ...rest } = readInput(faultInput, input);
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined && value !== null));
  faults.add({ method, count, ...given } satisfies Fault);
  return { ok: true };
};

/** `DELETE /control/faults`. */
const clearFaults: Route = (_input, { faults }) => {
  faults.clear();
  return { ok: true };
};

/** `GET /control/calls`: the Web API calls received. */
const listCalls: Route = (_input, { calls }, query) => calls.of(query.get('method') ?? undefined);

const disconnectInput = z.object({
  reason: z.enum(['warning', 'refresh_requested', 'link_disabled']).default('refresh_requested'),
  which: z.enum(['all', 'oldest']).default('all'),
});

/** `POST /control/disconnect`: asks the bot's sockets to reconnect, as Slack does now and then. */
const disconnect: Route = (input, { sockets }) => {
  const { reason, which } = readInput(disconnectInput, input);
  sockets.disconnect(reason, which);
  return { ok: true };
};

const deliveryInput = z.object({
  request_url: z.url({ protocol: /^https?$/ }).nullish(),
  copies: z.int().min(1).max(20).nullish(),
});

/**
 * `POST /control/delivery`: `request_url` has the bot told by signed HTTP, null by Socket Mode; `copies` delivers everything
 * so often. What is left out stays as it is.
 */
const changeDelivery: Route = (input, { dispatcher }) => {
  const { request_url: requestUrl, copies } = readInput(deliveryInput, input);
  dispatcher.queue.change({ ...(requestUrl === undefined ? {} : { requestUrl }), ...(copies ? { copies } : {}) });
  return { ok: true };
};

const scopesInput = z.object({ scopes: z.array(word).max(100) });

/** `POST /control/scopes`: the app is installed once more, with these scopes. */
const installAgain: Route = (input, { installed }) => {
  installed.scopes = readInput(scopesInput, input).scopes.join(',');
  return { ok: true };
};

/** `GET /control/info`: all that another Slack SDK needs to work against this workspace. */
const info: Route = (_input, { dispatcher: { state, baseUrl }, processes, shortcuts }) => ({
  api_url: `${baseUrl}/api/`,
  bot_token: state.credentials.botToken,
  app_token: state.credentials.appToken,
  signing_secret: state.credentials.signingSecret,
  channels: state.directory.channels.map(({ id, name }) => ({ id, name })),
  users: state.directory.people.map(({ id, name }) => ({ id, name })),
  processes: processes(),
  shortcuts,
});

/** What tests and the page look at. */
export const INSPECTING_ROUTES: Readonly<Record<string, Route>> = {
  'GET /control/messages': listMessages,
  'GET /control/ephemerals': listEphemerals,
  'POST /control/faults': addFault,
  'DELETE /control/faults': clearFaults,
  'GET /control/calls': listCalls,
  'POST /control/scopes': installAgain,
  'POST /control/delivery': changeDelivery,
  'POST /control/disconnect': disconnect,
  'GET /control/info': info,
};
