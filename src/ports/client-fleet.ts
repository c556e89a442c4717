import type { ClientEvent } from '../domain/sample.ts';

export interface FleetSpec {
  /** HOST:PORT where every client connects. */
  address: string;
  clients: number;
  interval_ms: number;
  /** Seeds the spread of the first requests over one interval. */
  seed: number;
}

/** A running fleet; events carry the monotonic time of the clock that it was made with. */
export interface Fleet {
  /** Open sockets to the target now, counted by the fleet itself. */
  sockets(): number;
  /** Stops the schedule, waits for requests in flight, closes every socket; idempotent. */
  stop(): Promise<void>;
}

/**
 * Real gRPC clients, one connection each, that send a request at every interval without drift.
 * Not in here: retries, load balancing, any summary of what happened.
 */
export interface ClientFleet {
  start(spec: FleetSpec, onEvent: (event: ClientEvent) => void): Promise<Fleet>;
  /** The version of the gRPC library in use. */
  version(): string;
}
