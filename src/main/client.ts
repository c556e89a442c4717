import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createClientFleet } from '../adapters/grpc/client-fleet.ts';
import { createClock } from '../adapters/system/clock.ts';
import { parseDuration, speakDuration } from '../domain/duration.ts';
import type { ClientEvent } from '../domain/sample.ts';
import { readOptions } from './read-options.ts';

const USAGE = 'client --addr HOST:PORT [--interval 3s] [--clients 1]';
const INTERVAL_RANGE_MS = { min: 50, max: 300_000 };
const MAX_CLIENTS = 2000;

export interface ClientArguments {
  address: string;
  interval_ms: number;
  clients: number;
}

/**
 * Reads the arguments of the role `client`.
 *
 * @throws Error with one line for the person who typed them.
 */
export function readClientArguments(argv: readonly string[]): ClientArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      addr: { type: 'string' },
      interval: { type: 'string', default: '3s' },
      clients: { type: 'string', default: '1' },
    },
  });
  if (values.addr === undefined) throw new Error('--addr is missing');
  if (!isAddress(values.addr)) throw new Error(`--addr takes HOST:PORT, such as envoy:8080, not "${values.addr}"`);
  const interval = parseDuration(values.interval);
  if (interval === null || interval < INTERVAL_RANGE_MS.min || interval > INTERVAL_RANGE_MS.max) {
    throw new Error(`--interval takes a duration from 50ms to 5m, such as 3s, not "${values.interval}"`);
  }
  if (!/^[1-9]\d{0,3}$/.test(values.clients) || Number(values.clients) > MAX_CLIENTS) {
    throw new Error(`--clients takes a whole number from 1 to ${MAX_CLIENTS}, not "${values.clients}"`);
  }
  return { address: values.addr, interval_ms: interval, clients: Number(values.clients) };
}

function isAddress(text: string): boolean {
  const port = Number(/^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/.exec(text)?.[1]);
  return port >= 1 && port <= 65_535;
}

/** The role `client`: prints a line for each request until SIGINT or SIGTERM, then a summary. Returns the exit code. */
export async function runClient(argv: readonly string[]): Promise<number> {
  const spec = readOptions('client', USAGE, () => readClientArguments(argv));
  if (spec === null) return 2;
  const clock = createClock();
  const events: ClientSummary = { startMs: clock.monotonicMs(), requests: 0, connections: 0, errors: {}, pods: {} };
  const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const fleet = await createClientFleet({ clock }).start({ ...spec, seed: randomInt(2 ** 32) }, (event) => {
    if (event.kind === 'connect') events.connections += 1;
    if (event.kind !== 'rpc') return;
    process.stdout.write(`${clock.wallIso()} ${describeRequest(event)}\n`);
    count(events, event);
  });
  await asked;
  await fleet.stop();
  process.stdout.write(`${describeSummary(events, clock.monotonicMs())}\n`);
  return 0;
}

type Request = Extract<ClientEvent, { kind: 'rpc' }>;

interface ClientSummary {
  startMs: number;
  requests: number;
  connections: number;
  errors: Record<string, number>;
  pods: Record<string, number>;
}

function describeRequest(event: Request): string {
  const error = event.code === 'OK' ? '' : ` error=${event.code}`;
  return `client=${event.client} pod=${event.pod ?? '-'} latency_ms=${event.latency_ms.toFixed(1)}${error}`;
}

function count(summary: ClientSummary, event: Request): void {
  summary.requests += 1;
  if (event.code !== 'OK') summary.errors[event.code] = (summary.errors[event.code] ?? 0) + 1;
  if (event.pod !== null) summary.pods[event.pod] = (summary.pods[event.pod] ?? 0) + 1;
}

function describeSummary(summary: ClientSummary, nowMs: number): string {
  const time = speakDuration(nowMs - summary.startMs);
  return `${summary.requests} requests in ${time}; connections: ${summary.connections}; errors: ${list(summary.errors)}; pods: ${list(summary.pods)}`;
}

function list(counts: Record<string, number>): string {
  const entries = Object.entries(counts).map(([name, n]) => `${name} ${n}`);
  return entries.length === 0 ? 'none' : entries.join(', ');
}

if (import.meta.main) process.exit(await runClient(process.argv.slice(2)));
