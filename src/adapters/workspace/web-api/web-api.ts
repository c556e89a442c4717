import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallLog } from '../call-log.ts';
import type { Fault, FaultPlan } from '../faults.ts';
import { MAX_BODY_BYTES, readBody } from '../http/body.ts';
import { replyJson } from '../http/reply.ts';
import { type Arguments, readArguments } from './arguments.ts';
import { CHAT_METHODS } from './chat.ts';
import { CONVERSATION_METHODS } from './conversations.ts';
import { FILE_METHODS } from './files.ts';
import type { Method, MethodContext } from './method.ts';
import { PEOPLE_METHODS } from './people.ts';
import { SlackError } from './slack-error.ts';
import { VIEW_METHODS } from './views.ts';

/** What the installed app may do, as Slack says with every answer, until it is installed otherwise. */
export const SCOPES = 'commands,chat:write,files:write,app_mentions:read,im:write,users:read,usergroups:read';
const OPEN_CONNECTION = 'apps.connections.open';
const METHODS = new Map<string, Method>(
  Object.entries({
    ...PEOPLE_METHODS,
    ...CHAT_METHODS,
    ...CONVERSATION_METHODS,
    ...FILE_METHODS,
    ...VIEW_METHODS,
    [OPEN_CONNECTION]: (_args, { socketUrl }) => ({ url: socketUrl() }),
  } satisfies Record<string, Method>),
);

/** Whether the workspace has a Web API method of that name. */
export function isMethod(name: string): boolean {
  return METHODS.has(name);
}

/** What the Web API needs besides the methods' own context. */
export interface WebApi {
  context: MethodContext;
  faults: FaultPlan;
  calls: CallLog;
  /** With commas between them. */
  installed: { scopes: string };
}

/** Answers `POST /api/METHOD` as Slack does: always 200 with `ok`, except when rate limited or told to fail. */
export async function answerWebApi(
  api: WebApi,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
): Promise<void> {
  const body = await readBody(request, MAX_BODY_BYTES);
  api.calls.record(name, body.length);
  try {
    const args = readArguments(body, request.headers['content-type'] ?? '', query);
    const method = METHODS.get(name);
    if (!method) {
      replyJson(response, 200, { ok: false, error: 'unknown_method', req_method: name });
      return;
    }
    checkToken(name, request, args, api.context);
    const fault = api.faults.take(name, args.text('channel') ?? args.text('channel_id'));
    if (fault?.delay_ms) await sleep(fault.delay_ms, undefined, { ref: false });
    if (fault && (fault.status !== undefined || fault.error !== undefined)) replyFault(response, fault);
    else
      replyJson(response, 200, { ok: true, ...method(args, api.context) }, { 'x-oauth-scopes': api.installed.scopes });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const details = error.messages.length > 0 ? { response_metadata: { messages: error.messages } } : {};
    replyJson(response, 200, { ok: false, error: error.code, ...details });
  }
}

function replyFault(response: ServerResponse, fault: Fault): void {
  const limited = fault.status === 429 || (fault.status === undefined && fault.error === 'ratelimited');
  const error = fault.error ?? (limited ? 'ratelimited' : 'internal_error');
  const retryAfter = fault.retry_after ?? (limited ? 1 : undefined);
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  replyJson(response, limited ? 429 : (fault.status ?? 200), { ok: false, error }, headers);
}

/** Throws `not_authed`, `invalid_auth`, or `not_allowed_token_type` when the other kind of token is needed. */
function checkToken(name: string, request: IncomingMessage, args: Arguments, { state }: MethodContext): void {
  if (name === 'api.test') return;
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const token = bearer ?? args.text('token');
  const { botToken, appToken } = state.credentials;
  if (token === undefined) throw new SlackError('not_authed');
  if (token !== botToken && token !== appToken) throw new SlackError('invalid_auth');
  if (token !== (name === OPEN_CONNECTION ? appToken : botToken)) throw new SlackError('not_allowed_token_type');
}
