import type { Language } from '../domain/language.ts';
import { obstacleTo } from '../domain/obstacle.ts';
import { planEffect } from '../domain/plan-effect.ts';
import { predictedShares } from '../domain/predicted-shares.ts';
import type { ApprovalNeed, PlanEffect, RunRequest } from '../domain/run.ts';
import { armsOnce } from '../domain/run-plan.ts';
import type { ArmPlan } from '../domain/scenario.ts';
import { findScenario } from '../domain/scenarios.ts';
import { isSet } from '../domain/setting.ts';
import { configDiff } from '../domain/text/config-diff.ts';
import type { ThreadPart } from '../domain/text/message.ts';
import type { FleetPlace } from '../domain/text/plan.ts';
import { planPart } from '../domain/text/plan-part.ts';
import type { EnvoyConfig } from '../ports/envoy-config.ts';
import { assertKnown } from './assert-known.ts';
import { type FindDeps, findTarget } from './find-target.ts';
import { planHash } from './plan-hash.ts';

export interface PlanDeps extends FindDeps {
  config: EnvoyConfig;
  /** Where the clients run; null for the worker. */
  place: FleetPlace | null;
  /** Whose word a run on this target needs. */
  need: ApprovalNeed;
}

/** What a run would do to the target as it is without another run's changes. */
export interface RunPlan {
  /** Arms, exact diff and prediction, for the thread. */
  part: ThreadPart;
  /** sha256 (hex) of all that an approval is for; see {@link planHash}. */
  hash: string;
  effect: PlanEffect;
}

/**
 * Makes a run's plan. Touches nothing.
 * @throws AppError `target_unfit` when the target's Envoy does not know the setting, `target_unreachable`,
 * `config_unreadable`
 */
export async function planRun(
  deps: PlanDeps,
  request: RunRequest,
  language: Language = request.language ?? 'en',
): Promise<RunPlan> {
  const { topology, changedBy } = await findTarget(deps);
  const scenario = findScenario(request.scenario);
  const arms = scenario === undefined ? [] : armsOnce(scenario, request.parameters);
  const setting = arms.find((arm) => arm.setting !== null)?.setting ?? null;
  if (setting !== null) assertKnown(setting, topology, request);
  const before = topology.config.document;
  const already = arms.find(
    (arm) => arm.setting !== null && isSet(deps.config.read(before, arm.setting.kind), arm.setting),
  );
  const after = setting === null ? before : deps.config.write(before, setting);
  const restarts = arms.some((arm) => arm.movement === 'restart');
  const hash = await planHash(request, topology, after);
  const effect = planEffect(topology, arms, request.parameters);
  const plan = {
    request,
    topology,
    changedBy: changedBy === request.id ? null : changedBy,
    already: already?.setting ?? null,
    obstacle: arms.map((arm) => obstacleTo(arm.conditions, topology)).find((found) => found !== null) ?? null,
    arms,
    place: deps.place,
    diff: configDiff(before, after),
    ...(request.parameters.custom === undefined ? {} : { diffs: armDiffs(deps.config, arms, before) }),
    prediction: restarts ? predictedShares(request.parameters, topology) : null,
    isChecked: deps.config.judges,
    guarded: deps.need === 'none' ? null : { hash, effect },
  };
  return { part: planPart(plan, language), hash, effect };
}

/** What each arm with a setting changes, in the order of a written plan; arms that change the same are told once. */
function armDiffs(config: EnvoyConfig, arms: readonly ArmPlan[], before: string): { arms: string[]; diff: string }[] {
  const byDiff = new Map<string, string[]>();
  for (const { name, setting } of arms) {
    if (setting === null) continue;
    const diff = configDiff(before, config.write(before, setting));
    byDiff.set(diff, [...(byDiff.get(diff) ?? []), name]);
  }
  return [...byDiff].map(([diff, names]) => ({ arms: names, diff }));
}
