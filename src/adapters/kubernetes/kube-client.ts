import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { type Asked, errorOfAnswer, errorOfSilence, KubeError, UNTRUSTED } from './kube-error.ts';

/**
 * Which failures are tried again: `always` for what changes nothing; `refused` for writes, only where the API server
 * said that it did not carry them out (429); `never` where the caller has a deadline of its own.
 */
type Retry = 'always' | 'refused' | 'never';

export interface KubeRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Record<string, string>;
  body?: object;
  /** By default `always` for GET, else `refused`. */
  retry?: Retry;
  /** Longest time for one try, in milliseconds. */
  timeoutMs?: number;
  /** After this many milliseconds no other try begins. */
  budgetMs?: number;
  signal?: AbortSignal;
}

/**
 * Speaks to one API server in plain JSON, so that fields which no client library knows survive a read and a write.
 * Every failure is a {@link KubeError}.
 */
export interface KubeClient {
  /** The API server's URL, for messages. */
  readonly server: string;
  json<T>(request: KubeRequest): Promise<T>;
  text(request: KubeRequest): Promise<string>;
  /** An open answer to read as it comes; ended by the signal. */
  stream(request: KubeRequest & { signal: AbortSignal }): Promise<IncomingMessage>;
  /** Epoch milliseconds on the API server's clock, so that hosts whose clocks differ agree on a lease's end. */
  now(): number;
}

const TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;
/** All tries of one request together, in milliseconds. */
const BUDGET_MS = 15_000;
/** The Date header has whole seconds: a smaller difference is none. */
const SKEW_MS = 2000;

export function createKubeClient({
  kubeConfig,
  clock,
  log,
}: {
  kubeConfig: KubeConfig;
  clock: Clock;
  log: Log;
}): KubeClient {
  const cluster = kubeConfig.getCurrentCluster();
  const server = (cluster?.server ?? '').replace(/\/$/, '');
  const pool = server.startsWith('http:') ? new Agent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true });
  let skewMs = 0;
  const wall = (): number => Date.parse(clock.wallIso());

  async function open(request: KubeRequest, signal: AbortSignal, own: Agent | false): Promise<IncomingMessage> {
    const options: RequestOptions = {};
    await kubeConfig.applyToHTTPSOptions(options);
    const url = new URL(server + request.path);
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers = {
      ...options.headers,
      accept: 'application/json, */*',
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    };
    const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
    // The library's agent opens a connection for each request; only a proxy needs it.
    const agent = cluster?.proxyUrl === undefined ? own : options.agent;
    return new Promise((resolve, reject) => {
      const sent = send(url, { ...options, agent, method: request.method ?? 'GET', headers, signal }, resolve);
      sent.once('error', reject);
      sent.end(body);
    });
  }

  async function once(request: KubeRequest): Promise<string> {
    const asked = askedOf(request);
    const deadline = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
    const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
    try {
      const response = await open(request, signal, pool);
      noteClock(response);
      const body = await readAll(response);
      if ((response.statusCode ?? 0) >= 400) throw errorOfAnswer(asked, server, answerOf(response, body));
      return body;
    } catch (cause) {
      if (cause instanceof KubeError) throw cause;
      request.signal?.throwIfAborted();
      throw errorOfSilence(asked, server, deadline.aborted ? deadline.reason : cause);
    }
  }

  async function text(request: KubeRequest): Promise<string> {
    const end = clock.monotonicMs() + (request.budgetMs ?? BUDGET_MS);
    for (let attempt = 0; ; attempt++) {
      try {
        return await once(request);
      } catch (cause) {
        if (!(cause instanceof KubeError) || !mayRetry(retryOf(request), cause)) throw cause;
        const pause = pauseMs(attempt, cause.retryAfterMs);
        if (clock.monotonicMs() + pause > end) throw cause;
        log.warn('kubernetes_retry', { path: request.path, status: cause.status, pause_ms: Math.round(pause) });
        await clock.sleep(pause, request.signal);
      }
    }
  }

  function noteClock(response: IncomingMessage): void {
    const date = Date.parse(response.headers.date ?? '');
    if (Number.isNaN(date)) return;
    const difference = date + 500 - wall();
    skewMs = Math.abs(difference) > SKEW_MS ? difference : 0;
  }

  return {
    server,
    text,
    json: async <T>(request: KubeRequest) => JSON.parse(await text(request)) as T,
    async stream(request) {
      const asked = askedOf(request);
      try {
        // A connection of its own: it is used up when the stream ends.
        const response = await open(request, request.signal, false);
        if (response.statusCode === 200) return response;
        throw errorOfAnswer(asked, server, answerOf(response, await readAll(response)));
      } catch (cause) {
        if (cause instanceof KubeError) throw cause;
        request.signal.throwIfAborted();
        throw errorOfSilence(asked, server, cause);
      }
    },
    now: () => wall() + skewMs,
  };
}

function askedOf({ method = 'GET', path, query }: KubeRequest): Asked {
  return { method, path, ...(query === undefined ? {} : { query }) };
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function answerOf(response: IncomingMessage, body: string) {
  const seconds = Number(response.headers['retry-after']);
  return {
    status: response.statusCode ?? 0,
    body,
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null,
  };
}

function retryOf({ method = 'GET', retry }: KubeRequest): Retry {
  return retry ?? (method === 'GET' ? 'always' : 'refused');
}

function mayRetry(retry: Retry, error: KubeError): boolean {
  if (retry === 'never' || error.reason === UNTRUSTED) return false;
  return error.status === 429 || (retry === 'always' && error.ambiguous);
}

/** Doubles with each try; half of it is random, so that many workers do not come back at once. */
function pauseMs(attempt: number, retryAfterMs: number | null): number {
  const wanted = retryAfterMs ?? FIRST_PAUSE_MS * 2 ** attempt;
  return (
    Math.min(wanted, LONGEST_PAUSE_MS) * (retryAfterMs === null ? 0.5 + Math.random() / 2 : 1 + Math.random() / 10)
  );
}
