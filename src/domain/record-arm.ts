import type { Condition } from './condition.ts';
import type { Movement } from './scenario.ts';
import type { Setting } from './setting.ts';
import type { ArmVerdict } from './verdict.ts';

/** [from, to] in milliseconds from the run's start. */
export type Window = [number, number];

/** Milliseconds: median, 99th percentile, largest; null when nothing was measured. */
export interface Quantiles {
  p50: number | null;
  p99: number | null;
  max: number | null;
}

/** Failed requests by what became of them, as their client saw it. */
export interface RequestFailures {
  /** No connection could be had for it. */
  no_connection: number;
  /** Its connection ended before an answer, or its stream before the next message. */
  cut_off: number;
  /** No answer came within its deadline. */
  timed_out: number;
  /** A Pod answered with the error. */
  answered: number;
}

/** What the clients saw in a window. */
export interface ClientSummary {
  clients: number;
  rpcs: number;
  /** Failed requests by gRPC status name. */
  errors: Record<string, number>;
  /** The same failed requests by what became of them. */
  failures: RequestFailures;
  /** Connections opened after a client's first. */
  reconnects: number;
  /** Most reconnects in any one second. */
  peak_reconnects_per_s: number;
  latency_ms: Quantiles;
  /** From losing a connection to the next successful answer. */
  gap_ms: Quantiles;
  /** Only with clients that hold streams. */
  streams?: StreamSummary;
}

/** What became of the clients' streams in a window. */
export interface StreamSummary {
  /** Streams that ended: by their own length, cut, or never opened. */
  ended: number;
  /** Those that broke off after a message or more, by gRPC status name. */
  cut: Record<string, number>;
  /** Those among them that had lasted for the arm's max_stream_duration. */
  cut_by_setting: number;
  /** Messages that were due between a cut and the first message of the client's next stream. */
  missed_messages: number;
}

/** What an arm's setting costs in `observe`, and what it buys. */
export interface ArmPrice {
  /**
   * From the start of `observe` until the clients' last connections are as even as random picks are in 95 % of cases, and are
   * so 1, 2 and 3 s later too, ms; 0 when they are so from the start, null when they never are.
   */
  time_to_balance_ms: number | null;
  /** `peak`: most in any one second. */
  reconnects_per_s: { mean: number; peak: number };
  /** Share of the clients' time with a connection open, 0 to 1. */
  duty: number | null;
  /**
   * Mean time from a client's connection to its next, over each client's first reconnect in `observe`, ms; null without
   * one. The long run's reconnects per second are the clients by this, whatever waves the window happened to hold.
   */
  reconnect_period_ms: number | null;
  /** Requests that had to open their connection first. */
  handshakes: number;
  /** Latency of successful requests: of those that opened their connection, and of those that did not. */
  latency_ms: { opened: Quantiles; reused: Quantiles };
}

/** Why connections ended, from Envoy's counters. `total` is the sum of `by_cause`. */
export interface CloseSummary {
  total: number;
  by_cause: {
    max_duration: number;
    idle_timeout: number;
    max_requests: number;
    drain: number;
    pod_terminated: number;
    client: number;
    other: number;
  };
  with_active_request: number;
  /** How often Envoy's timers fired; a timer starts a close, it is not the close. */
  timers: { max_duration: number; idle_timeout: number };
  /** Connections whose timer fired and that were still open at the window's end. */
  still_draining: number;
  /** Pods that ended without a last reading. */
  unobserved_pods: string[];
  /** The same closes as the fleet has them: after Envoy asked with a GOAWAY, without one, and of its own. */
  clients: { asked: number; cut: number; own: number };
}

/** An {@link ArmVerdict} as the record keeps it: how p was computed is in the plan. */
export type RecordVerdict = Omit<ArmVerdict, 'method'>;

export interface ArmRecord {
  name: string;
  setting: Setting | null;
  /** What else was otherwise than found; left out where nothing was. */
  conditions?: readonly Condition[];
  /** What made connections move in its change; left out where it is what its scenario says. */
  moved_by?: Movement;
  evidence: 'held' | 'picks';
  /** `prepare`: a rollout before the change that makes the arm's Pods what they are; left out where none was needed. */
  windows: { prepare?: Window; change: Window; observe: Window };
  samples: {
    interval_ms: number;
    at_ms: number[];
    pods: string[];
    /** One row a sample, one column a Pod of `pods`: connections, null while the Pod is absent or unread. */
    active: (number | null)[][];
    expected: number;
    missing: number;
  };
  picks: Record<string, number>;
  held: Record<string, number>;
  mean_active: Record<string, number | null>;
  predicted: Record<string, number>;
  closes: CloseSummary;
  client: ClientSummary;
  price: ArmPrice;
  change: { picks: Record<string, number>; closes: CloseSummary; client: ClientSummary };
  /** Connections in `observe` that never spoke HTTP/2, of all Pods and on average of each a minute; only in a run that asks. */
  foreign?: {
    connections: number;
    per_pod_per_minute: number;
    /** As `samples.active`: those that had come to each Pod until then, since it started. */
    counts: (number | null)[][];
  };
  verdict: RecordVerdict | null;
}
