import { type Condition, isForgetful, serviceChange } from './condition.ts';
import { askedObserveMs, restartOf } from './custom/arm-of-run.ts';
import { customArms } from './custom/custom-plan.ts';
import type { RunParameters } from './parameters.ts';
import type { StatsSource } from './sample.ts';
import type { ArmPlan, Scenario, ScenarioName } from './scenario.ts';
import { armsOf } from './scenario-arms.ts';
import { findScenario } from './scenarios.ts';
import { changeFrom, type ServiceSettings, serviceSettings, settleMs } from './service-settings.ts';
import { besideOf, type Setting } from './setting.ts';
import { pickedAnewMs, picksUnder } from './setting-life.ts';
import { sweepArms, sweepRound } from './sweep/sweep-arms.ts';
import type { Topology } from './topology.ts';

const SECOND = 1000;
/** The longest a new Pod of a run takes to get Ready on purpose. */
export const MAX_PACE_MS = 15 * SECOND;
const CONTROL_OBSERVE_MS = 15 * SECOND;
const TREATMENT_OBSERVE_MS = 45 * SECOND;
/** Longer than the 30 s for which grpc-js keeps from asking DNS again, so that this is not why nothing moves. */
const SCALED_OBSERVE_MS = 35 * SECOND;
const LEAST_OBSERVE_MS = 5 * SECOND;
/** An evenness that is to be called one lasts 3 s; the rest is for the samples around it. */
const SETTLE_MS = 5 * SECOND;
/** Picks that decide most verdicts; the treatment is observed until so many are expected. */
export const WANTED_PICKS = 300;
/** What a rollout takes beyond its pace, and a restore, on an idle host; for the estimate only. */
const ROLLOUT_OVERHEAD_MS = 1500;
const RESTORE_MS = 4000;
/** What it takes to make Pods that end in another way, and until every client is on them. */
const PREPARE_MS = 10 * SECOND;

/** What a run may take beyond three times its plan: Pods that wait for a node, and a slow rollout. */
const SLACK_MS = 30 * 60 * SECOND;

/** What of a target says how long a change of its Service takes to be true everywhere. */
type Found = Pick<Topology, 'service' | 'kubernetes_version'>;

/** A step of a run with what it is expected to take, for the progress bar. */
export interface Step {
  name: string;
  /** Estimated milliseconds. */
  ms: number;
}

/** Time to Ready of a run's new Pods: longer than the clients' interval, so that they reconnect in between. */
export function paceMs(parameters: RunParameters): number {
  return Math.min(parameters.interval_ms + SECOND, MAX_PACE_MS);
}

/**
 * How long an arm is observed, in milliseconds: until enough picks are expected, and in a sweep until every connection
 * has come of age and its spread could settle, because there the time that takes is a part of the answer.
 */
export function observeMs(arm: ArmPlan, parameters: RunParameters): number {
  const asked = askedObserveMs(parameters, arm.name);
  if (asked !== null) return asked;
  if (addsPods(arm, parameters)) return SCALED_OBSERVE_MS;
  // What is lost now and then is seen over several turns of each client.
  if (isForgetful(arm.conditions)) return Math.max(CONTROL_OBSERVE_MS, 5 * parameters.interval_ms);
  if (arm.setting === null) return CONTROL_OBSERVE_MS;
  const enough = enoughPicksMs(arm.setting, parameters);
  if (parameters.sweep === undefined) return enough;
  return Math.max(enough, pickedAnewMs(arm.setting, parameters) + SETTLE_MS);
}

/** Whether Pods come in an arm, and its clients stay those of the arm before. */
export function addsPods(
  { movement }: Pick<ArmPlan, 'movement'>,
  { add_pods = 0 }: Pick<RunParameters, 'add_pods'>,
): boolean {
  return movement === 'scale-out' && add_pods > 0;
}

function enoughPicksMs(setting: Setting, parameters: RunParameters): number {
  const perSecond = picksUnder(setting, parameters);
  if (perSecond === 0) return TREATMENT_OBSERVE_MS;
  const wanted = Math.round((WANTED_PICKS / perSecond) * SECOND);
  return Math.max(LEAST_OBSERVE_MS, Math.min(TREATMENT_OBSERVE_MS, wanted));
}

/**
 * An observation of whole intervals of a source that counts only now and then, in milliseconds: otherwise some Pods would
 * be counted one interval longer than others.
 */
export function wholeCounts(ms: number, source: StatsSource | null): number {
  const interval = source?.interval_ms ?? null;
  return interval === null ? ms : Math.ceil(ms / interval) * interval;
}

/** How long the clients may take to speak after a change before its gate fails, in milliseconds. */
export function gateMs(parameters: RunParameters): number {
  return 2 * parameters.interval_ms + 10 * SECOND;
}

/** Every arm of a run, once: those of its scenario, or of its sweep. */
export function armsOnce(scenario: Scenario, parameters: RunParameters): ArmPlan[] {
  const { custom, sweep } = parameters;
  if (custom !== undefined) return customArms(custom);
  if (sweep === undefined || scenario.setting === null || scenario.setting === 'max-requests') {
    return armsOf(scenario, parameters);
  }
  return sweepArms(scenario.setting, sweep, besideOf(parameters));
}

/** The arms of a run in the order in which they are carried out; of a sweep the first round. */
export function armsInOrder(scenario: Scenario, parameters: RunParameters): (ArmPlan & { label: string })[] {
  const once = armsOnce(scenario, parameters);
  return parameters.sweep === undefined ? repeatArms(once, parameters.repeats) : sweepRound(once, 1, parameters.seed);
}

/** The arms of all repeats in order; repeats after the first carry their number. */
export function repeatArms(arms: readonly ArmPlan[], repeats: number): (ArmPlan & { label: string })[] {
  return Array.from({ length: repeats }, (_, index) =>
    arms.map((arm) => ({ ...arm, label: index === 0 ? arm.name : `${arm.name}-${index + 1}` })),
  ).flat();
}

/** Whether an arm has a rollout before what is measured, because its Pods end, or are checked, as their template says. */
export function isPrepared({ conditions }: ArmPlan): boolean {
  return conditions.some(({ kind }) => kind === 'shutdown' || kind === 'health-checks');
}

/** The steps of a run with their expected durations. */
export function planSteps(
  arms: readonly (ArmPlan & { label: string })[],
  parameters: RunParameters,
  replicas: number,
  source: StatsSource | null = null,
  found: Found | null = null,
): Step[] {
  const count = source?.interval_ms ?? 0;
  const pace = paceMs(parameters);
  const rollOf = ({ name }: ArmPlan): number =>
    restartOf(parameters, name) === 'burst'
      ? 2 * pace + parameters.interval_ms + ROLLOUT_OVERHEAD_MS
      : replicas * pace + ROLLOUT_OVERHEAD_MS;
  return [
    { name: 'preflight', ms: SECOND },
    { name: 'warm-up', ms: parameters.warmup_ms + count },
    ...arms.map((arm, index) => ({
      name: arm.label,
      // Its three edges wait for a count each, and the new Pods for their first one.
      ms:
        (isPrepared(arm) ? PREPARE_MS : 0) +
        (found === null ? 0 : serviceMs(arm, arms[index - 1] ?? null, found)) +
        moveMs(arm, parameters, rollOf(arm)) +
        (arm.movement === 'none' ? 0 : parameters.interval_ms + count) +
        wholeCounts(observeMs(arm, parameters), source) +
        3 * count,
    })),
    { name: 'restore', ms: RESTORE_MS },
  ];
}

/** What a Service takes to be as an arm has it, after the arm before or as it was found. */
function serviceMs({ conditions }: ArmPlan, before: ArmPlan | null, found: Found): number {
  const as = (one: readonly Condition[]): ServiceSettings => ({
    ...serviceSettings(found.service),
    ...serviceChange(one),
  });
  const change = changeFrom(as(before?.conditions ?? []), as(conditions));
  return Object.keys(change).length === 0 ? 0 : settleMs(change, found);
}

/** What an arm's change takes, with what goes before it: to scale out from few Pods, or to kill a Pod with a setting, Pods are restarted first. */
function moveMs(arm: ArmPlan, parameters: RunParameters, rollMs: number): number {
  const { movement, setting } = arm;
  // The next arm takes them away again.
  if (addsPods(arm, parameters)) return paceMs(parameters) + 2 * ROLLOUT_OVERHEAD_MS;
  if (movement === 'restart') return rollMs;
  if (movement === 'pod-kill') {
    const before = setting === null ? 0 : rollMs + parameters.interval_ms;
    return before + paceMs(parameters) + 2 * ROLLOUT_OVERHEAD_MS;
  }
  if (movement !== 'scale-out') return 0;
  const pods = (parameters.scale?.from ?? 1) + 1;
  return pods * paceMs(parameters) + parameters.interval_ms + 2 * ROLLOUT_OVERHEAD_MS;
}

/** What a run is expected to take on a Deployment of so many replicas, in milliseconds. */
export function expectedMs(
  name: ScenarioName,
  parameters: RunParameters,
  replicas = 3,
  found: Found | null = null,
): number {
  const scenario = findScenario(name);
  if (scenario === undefined) return 0;
  const steps = planSteps(armsInOrder(scenario, parameters), parameters, replicas, null, found);
  return steps.reduce((sum, step) => sum + step.ms, 0);
}

/** A run that still runs after so long, in milliseconds, has been forgotten. */
export function longestMs(
  arms: readonly (ArmPlan & { label: string })[],
  parameters: RunParameters,
  replicas: number,
): number {
  const planned = planSteps(arms, parameters, replicas).reduce((sum, step) => sum + step.ms, 0);
  return 3 * planned + (parameters.sweep?.budget_ms ?? 0) + SLACK_MS;
}
