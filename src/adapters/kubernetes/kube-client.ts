import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { AppError } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { KubeAccess, KubeCredentials } from './kube-credentials.ts';
import { type Asked, errorOfAnswer, errorOfCredentials, errorOfSilence, KubeError } from './kube-error.ts';
import { mayRetry, pauseMs, type Retry } from './retry.ts';

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
 * Every failure is a {@link KubeError}, or an AppError that says why there are no credentials or why new ones are
 * refused as well.
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
/** All tries of one request together, in milliseconds. */
const BUDGET_MS = 15_000;
const LATE = Symbol('late');
/** The Date header has whole seconds: a smaller difference is none. */
const SKEW_MS = 2000;

/** Credentials that stay as they are: a 401 is the answer. */
const FIXED: KubeCredentials = { withFreshToken: (call) => call() };

/** Each try of a request, and each opening of a stream, is made once more with new `credentials` after a 401. */
export function createKubeClient({
  kubeConfig,
  credentials = FIXED,
  clock,
  log,
}: {
  kubeConfig: KubeAccess;
  credentials?: KubeCredentials | undefined;
  clock: Clock;
  log: Log;
}): KubeClient {
  const cluster = kubeConfig.getCurrentCluster();
  const server = (cluster?.server ?? '').replace(/\/$/, '');
  const pool = server.startsWith('http:') ? new Agent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true });
  let skewMs = 0;
  const wall = (): number => Date.parse(clock.wallIso());

  /** What a request carries now. Making a token may take a while, which is not the API server's. */
  async function authorized(): Promise<RequestOptions> {
    const options: RequestOptions = {};
    await kubeConfig.applyToHTTPSOptions(options).catch((cause: unknown) => {
      throw errorOfCredentials(server, cause);
    });
    return options;
  }

  function open(
    request: KubeRequest,
    options: RequestOptions,
    signal: AbortSignal,
    own: Agent | false,
  ): Promise<IncomingMessage> {
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
    const options = await unlessAborted(authorized(), signal, () => {
      request.signal?.throwIfAborted();
      return errorOfSilence(asked, server, new Error('the credentials for it did not come in time'));
    });
    try {
      const response = await open(request, options, signal, pool);
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
        return await credentials.withFreshToken(() => once(request));
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

  async function stream(request: KubeRequest & { signal: AbortSignal }): Promise<IncomingMessage> {
    const asked = askedOf(request);
    try {
      // A connection of its own: it is used up when the stream ends.
      const response = await open(request, await authorized(), request.signal, false);
      if (response.statusCode === 200) return response;
      throw errorOfAnswer(asked, server, answerOf(response, await readAll(response)));
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      request.signal.throwIfAborted();
      throw errorOfSilence(asked, server, cause);
    }
  }

  return {
    server,
    text,
    json: async <T>(request: KubeRequest) => JSON.parse(await text(request)) as T,
    stream: (request) => credentials.withFreshToken(() => stream(request)),
    now: () => wall() + skewMs,
  };
}

/** A credential plugin that waits for a person must not be waited for. @throws what `late` gives when the signal aborts first */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal, late: () => Error): Promise<T> {
  const over = Promise.withResolvers<symbol>();
  const onAbort = (): void => over.resolve(LATE);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const first = await Promise.race([work, over.promise]);
    if (typeof first === 'symbol') throw late();
    return first;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
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
