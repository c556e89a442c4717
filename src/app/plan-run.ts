import { plannedTimeline, restartShares } from '../domain/prediction.ts';
import type { RunRequest } from '../domain/run.ts';
import { paceMs } from '../domain/run-plan.ts';
import { armsOf, findScenario } from '../domain/scenario.ts';
import { configDiff } from '../domain/text/config-diff.ts';
import type { ThreadPart } from '../domain/text/message.ts';
import { planPart } from '../domain/text/plan-part.ts';
import type { Topology } from '../domain/topology.ts';
import type { EnvoyConfig } from '../ports/envoy-config.ts';
import type { Target } from '../ports/target.ts';

/** What a run would do to the target as it is now: arms, exact diff, prediction. Touches nothing. */
export async function planRun(deps: { target: Target; config: EnvoyConfig }, request: RunRequest): Promise<ThreadPart> {
  const topology = await deps.target.describe();
  const scenario = findScenario(request.scenario);
  const arms = scenario === undefined ? [] : armsOf(scenario, request.parameters.value_ms);
  const setting = arms.find((arm) => arm.setting !== null)?.setting ?? null;
  const before = topology.config.document;
  const diff = setting === null ? '' : configDiff(before, deps.config.write(before, setting));
  const restarts = arms.some((arm) => arm.restart);
  return planPart({ request, topology, arms, diff, prediction: restarts ? predictionOf(request, topology) : null });
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
