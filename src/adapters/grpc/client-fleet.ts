import { randomUUID } from 'node:crypto';
import type { ChannelOptions } from '@grpc/grpc-js';
import grpcPackage from '@grpc/grpc-js/package.json' with { type: 'json' };
import { AppError } from '../../domain/errors.ts';
import type { ClientEvent } from '../../domain/sample.ts';
import { mulberry32 } from '../../domain/statistics/mulberry32.ts';
import type { ClientFleet, Fleet, FleetSpec } from '../../ports/client-fleet.ts';
import type { Clock } from '../../ports/clock.ts';
import { type ConnectionWatch, watchConnections } from './connection-watch.ts';
import { loadGreeter } from './greeter.ts';
import { createPacedClient, type PacedClient } from './paced-client.ts';

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
    start: async (spec, onEvent) => startFleet(config, spec, onEvent),
    version: () => grpcPackage.version,
  };
}

function startFleet(config: ClientFleetConfig, spec: FleetSpec, onEvent: (event: ClientEvent) => void): Fleet {
  if (!(spec.clients >= 1)) {
    throw new AppError('clients_not_ready', `a fleet of ${spec.clients} clients cannot start: ask for at least 1`);
  }
  const { clock, channelOptions = {} } = config;
  const greeter = loadGreeter();
  const fleetId = randomUUID();
  const clientIds = Array.from({ length: spec.clients }, (_, client) => `${fleetId}/${client}`);
  const clients = clientIds.map((id, client) =>
    createPacedClient({ ...spec, client, id, greeter, clock, channelOptions, onEvent }),
  );
  const watch = watchConnections({
    clientIds,
    clock,
    onEvent,
    onRequest: (client, conn, opened) => clients[client]?.carriedBy(conn, opened),
  });
  const startMs = clock.monotonicMs();
  const offsets = spreadOffsets(spec);
  const running = clients.map((client, index) => client.run(startMs + (offsets[index] ?? 0)));
  let stopping: Promise<void> | undefined;
  return {
    sockets: watch.sockets,
    stop() {
      stopping ??= stopFleet(clock, clients, running, watch);
      return stopping;
    },
  };
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
