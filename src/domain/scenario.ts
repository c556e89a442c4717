import type { Condition } from './condition.ts';
import type { Setting, SettingKind } from './setting.ts';

/**
 * One step of a run.
 * preflight: everything is checked, nothing is touched. warm-up: the fleet connects and speaks, unchanged.
 * change: an arm's restart, with or without its setting. observe: nothing is touched, connections are counted.
 * restore: the pre-image comes back and is read back. report: the record is written and told.
 */
export type Phase = 'preflight' | 'warm-up' | 'change' | 'observe' | 'restore' | 'report';

export type ScenarioName =
  | 'baseline'
  | 'rollout-restart'
  | 'max-connection-duration'
  | 'idle-timeout'
  | 'max-requests'
  | 'drain'
  | 'health-check-noise'
  | 'scale-out'
  | 'pod-kill'
  | 'traffic-policy'
  | 'target-type'
  | 'nlb-idle'
  | 'client-round-robin'
  | 'custom';

/**
 * What makes connections move in an arm's change. none: nothing. restart: its Pods are replaced.
 * reconnect: every client closes its connection and opens another, and the Pods stay.
 * scale-out: Pods are added to those on which every client is, and the clients stay connected.
 * pod-kill: the Pod with most connections is ended without grace, and another takes its place.
 */
export type Movement = 'none' | 'restart' | 'reconnect' | 'scale-out' | 'pod-kill';

/** What an arm does to the target; `setting` null leaves the configuration as found. */
export interface ArmPlan {
  /** `control`, `treatment`, or in a sweep the setting, such as `5s+25%`. */
  name: string;
  movement: Movement;
  setting: Setting | null;
  /** What else is otherwise than it was found. */
  conditions: readonly Condition[];
}

/** What a treatment has otherwise where that is no setting: one of a few words, asked as `value`. */
export interface ConditionChoice {
  /** As they are written, upper and lower case too. */
  options: readonly [string, ...string[]];
  /** What is meant where none is asked. */
  fallback: string;
  conditions(option: string): readonly Condition[];
}

/** Conditions that a time makes, asked as `value`; the control has some too, where a time has to be shortened for both. */
export interface TimedConditions {
  control(ms: number): readonly Condition[];
  treatment(ms: number): readonly Condition[];
}

/** A named experiment. */
export interface Scenario {
  name: ScenarioName;
  /** One sentence for the help. */
  summary: string;
  /** The setting that its treatment arm carries; null when it has none. */
  setting: SettingKind | null;
  defaultValueMs: number | null;
  /** Of a setting that counts requests, in the place of a time. */
  defaultRequests?: number;
  /** Where a person chooses the setting by the key `setting`; `setting` is the one that is meant where they do not. */
  choosesSetting?: true;
  /** Left out where the treatment carries a setting, or where there is none. */
  choice?: ConditionChoice;
  /** Left out where `value` is no time of conditions. */
  timed?: TimedConditions;
  movement: Movement;
  /** How many Pods come, by default, after each arm while its clients stay connected; left out where none do. */
  adds?: number;
  /** What else than everywhere its clients are by default. */
  fleet?: { clients: number; interval_ms: number };
  /** The window in which lost requests are the answer; left out where the spread of connections is. */
  lossIn?: 'change' | 'observe';
  example: string;
}
