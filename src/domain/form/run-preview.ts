import { unknownField } from '../envoy-version.ts';
import { type Obstacle, obstacleTo } from '../obstacle.ts';
import type { RunParameters } from '../parameters.ts';
import { expectedPicks, planEffect } from '../plan-effect.ts';
import { predictedShares } from '../predicted-shares.ts';
import type { ApprovalNeed, PlanEffect, RunId } from '../run.ts';
import { armsOnce, expectedMs, observeMs } from '../run-plan.ts';
import type { ArmPlan } from '../scenario.ts';
import { isSet, type Setting } from '../setting.ts';
import type { Topology } from '../topology.ts';
import type { RunAnswers, RunRead } from './run-answers.ts';

/** A target as the next run finds it, with the setting that its configuration has of the scenario's kind. */
export interface SeenTarget {
  topology: Topology;
  /** The run whose changes are there now and are left out here, because they are put back; null where there is none. */
  changedBy: RunId | null;
  found: Setting | null;
}

/** What is known of a target: it is being asked, has not answered in time, could not be read, or is seen. */
export type TargetSight =
  | { kind: 'asking' }
  | { kind: 'silent'; after_ms: number }
  | { kind: 'failed'; message: string }
  | ({ kind: 'seen' } & SeenTarget);

/** What a person should know before a run is started. */
export interface RunPreview {
  answers: RunAnswers;
  read: RunRead;
  /** The id of the channel that the run is told in. */
  channel: string;
  /** e.g. `production`; null for a target that is not configured any more. */
  level: string | null;
  need: ApprovalNeed;
  sight: TargetSight;
  /** Why this person may not change the target from here, a sentence; null when they may, or nobody could tell yet. */
  refusal: string | null;
}

/** What a run should do, as far as it can be told. */
export interface Expectation {
  arms: ArmPlan[];
  /** Expected share of each new Pod, by uid; null when nothing restarts or the target was not seen. */
  shares: Record<string, number> | null;
  /** Picks expected while the setting is observed, and for how long that is, in milliseconds; null without a setting. */
  picks: { count: number; observe_ms: number } | null;
  takes_ms: number;
  /** Null while the target was not seen. */
  effect: PlanEffect | null;
  /** Why a run would end before it touches anything: the setting is there already, or the target can not do it. */
  obstacle: { kind: 'already' } | { kind: 'unknown'; message: string } | { kind: 'hindered'; by: Obstacle } | null;
}

/** What the answers lead to on a target that is seen, or as much as can be said of one that is not. */
export function expectationOf(
  { scenario, target }: Pick<RunAnswers, 'scenario' | 'target'>,
  parameters: RunParameters,
  sight: TargetSight,
): Expectation {
  const arms = armsOnce(scenario, parameters);
  const treatment = arms.find((arm) => arm.setting !== null);
  const seen = sight.kind === 'seen' ? sight : null;
  const replicas = seen?.topology.deployment.replicas;
  const restarts = arms.some((arm) => arm.movement === 'restart') && replicas !== undefined && replicas > 0;
  return {
    arms,
    shares: seen !== null && restarts ? predictedShares(parameters, seen.topology) : null,
    picks:
      treatment === undefined
        ? null
        : { count: expectedPicks(treatment, parameters), observe_ms: observeMs(treatment, parameters) },
    takes_ms: expectedMs(scenario.name, parameters, replicas, seen?.topology),
    effect: seen === null ? null : planEffect(seen.topology, arms, parameters),
    obstacle: seen === null ? null : obstacleOf(arms, seen, target),
  };
}

function obstacleOf(
  arms: readonly ArmPlan[],
  { topology, found }: SeenTarget,
  target: string,
): Expectation['obstacle'] {
  const other = arms.map((arm) => obstacleTo(arm.conditions, topology)).find((one) => one !== null);
  if (other !== undefined) return { kind: 'hindered', by: other };
  const setting = arms.find((arm) => arm.setting !== null)?.setting ?? null;
  if (setting === null) return null;
  const message = unknownField(setting, topology.envoy_version, target);
  if (message !== null) return { kind: 'unknown', message };
  return isSet(found, setting) ? { kind: 'already' } : null;
}
