import type { ProbeResult } from './custom/probe.ts';
import type { Obstacle } from './obstacle.ts';
import type { RunParameters } from './parameters.ts';
import type { ArmRecord, RecordVerdict } from './record-arm.ts';
import type { Restore } from './record-restore.ts';
import type { LossResult, Recommendation, SweepResult, WayResult } from './record-results.ts';
import type { StatsSource } from './sample.ts';
import type { ScenarioName } from './scenario.ts';
import type { FoundShutdown } from './shutdown.ts';
import type { Service } from './topology.ts';
import type { Gate, RunEffect } from './verdict.ts';

export type GateResult = Gate;

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

/** Why a run did not end as `done`. */
export interface Failure {
  phase: string;
  code: string;
  message: string;
  /** Where something of the target stood in the way before it was touched: the facts, of which each language makes its sentence. */
  obstacle?: Obstacle;
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
