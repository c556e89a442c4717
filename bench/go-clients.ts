import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClientFleet } from '../src/adapters/grpc/client-fleet.ts';
import { createClock } from '../src/adapters/system/clock.ts';
import { summariseClients } from '../src/domain/analysis/clients.ts';
import type { ClientEvent } from '../src/domain/sample.ts';

/**
 * `node bench/go-clients.ts HOST:PORT SECONDS BINARY ...`: runs 20 clients of the bot with a request every 3 s, then as
 * many of each binary of `bench/go-client`, one fleet after the other, and prints a table in Markdown.
 */
const CLIENTS = 20;
const INTERVAL_MS = 3000;

/** What a Go client tells beside a client's events. */
type GoEvent = ClientEvent | { at_ms: number; kind: 'opened' } | { at_ms: number; kind: 'closed'; lived_ms: number };

interface Seen {
  events: ClientEvent[];
  /** TCP connections opened, and the time for which each was open; null where that is the clients' own events. */
  opened: number;
  lived: number[];
}

const [address = '', seconds = '60', ...binaries] = process.argv.slice(2);
const durationMs = Number(seconds) * 1000;

console.log(
  '| clients | requests | failed | connections a second | open on average | lived, p50 | gap p50 / p99 | latency p50 / p99 | at the end |',
);
console.log('|---|---|---|---|---|---|---|---|---|');
printRow('the bot (grpc-js)', await ours());
for (const binary of binaries) printRow(binary, await theirs(binary));

async function ours(): Promise<Seen> {
  const clock = createClock();
  const events: ClientEvent[] = [];
  const spec = { address, clients: CLIENTS, interval_ms: INTERVAL_MS, seed: 1 };
  const from = clock.monotonicMs();
  const fleet = await createClientFleet({ clock }).start(spec, (event) =>
    events.push({ ...event, at_ms: event.at_ms - from }),
  );
  await sleep(durationMs);
  await fleet.stop();
  const opened = new Map(
    events.flatMap((event) => (event.kind === 'connect' ? [[`${event.client}/${event.conn}`, event.at_ms]] : [])),
  );
  const lived = events.flatMap((event) =>
    event.kind === 'disconnect' ? [event.at_ms - (opened.get(`${event.client}/${event.conn}`) ?? event.at_ms)] : [],
  );
  return { events, opened: opened.size, lived };
}

async function theirs(binary: string): Promise<Seen> {
  const args = [
    '-addr',
    address,
    '-clients',
    `${CLIENTS}`,
    '-interval',
    `${INTERVAL_MS}ms`,
    '-duration',
    `${seconds}s`,
  ];
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const seen: Seen = { events: [], opened: 0, lived: [] };
  for await (const line of createInterface(child.stdout)) {
    const event = JSON.parse(line) as GoEvent;
    if (event.kind === 'opened') seen.opened += 1;
    else if (event.kind === 'closed') seen.lived.push(event.lived_ms);
    else seen.events.push(event);
  }
  return seen;
}

function printRow(name: string, { events, opened, lived }: Seen): void {
  const seen = summariseClients(events, CLIENTS, [0, durationMs + INTERVAL_MS]);
  const failed = Object.values(seen.errors).reduce((sum, count) => sum + count, 0);
  const open = lived.reduce((sum, ms) => sum + ms, 0) / durationMs;
  const sorted = [...lived].sort((a, b) => a - b);
  const ms = (value: number | null | undefined): string => (value == null ? '-' : `${Math.round(value)} ms`);
  console.log(
    `| ${[
      name,
      seen.rpcs,
      failed,
      (opened / Number(seconds)).toFixed(2),
      open.toFixed(1),
      ms(sorted[Math.floor(sorted.length / 2)]),
      `${ms(seen.gap_ms.p50)} / ${ms(seen.gap_ms.p99)}`,
      `${ms(seen.latency_ms.p50)} / ${ms(seen.latency_ms.p99)}`,
      atTheEnd(events).join(' / '),
    ].join(' | ')} |`,
  );
}

/** Clients by the Pod that answered them last, most first; a Pod that answered nobody last is left out. */
function atTheEnd(events: readonly ClientEvent[]): number[] {
  const last = new Map<number, string>();
  for (const event of events) if (event.kind === 'rpc' && event.pod !== null) last.set(event.client, event.pod);
  const counts = new Map<string, number>();
  for (const pod of last.values()) counts.set(pod, (counts.get(pod) ?? 0) + 1);
  return [...counts.values()].sort((a, b) => b - a);
}
