import type { PodCounters } from './topology.ts';

/** Where readings come from. */
export interface StatsSource {
  from: 'pods' | 'prometheus';
  /** Milliseconds between two counts of a Pod; null where each reading counts anew. */
  interval_ms: number | null;
}

/** A Pod's counters, and when they were true. */
export interface PodReading {
  counters: PodCounters;
  /** Milliseconds on the monotonic clock; left out where the Pod itself was asked: then it was just now. */
  counted_at?: number;
}

/**
 * One line of `raw/envoy.ndjson`: what one Pod's statistics said at one moment, `at_ms`.
 * `tick` lines are the 1 Hz series, numbered from 0; `edge` lines are read at the start and end of a window;
 * `final` is a Pod's last reading, right before it was signalled. `counters` null is a missing reading, never a zero.
 */
export interface EnvoyReading {
  at_ms: number;
  /** When the reading was made, where its counters are those of another moment: a scrape is older or, at an edge, later. */
  asked_at_ms?: number;
  kind: 'tick' | 'edge' | 'final';
  /** Number of the sample in the run; an edge has the label of its window instead. */
  tick: number | null;
  label: string | null;
  uid: string;
  counters: PodCounters | null;
  /** Why the reading is missing. */
  error?: string;
}

/**
 * One line of `raw/clients.ndjson`: what one client saw. `conn` numbers the connections of a client from 1.
 * connect: a connection carries its first request. goaway: the peer asked to leave. disconnect: the connection is closed.
 * rpc: a request finished at `at_ms`; on a stream, a message came, or did not because the stream broke off.
 * stream: a stream ended.
 */
export type ClientEvent =
  | { at_ms: number; client: number; kind: 'connect'; conn: number; port: number }
  | { at_ms: number; client: number; kind: 'goaway'; conn: number }
  | { at_ms: number; client: number; kind: 'disconnect'; conn: number; by: 'peer' | 'client' }
  | {
      at_ms: number;
      client: number;
      kind: 'rpc';
      /** 0 when it ran on no connection. */
      conn: number;
      /** Name of the Envoy Pod that answered, from its own response header; null when none answered. */
      pod: string | null;
      /** gRPC status name, `OK` for success. */
      code: string;
      /**
       * From being sent to its end. Of a message that the server pushed: from the opening of its stream, or how long after
       * its beat it came, counted from the first. Of a stream that broke off: since its last message.
       */
      latency_ms: number;
      /** How long after its scheduled moment the request was sent, or a pushed message came. */
      late_ms: number;
      /** Whether the request had to open its connection first. */
      opened: boolean;
    }
  | {
      at_ms: number;
      client: number;
      kind: 'stream';
      /** 0 when it ran on no connection. */
      conn: number;
      pod: string | null;
      /** gRPC status name; `OK` where it ended by its own length or with its client. */
      code: string;
      /** Messages that its client received. */
      messages: number;
      lasted_ms: number;
    };
