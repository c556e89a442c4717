import type { GateResult } from '../domain/record.ts';
import type { ClientEvent } from '../domain/sample.ts';
import type { Workload } from '../domain/workload.ts';

/** What the clients do is unary unless it says something else. */
export interface FleetSpec extends Partial<Workload> {
  /** HOST:PORT where every client connects. */
  address: string;
  clients: number;
  interval_ms: number;
  /** An HTTP/2 PING after so long without a byte, in milliseconds; 0, or left out, none. */
  keepalive_ms?: number;
  /**
   * Clients balance by themselves (`round_robin`) over what this gives, HOST:PORT each, in the place of `address`: asked as the DNS
   * name of a headless Service is, at the start and after a connection has ended. Left out, each keeps to `address`.
   */
  hosts?: () => readonly string[];
  /** Seeds the spread of the first requests over one interval. */
  seed: number;
}

/** The run that a fleet is for, where its clients are made elsewhere. */
export interface FleetRun {
  /** What is made is named after it. */
  id: string;
  /** What is made ends by itself after this many milliseconds, should everything else fail. */
  longest_ms: number;
  /** Gives up the start. */
  signal: AbortSignal;
}

/** A running fleet; events carry the monotonic time of the clock that it was made with. */
export interface Fleet {
  /** HOST:PORT where its clients connect: not always the one asked for, where they are elsewhere. */
  readonly address: string;
  /** Open sockets to the target now, counted by the fleet itself. */
  sockets(): number;
  /** Stops the schedule, waits for requests in flight, closes every socket; idempotent. */
  stop(): Promise<void>;
  /** Whether the fleet itself was as it must be, complete after its stop; none where its clients can not be lost. */
  gates(): GateResult[];
}

/**
 * Real gRPC clients, one connection each unless they balance by themselves, that send a request at every interval without drift, or hold one stream after
 * the other with a message at every interval.
 * Not in here: retries, any summary of what happened.
 */
export interface ClientFleet {
  /** Whether its clients can be told which Pods there are, and so balance by themselves. */
  readonly balances: boolean;
  /** @throws AppError `clients_not_ready`; nothing is left then */
  start(spec: FleetSpec, onEvent: (event: ClientEvent) => void, run?: FleetRun): Promise<Fleet>;
  /** The version of the gRPC library in use. */
  version(): string;
  /** Removes what is left of the fleet of a run whose process has died. */
  discard(run: string): Promise<void>;
}
