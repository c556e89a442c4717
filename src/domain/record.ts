import type { Condition } from './condition.ts';
import type { ProbeResult } from './custom/probe.ts';
import type { RunParameters } from './parameters.ts';
import type { StatsSource } from './sample.ts';
import type { Movement, ScenarioName } from './scenario.ts';
import type { DurationSetting, Setting } from './setting.ts';
import type { FoundShutdown } from './shutdown.ts';
import type { Service } from './topology.ts';
import type { RunEffect, VerdictName } from './verdict.ts';

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

export interface GateResult {
  name: string;
  ok: boolean;
  value: number | string | null;
  limit: number | string | null;
}

export interface RecordVerdict {
  name: VerdictName;
  n: number;
  k: number;
  p_value: number | null;
  max_over_mean: number | null;
  jain: number | null;
  upper_bound: number | null;
  more_picks: number | null;
  reason: string;
}

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

export interface TimelineEntry {
  at_ms: number;
  kind:
    | 'phase'
    | 'pod_ready'
    | 'pod_terminating'
    | 'pod_gone'
    | 'endpoint_added'
    | 'endpoint_removed'
    | 'config_applied'
    | 'pod_killed'
    | 'service_applied';
  /**
   * A phase's name (`change control`), or the uid of a Pod, or the hash of a configuration, or the Service's settings
   * that were changed (`traffic_policy: Local`).
   */
  ref: string;
}

export interface RecordPod {
  uid: string;
  name: string;
  node: string;
  ready_at_ms: number | null;
  terminated_at_ms: number | null;
}

/** Why a target is not restored. */
export interface Problem {
  code: string;
  message: string;
  /** Where the target differs from what the run left, a line each that names the object. */
  differs: string[];
  /** On a guarded target: what `confirm` of `keep=ours` has to be for exactly these changes. */
  confirm?: string;
}

export interface Restore {
  state: 'RESTORED' | 'NOT_NEEDED' | 'FAILED';
  pre_image: string;
  post_image: string;
  took_ms: number;
  /** With FAILED. */
  problem?: Problem;
  /** With RESTORED, where it was to overwrite: what is as somebody else left it all the same, a line each. */
  stays?: string[];
  /** What came after a restore that had failed, or that a person asked for. */
  recovery?: Recovery;
}

/** Whose state of a target counts where both a run and somebody else have changed it. */
export type Keep = 'ours' | 'theirs';

/**
 * The latest recovery of a target that a run had left changed. RESTORED: as it was before the run. KEPT: left as it is,
 * with the undo record gone. FAILED: still not restored.
 */
export interface Recovery {
  state: 'RESTORED' | 'KEPT' | 'FAILED';
  /** ISO-8601 UTC. */
  at: string;
  /** A Slack user id or `shell:USER`; null for the worker of itself. */
  asked_by: string | null;
  /** What was asked to be kept; null where nothing was to be decided. */
  keep: Keep | null;
  /** KEPT: what was not brought back. RESTORED with `keep` ours: what was overwritten. FAILED: what is in the way. */
  differs: string[];
  /** RESTORED with `keep` ours: what stays as somebody else left it, because only its owner writes it. */
  stays?: string[];
  /** With FAILED: why. */
  code?: string;
  message?: string;
  confirm?: string;
}

/** Why a run did not end as `done`. */
export interface Failure {
  phase: string;
  code: string;
  message: string;
}

/** A smaller price for an even spread, computed from this run's own request interval. */
export interface Recommendation {
  setting: Setting;
  reconnects_per_s: number;
  /** How many times cheaper in reconnects than what was tried. */
  cheaper: number;
  command: string;
}

/** A setting of a sweep with its verdict and its price over all of its valid tries. */
export interface SweepSetting {
  name: string;
  setting: DurationSetting;
  tries: number;
  /** Tries whose gates failed; they are in no number here. */
  invalid: number;
  verdict: RecordVerdict;
  /** How long its tries were observed together, in milliseconds. */
  observed_ms: number;
  reconnects: number;
  /** `mean` in the long run, from the time between two connections of a client; `peak` in the fullest second. */
  reconnects_per_s: { mean: number; peak: number };
  rpcs: number;
  failed: number;
  /** The slowest try's; null when no request ended. */
  p99_ms: number | null;
  /**
   * `measured`: {@link ArmPrice.time_to_balance_ms} of each try. `within`: no later than this every client has picked anew, by the setting's own timer or by what was
   * measured, whichever is longer; null where no try counts. Milliseconds.
   */
  time_to_balance_ms: { measured: (number | null)[]; within: number | null };
  /** Why it is not to be recommended; null when it may be. */
  unfit: string | null;
  /** Whether no other fit setting is both cheaper and sooner even. */
  efficient: boolean;
}

/** What a sweep found. */
export interface SweepResult {
  /** Why it ended: every setting is decided, the budget is spent, or each was tried as often as is sensible. */
  stopped: 'decided' | 'budget' | 'rounds';
  settings: SweepSetting[];
  /** The arm's name of the setting that is recommended; null when none is. */
  recommended: string | null;
  /** Settings whose reconnects per second can not be told from the cheapest one's. */
  tied: string[];
  /** Why this one, or why none; one sentence for a person. */
  reason: string;
}

/** The requests of one kind of arm in the window that is compared, its repeats added up. */
export interface LossSide {
  requests: number;
  /** Those that failed, the sum of `failures`. */
  lost: number;
  failures: RequestFailures;
}

/** Of a scenario whose answer is what its clients lose: the control's losses beside the treatment's. */
export interface LossResult {
  /** Of each arm. */
  window: 'change' | 'observe';
  control: LossSide;
  treatment: LossSide;
  /** In which arm a larger share of a client's requests failed, once a repeat. */
  clients: { more_in_control: number; more_in_treatment: number; same: number };
  /** Of the sign test over those clients. */
  p_value: number;
}

/** An arm's connections, of all repeats, beside what its way to the Pods predicts. */
export interface WaySide {
  /** By Pod uid. */
  counts: Record<string, number>;
  /** The share of each Pod by the Service's settings. */
  predicted: Record<string, number>;
  /** Of the exact multinomial test of the counts against the arm's own predicted shares. */
  p_value: number;
  /** The same against the other arm's. */
  p_value_other: number;
}

/** What a run found whose treatment has another way to the Pods. */
export interface WayResult {
  control: WaySide;
  treatment: WaySide;
}

/** The run record: `record.json`, schema 1. */
export interface RunRecord {
  schema: 1;
  id: string;
  scenario: ScenarioName;
  target: { name: string; kind: 'lab' | 'kubernetes' | 'eks'; class: 'lab' | 'staging' | 'production' };
  parameters: RunParameters;
  requested_by: string;
  started_at: string;
  ended_at: string;
  state: 'done' | 'failed' | 'cancelled' | 'interrupted';
  failure: Failure | null;
  versions: { bot: string; envoy: string; grpc_js: string; kubernetes?: string };
  plan: {
    alpha: number;
    effect: number;
    tolerance: number;
    test: string;
    seed: number;
    arms_order: string[];
    /** Where the samples come from, when it is not the Pods themselves. */
    stats?: StatsSource;
  };
  topology: {
    pods: RecordPod[];
    service: Service | null;
    /** How Pods ended as found, where the target tells. */
    shutdown?: FoundShutdown;
  };
  timeline: TimelineEntry[];
  gates: GateResult[];
  arms: ArmRecord[];
  verdict: (RecordVerdict & { judged_arm: string; effect: RunEffect | null }) | null;
  recommendation: Recommendation | null;
  /** With a sweep that is done: what it found. */
  sweep?: SweepResult;
  /** Of a scenario whose answer is what its clients lose. */
  loss?: LossResult;
  /** With a written plan that watches something: what each of its probes has read. */
  probes?: ProbeResult[];
  /** With a run that is done and whose treatment has another way to the Pods. */
  way?: WayResult;
  restore: Restore;
}
