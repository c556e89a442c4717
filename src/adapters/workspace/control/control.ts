import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_BODY_BYTES, parseJsonObject, readBody } from '../http/body.ts';
import { HttpRefusal, replyJson } from '../http/reply.ts';
import { streamEvents } from './events.ts';
import { personOf } from './input.ts';
import { INSPECTING_ROUTES } from './inspecting.ts';
import { PRESSING_ROUTES } from './pressing.ts';
import type { ControlContext, Route } from './route.ts';
import { TYPING_ROUTES } from './typing.ts';
import { VIEWING_ROUTES } from './viewing.ts';

const ROUTES = new Map<string, Route>(
  Object.entries({ ...TYPING_ROUTES, ...PRESSING_ROUTES, ...VIEWING_ROUTES, ...INSPECTING_ROUTES }),
);

/** Answers `/control/...`; throws a 404 refusal for a call that does not exist. */
export async function answerControl(
  context: ControlContext,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { state, baseUrl } = context.dispatcher;
  const name = `${request.method} ${url.pathname}`;
  if (name === 'GET /control/events') {
    const user = url.searchParams.get('user');
    streamEvents(response, state, baseUrl, user === null ? undefined : personOf(state, user).id);
    return;
  }
  const route = ROUTES.get(name);
  if (!route) throw new HttpRefusal(404, { error: 'no such control call' });
  const body = await readBody(request, MAX_BODY_BYTES);
  const input = request.method === 'POST' && body.length > 0 ? parseJsonObject(body) : {};
  replyJson(response, 200, await route(input, context, url.searchParams));
}
