import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerControl } from './control/control.ts';
import type { ControlContext } from './control/route.ts';
import { receiveUpload, sendFile } from './file-transfer.ts';
import { MAX_BODY_BYTES, parseJsonObject, readBody } from './http/body.ts';
import { HttpRefusal, replyJson, replyText } from './http/reply.ts';
import { servePageFile } from './page-files.ts';
import { SlackError } from './web-api/slack-error.ts';
import { answerWebApi, type WebApi } from './web-api/web-api.ts';

/** Everything that answers requests. */
export interface Parts {
  webApi: WebApi;
  control: ControlContext;
}

interface Call {
  parts: Parts;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  /** The path's segments after the first. */
  rest: string[];
}

type Area = (call: Call) => Promise<void>;

const sendFileOf =
  (options: { withToken: boolean }): Area =>
  ({ parts, request, response, rest }) =>
    sendFile(parts.control.dispatcher.state, rest[0] ?? '', request, response, options);

/** What is read, by the path's first segment. */
const READING: Readonly<Record<string, Area>> = {
  '': ({ response }) => servePageFile(response, ''),
  page: ({ response, rest }) => servePageFile(response, rest.join('/')),
  files: sendFileOf({ withToken: false }),
  'files-pri': sendFileOf({ withToken: true }),
  healthz: async ({ parts, response }) => {
    const connected = parts.control.dispatcher.queue.connected();
    replyJson(
      response,
      connected ? 200 : 503,
      connected ? { ok: true } : { ok: false, error: 'the bot is not connected' },
    );
  },
};

/** What is written to, by the path's first segment. */
const WRITING: Readonly<Record<string, Area>> = {
  upload: ({ parts, request, response, rest }) =>
    receiveUpload(parts.control.dispatcher.state, rest[0] ?? '', request, response),
  response: ({ parts, request, response, rest }) => answerResponseUrl(parts, rest[0] ?? '', request, response),
};

/** What takes every HTTP method. */
const EITHER: Readonly<Record<string, Area>> = {
  api: ({ parts, request, response, url, rest }) =>
    answerWebApi(parts.webApi, rest.join('/'), request, response, url.searchParams),
  control: ({ parts, request, response, url }) => answerControl(parts.control, request, response, url),
};

/** Hands a request of this machine to the part that answers it; throws HttpRefusal. */
export async function route(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://local');
  if (!url) throw new HttpRefusal(400, { error: 'the address is not valid', field: 'url' });
  const [, first = '', ...rest] = url.pathname.split('/');
  const reading = request.method === 'GET' || request.method === 'HEAD';
  const areas = { ...EITHER, ...(reading ? READING : WRITING) };
  const area = Object.hasOwn(areas, first) ? areas[first] : undefined;
  if (!area) throw new HttpRefusal(404, { error: 'nothing is here' });
  await area({ parts, request, response, url, rest });
}

async function answerResponseUrl(
  { control }: Parts,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = parseJsonObject(await readBody(request, MAX_BODY_BYTES));
  try {
    control.dispatcher.responseUrls.respond(id, body);
    replyText(response, 200, 'ok');
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const gone = error.code === 'expired_url' || error.code === 'used_url';
    replyJson(response, gone ? 404 : 400, { ok: false, error: error.code });
  }
}
