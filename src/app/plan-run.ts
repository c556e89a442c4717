import { planEffect } from '../domain/plan-effect.ts';
import { plannedTimeline, restartShares } from '../domain/prediction.ts';
import type { ApprovalNeed, PlanEffect, RunRequest } from '../domain/run.ts';
import { armsOnce, paceMs } from '../domain/run-plan.ts';
import { findScenario } from '../domain/scenario.ts';
import { configDiff } from '../domain/text/config-diff.ts';
import type { ThreadPart } from '../domain/text/message.ts';
import { type FleetPlace, planPart } from '../domain/text/plan-part.ts';
import type { Topology } from '../domain/topology.ts';
import type { EnvoyConfig } from '../ports/envoy-config.ts';
import type { Target } from '../ports/target.ts';
import { assertKnown } from './assert-known.ts';
import { planHash } from './plan-hash.ts';

export interface PlanDeps {
  target: Target;
  config: EnvoyConfig;
  /** Where the clients run; null for the worker. */
  place: FleetPlace | null;
  /** Whose word a run on this target needs. */
  need: ApprovalNeed;
}

/** What a run would do to the target as it is now. */
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
export async function planRun(deps: PlanDeps, request: RunRequest): Promise<RunPlan> {
  const topology = await deps.target.describe();
  const scenario = findScenario(request.scenario);
  const arms = scenario === undefined ? [] : armsOnce(scenario, request.parameters);
  const setting = arms.find((arm) => arm.setting !== null)?.setting ?? null;
  if (setting !== null) assertKnown(setting, topology, request);
  const before = topology.config.document;
  const after = setting === null ? before : deps.config.write(before, setting);
  const restarts = arms.some((arm) => arm.restart);
  const hash = await planHash(request, topology, after);
  const effect = planEffect(topology, arms, request.parameters);
  const part = planPart({
    request,
    topology,
    arms,
    place: deps.place,
    diff: configDiff(before, after),
    prediction: restarts ? predictionOf(request, topology) : null,
    isChecked: deps.config.judges,
    guarded: deps.need === 'none' ? null : { hash, effect },
  });
  return { part, hash, effect };
}

function predictionOf(request: RunRequest, topology: Topology): Record<string, number> {
  const { parameters } = request;
  const oldPods = topology.pods.map((pod) => pod.uid);
  const timeline = plannedTimeline({
    oldPods,
    replicas: topology.deployment.replicas,
    mode: parameters.restart,
    paceMs: paceMs(parameters),
    intervalMs: parameters.interval_ms,
    maxSurge: topology.deployment.max_surge,
    maxUnavailable: topology.deployment.max_unavailable,
  });
  const initial = Object.fromEntries(oldPods.map((uid) => [uid, 1 / oldPods.length]));
  const shares = restartShares(timeline, { intervalMs: parameters.interval_ms, initial });
  return Object.fromEntries(Object.entries(shares).filter(([uid]) => !oldPods.includes(uid)));
}
