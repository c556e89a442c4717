import type { Condition } from '../condition.ts';
import type { RunParameters } from '../parameters.ts';
import type { GateResult, RecordPod, TimelineEntry } from '../record.ts';
import type { Window } from '../record-arm.ts';
import type { LossResult } from '../record-results.ts';
import type { ClientEvent, EnvoyReading } from '../sample.ts';
import type { Movement } from '../scenario.ts';
import type { Setting } from '../setting.ts';
import type { Service } from '../topology.ts';

/** An arm as it was carried out. */
export interface ArmRun {
  name: string;
  setting: Setting | null;
  conditions: readonly Condition[];
  movement: Movement;
  /** `prepare`: a rollout before the change that makes the arm's Pods what they are; nothing in it is evidence. */
  windows: { prepare?: Window; change: Window; observe: Window };
}

/** Everything that was measured in a run; all of it is in the record or in the raw files. */
export interface RunData {
  parameters: RunParameters;
  arms: readonly ArmRun[];
  readings: readonly EnvoyReading[];
  events: readonly ClientEvent[];
  timeline: readonly TimelineEntry[];
  pods: readonly RecordPod[];
  /** As it was found, for what is expected of its settings; null where it was not read. */
  service: Service | null;
  /** Gates that were measured while the run went on. */
  gates: readonly GateResult[];
  /** The window in which lost requests are compared; left out where they are not the scenario's answer. */
  loss_in?: LossResult['window'] | undefined;
}

/** Labels of the readings at the edges of an arm's windows. */
export function edgeLabels(arm: string): { change: string; observe: string; end: string } {
  return { change: `${arm} change`, observe: `${arm} observe`, end: `${arm} end` };
}

/** Time between two samples; each is moved by up to {@link SAMPLE_JITTER_MS} so that a cycle of whole seconds does not alias. */
export const SAMPLE_INTERVAL_MS = 1000;
export const SAMPLE_JITTER_MS = 150;

/** Whether a time lies in a window: its start belongs to it, its end to the next. */
export function within(at: number, [from, to]: Window): boolean {
  return at >= from && at < to;
}
