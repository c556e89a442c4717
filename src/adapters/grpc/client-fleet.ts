import { randomUUID } from 'node:crypto';
import type { ChannelOptions } from '@grpc/grpc-js';
import grpcPackage from '@grpc/grpc-js/package.json' with { type: 'json' };
import { AppError } from '../../domain/errors.ts';
import type { ClientEvent } from '../../domain/sample.ts';
import { mulberry32 } from '../../domain/statistics/mulberry32.ts';
import { UNARY } from '../../domain/workload.ts';
import type { ClientFleet, Fleet, FleetSpec } from '../../ports/client-fleet.ts';
import type { Clock } from '../../ports/clock.ts';
import { type ConnectionWatch, watchConnections } from './connection-watch.ts';
import { loadGreeter } from './greeter.ts';
import { headlessAddress, headlessOptions } from './headless-resolver.ts';
import { createPacedClient, type PacedClient } from './paced-client.ts';
import { createStreamClient } from './stream-client.ts';

/** How long requests in flight have to end, and then connections to close, before they are cut. */
const GRACE_MS = 2000;

export interface ClientFleetConfig {
  clock: Clock;
  /** Merged last into the options of every channel, for an operator who tunes keepalive or the backoff. */
  channelOptions?: ChannelOptions;
}

/**
 * Makes fleets of real grpc-js clients that call hello.v1.Greeter. `at_ms` of the events is the clock's raw monotonic time; `conn` of a
 * request is 0 when it ran on no connection. `start` resolves when the schedule runs, not when anything is connected, and rejects with
 * AppError `clients_not_ready` for fewer than one client, or with gRPC's own error for an address that it cannot parse.
 */
export function createClientFleet(config: ClientFleetConfig): ClientFleet {
  return {
    async start(spec, onEvent) {
      const whole = { first: 0, stride: 1, startMs: config.clock.monotonicMs() };
      return { address: spec.address, ...startClients(config, spec, whole, onEvent), gates: () => [] };
    },
    version: () => grpcPackage.version,
    // Sockets end with their process.
    balances: true,
    discard: async () => undefined,
  };
}

/** Clients that run. */
export type RunningClients = Pick<Fleet, 'sockets' | 'stop'>;

/** The clients of a fleet that one process runs: numbers `first`, `first + stride` and so on. */
export interface FleetPart {
  first: number;
  stride: number;
  /** When the schedule of the whole fleet begins, on the clock. */
  startMs: number;
}

/** Starts the clients of one part; see {@link createClientFleet}, whose only part is everything. */
export function startClients(
  config: ClientFleetConfig,
  spec: FleetSpec,
  part: FleetPart,
  onEvent: (event: ClientEvent) => void,
): RunningClients {
  checkClients(spec);
  const { clock } = config;
  const balanced = spec.hosts === undefined ? {} : headlessOptions(spec.hosts);
  const channelOptions = { ...keepaliveOf(spec), ...balanced, ...config.channelOptions };
  const address = spec.hosts === undefined ? spec.address : headlessAddress;
  const greeter = loadGreeter();
  const fleetId = randomUUID();
  const offsets = spreadOffsets(spec);
  const numbers = offsets.flatMap((_, client) => (isOfPart(client, part) ? [client] : []));
  const clientIds = numbers.map((client) => `${fleetId}/${client}`);
  const workload = { ...UNARY, ...spec };
  const createClient = workload.rpc === 'unary' ? createPacedClient : createStreamClient;
  const clients = numbers.map((client, index) =>
    createClient({ ...workload, address, client, id: clientIds[index] ?? '', greeter, clock, channelOptions, onEvent }),
  );
  const watch = watchConnections({
    clientIds,
    clock,
    onEvent: (event) => onEvent({ ...event, client: numbers[event.client] ?? event.client }),
    onRequest: (index, conn, opened) => clients[index]?.carriedBy(conn, opened),
  });
  const running = clients.map((client, index) => client.run(part.startMs + (offsets[numbers[index] ?? 0] ?? 0)));
  let stopping: Promise<void> | undefined;
  return {
    sockets: watch.sockets,
    stop() {
      stopping ??= stopFleet(clock, clients, running, watch);
      return stopping;
    },
  };
}

/** A PING also where no request is under way: a connection that is quiet is what keepalive is for. */
function keepaliveOf({ keepalive_ms = 0 }: FleetSpec): ChannelOptions {
  if (keepalive_ms === 0) return {};
  return { 'grpc.keepalive_time_ms': keepalive_ms, 'grpc.keepalive_permit_without_calls': 1 };
}

/** @throws AppError `clients_not_ready` for fewer than one client */
export function checkClients({ clients }: FleetSpec): void {
  if (clients >= 1) return;
  throw new AppError('clients_not_ready', `a fleet of ${clients} clients cannot start: ask for at least 1`);
}

function isOfPart(client: number, { first, stride }: FleetPart): boolean {
  return client >= first && (client - first) % stride === 0;
}

/** One offset for each client, in ms: client i starts at a random moment of the i-th of N equal parts of the interval. */
function spreadOffsets(spec: FleetSpec): number[] {
  const uniform = mulberry32(spec.seed);
  return Array.from({ length: spec.clients }, (_, i) => ((i + uniform()) / spec.clients) * spec.interval_ms);
}

async function stopFleet(
  clock: Clock,
  clients: readonly PacedClient[],
  running: readonly Promise<void>[],
  watch: ConnectionWatch,
): Promise<void> {
  for (const client of clients) client.halt();
  await orAfterGrace(clock, Promise.all(running), () => {
    for (const client of clients) client.cancel();
  });
  watch.expectClose();
  for (const client of clients) client.close();
  await orAfterGrace(clock, watch.allClosed(), watch.destroyAll);
  watch.stop();
}

/** Waits for `work`, which `cut` must bring to its end when it takes longer than the grace. */
async function orAfterGrace(clock: Clock, work: Promise<unknown>, cut: () => void): Promise<void> {
  const done = new AbortController();
  const grace = clock.sleep(GRACE_MS, done.signal).then(cut, () => undefined);
  await work;
  done.abort();
  await grace;
}
