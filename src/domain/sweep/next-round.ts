import { armKind } from '../arm-name.ts';
import type { RunParameters } from '../parameters.ts';
import type { ArmRecord } from '../record-arm.ts';
import { planSteps } from '../run-plan.ts';
import type { StatsSource } from '../sample.ts';
import type { ArmPlan } from '../scenario.ts';
import { isDecided, judgeSettings } from './judge-sweep.ts';
import { sweepRound } from './sweep-arms.ts';
import { MAX_ROUNDS } from './sweep-plan.ts';

export interface SweepSoFar {
  parameters: RunParameters;
  /** Every arm of a round, control first. */
  once: readonly ArmPlan[];
  /** What was carried out, analysed. */
  arms: readonly ArmRecord[];
  elapsedMs: number;
  replicas: number;
  source: StatsSource | null;
}

/**
 * The next round of a sweep: the settings that are undecided, and the control with them. Empty when every setting is
 * decided, after ten rounds, or when the round and the restore would not end within the budget.
 */
export function nextRound(so: SweepSoFar): (ArmPlan & { label: string })[] {
  const { parameters, once, arms, elapsedMs, replicas, source } = so;
  const { sweep, seed } = parameters;
  const round = 1 + arms.filter((arm) => armKind(arm.name) === 'control').length;
  if (sweep === undefined || round > MAX_ROUNDS) return [];
  const open = new Set(
    judgeSettings(arms, parameters)
      .filter((setting) => !isDecided(setting))
      .map(({ name }) => name),
  );
  if (open.size === 0) return [];
  const next = sweepRound(
    once.filter((arm) => arm.setting === null || open.has(arm.name)),
    round,
    seed,
  );
  const expected = roundMs(next, parameters, replicas, source) * slowness(so);
  return elapsedMs + expected <= sweep.budget_ms ? next : [];
}

/** How many times longer than planned the arms took so far, at least 1: a cluster's rollouts are slower than the lab's. */
function slowness({ parameters, arms, replicas, source }: SweepSoFar): number {
  const took = arms.reduce((sum, { windows }) => sum + windows.observe[1] - windows.change[0], 0);
  const carriedOut = arms.map(({ name, setting }) => ({
    name,
    label: name,
    movement: 'restart' as const,
    setting,
    conditions: [],
  }));
  return Math.max(1, took / Math.max(1, armsMs(carriedOut, parameters, replicas, source)));
}

/** What a round and the restore after it are expected to take, in milliseconds. */
export function roundMs(
  round: readonly (ArmPlan & { label: string })[],
  parameters: RunParameters,
  replicas: number,
  source: StatsSource | null = null,
): number {
  const restore = planSteps([], parameters, replicas, source).find(({ name }) => name === 'restore')?.ms ?? 0;
  return armsMs(round, parameters, replicas, source) + restore;
}

function armsMs(
  arms: readonly (ArmPlan & { label: string })[],
  parameters: RunParameters,
  replicas: number,
  source: StatsSource | null,
): number {
  const labels = new Set(arms.map(({ label }) => label));
  return planSteps(arms, parameters, replicas, source)
    .filter(({ name }) => labels.has(name))
    .reduce((sum, { ms }) => sum + ms, 0);
}

/** How many rounds the budget has room for, should every setting stay undecided; at least the first. */
export function mostRounds(once: readonly ArmPlan[], parameters: RunParameters, replicas: number): number {
  const all = once.map((arm) => ({ ...arm, label: arm.name }));
  const { sweep } = parameters;
  const rounds = Math.floor((sweep?.budget_ms ?? 0) / roundMs(all, parameters, replicas));
  return Math.min(MAX_ROUNDS, Math.max(1, rounds));
}
