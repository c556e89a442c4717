import { setTimeout as delay } from 'node:timers/promises';

/** How Envoy is drained, and how long. */
export interface DrainOptions {
  /** Envoy's admin interface, as in `http://127.0.0.1:9902`. */
  adminUrl: string;
  /** The HTTP connection manager whose connections are waited for. */
  statPrefix: string;
  /** Which call asks the clients to leave; by default `drain`. */
  how?: 'drain' | 'healthcheck-fail';
  /** The shortest drain in milliseconds: until every node has taken the Pod out of its rules, new clients still come. */
  minMs: number;
  /** The longest drain in milliseconds; who is connected then is cut when Envoy ends. */
  deadlineMs: number;
  /** How often the connections are counted, in milliseconds; by default 250. */
  pollMs?: number;
}

/** How a drain ended. `connections` is the last count: null where Envoy never gave one. */
export interface Drained {
  reason: 'empty' | 'deadline' | 'envoy-gone';
  connections: number | null;
  tookMs: number;
}

const POLL_MS = 250;
const CALL_TIMEOUT_MS = 1000;
/** Unanswered counts in a row after which Envoy counts as gone. */
const MAX_SILENT = 4;

/**
 * Tells Envoy to ask its clients to leave, and waits until they have. `graceful&skip_exit` keeps the listeners open, so
 * that a client that still comes is served and asked to leave with its response; a plain drain refuses it, and SIGTERM
 * cuts it (Envoy's documentation, "Draining"). After `/healthcheck/fail` the listeners stay open too, and each response is
 * the last on its connection. Never rejects: a Pod ends whatever Envoy answers.
 */
export async function drainEnvoy(options: DrainOptions): Promise<Drained> {
  const from = performance.now();
  const end = (reason: Drained['reason'], connections: number | null): Drained => {
    return { reason, connections, tookMs: Math.round(performance.now() - from) };
  };
  let connections: number | null = null;
  let silent = 0;
  let asked = false;
  while (performance.now() - from < options.deadlineMs) {
    asked ||= await askToDrain(options);
    const count = asked ? await countConnections(options) : null;
    silent = count === null ? silent + 1 : 0;
    if (silent >= MAX_SILENT) return end('envoy-gone', connections);
    connections = count ?? connections;
    if (count === 0 && performance.now() - from >= options.minMs) return end('empty', 0);
    await delay(options.pollMs ?? POLL_MS);
  }
  return end('deadline', connections);
}

const CALLS = { drain: '/drain_listeners?graceful&skip_exit', 'healthcheck-fail': '/healthcheck/fail' } as const;

async function askToDrain({ adminUrl, how = 'drain' }: DrainOptions): Promise<boolean> {
  return (await call(`${adminUrl}${CALLS[how]}`, 'POST')) !== null;
}

async function countConnections({ adminUrl, statPrefix }: DrainOptions): Promise<number | null> {
  const name = `http.${statPrefix}.downstream_cx_active`;
  const filter = encodeURIComponent(`^${name.replaceAll('.', '\\.')}$`);
  const text = await call(`${adminUrl}/stats?filter=${filter}`, 'GET');
  const value = text === null ? undefined : /: (\d+)\s*$/.exec(text)?.[1];
  return value === undefined ? null : Number(value);
}

/** The body of a good answer, else null. */
async function call(url: string, method: 'GET' | 'POST'): Promise<string | null> {
  try {
    const response = await fetch(url, { method, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
    const text = await response.text();
    return response.ok ? text : null;
  } catch {
    return null;
  }
}
