import type { RunParameters } from './parameters.ts';
import { plannedTimeline, restartShares } from './prediction.ts';
import { paceMs } from './run-plan.ts';
import type { Topology } from './topology.ts';

/** The share of the connections that each new Pod should have after a run's restart, by uid; before it all have the same. */
export function predictedShares(parameters: RunParameters, topology: Topology): Record<string, number> {
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
