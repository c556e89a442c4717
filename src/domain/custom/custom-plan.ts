import type { ArmPlan, Movement } from '../scenario.ts';
import type { Setting } from '../setting.ts';
import type { Probe } from './probe.ts';

/**
 * What moves the connections of an arm. none: nothing. rolling, burst: a restart by the Deployment's own strategy, or with
 * one new Pod first. reconnect: every client opens its connection anew, and the Pods stay.
 */
export const ARM_CHANGES = ['none', 'rolling', 'burst', 'reconnect'] as const;
export type ArmChange = (typeof ARM_CHANGES)[number];

/** An arm as its plan has it. */
export interface CustomArm {
  name: string;
  change: ArmChange;
  setting: Setting | null;
  /** Milliseconds; null where it is as long as any other run would observe it. */
  observe_ms: number | null;
}

/** A run that somebody wrote down: its arms in order, and what is watched beside the connections. */
export interface CustomPlan {
  /** As it was written, to be shown and changed again. */
  text: string;
  title: string;
  /** The name of the arm that the verdict is about. */
  judged: string;
  arms: readonly CustomArm[];
  probes: readonly Probe[];
}

/** What a plan may have at most, and how long its text may be in UTF-16 units: a field of a form takes no more. */
export const PLAN_LIMITS = { arms: 8, probes: 8, text: 3000, title: 80, name: 40 } as const;

const MOVEMENTS: Readonly<Record<ArmChange, Movement>> = {
  none: 'none',
  rolling: 'restart',
  burst: 'restart',
  reconnect: 'reconnect',
};

/** The arms of a plan as a run carries them out. */
export function customArms({ arms }: CustomPlan): ArmPlan[] {
  return arms.map(({ name, change, setting }) => ({ name, movement: MOVEMENTS[change], setting, conditions: [] }));
}
