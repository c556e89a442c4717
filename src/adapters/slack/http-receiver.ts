import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { sdkLogger } from './sdk-logger.ts';
import { createSignatureCheck, type RefusedRequest } from './signature-check.ts';

/** Where Slack posts to. */
const REQUEST_PATH = '/slack/events';
/** For whoever has to know whether the bot listens, such as a load balancer. */
const HEALTH_PATH = '/healthz';
/** Bytes. Slack's own payloads stay far below. */
const MAX_BODY = 1024 * 1024;
/** A request that is not there after so long is cut off, in milliseconds. */
const REQUEST_MS = 10_000;

export interface HttpDelivery {
  signingSecret: string;
  /** 0 takes a free one. */
  port: number;
  clock: Clock;
  /** Told about each request that is refused, or that has come before. */
  onRefused: (reason: RefusedRequest) => void;
}

/** The receiver, and what it is started with. */
export interface HttpEar {
  receiver: HTTPReceiver;
  /** For `app.start`. */
  port: number;
  limits: { requestTimeout: number; headersTimeout: number };
}

/**
 * Takes Slack's signed requests on a port: Bolt's receiver behind a check of signature and time by our clock, a limit to
 * the body, and a health path.
 */
export function createHttpEar({ signingSecret, port, clock, onRefused }: HttpDelivery, log: Log): HttpEar {
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: [REQUEST_PATH],
    logger: sdkLogger(log),
    // Checked before, by our clock: what comes here is Slack's.
    signatureVerification: false,
  });
  const handle = receiver.requestListener;
  const check = createSignatureCheck(signingSecret, clock);

  async function take(request: IncomingMessage & { rawBody?: Buffer }, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === null) return reply(response, 413);
    // Slack asks without a signature whether the certificate is good; nothing of such a request is used.
    if (isCertificateCheck(body)) return reply(response, 200);
    const refused = check(request.headers, body.toString());
    if (refused !== null) onRefused(refused);
    if (refused === 'bad_signature' || refused === 'old_timestamp') return reply(response, 401);
    request.rawBody = body;
    handle(request, response);
  }

  receiver.requestListener = (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '/').split('?')[0];
    if (path === HEALTH_PATH && request.method === 'GET') return reply(response, 200, { ok: true });
    if (path !== REQUEST_PATH) return reply(response, 404);
    if (request.method !== 'POST') return reply(response, 405);
    // Whoever went away on the way is told nothing.
    return take(request, response).catch(() => response.destroy());
  };
  return { receiver, port, limits: { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS } };
}

function isCertificateCheck(body: Buffer): boolean {
  return body.length < 1000 && new URLSearchParams(body.toString()).get('ssl_check') === '1';
}

/** Null when it is larger than {@link MAX_BODY}. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  // The request must outlive a refusal, for its destruction may take the socket before the answer is sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function reply(response: ServerResponse, status: number, body?: object): void {
  // What is left of a refused body is not read, so the connection can not be used again.
  const close = status === 413 ? { connection: 'close' } : {};
  response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...close });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
