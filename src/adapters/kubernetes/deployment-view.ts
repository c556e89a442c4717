import { createHash } from 'node:crypto';
import type { Topology } from '../../domain/topology.ts';
import type { KubeDeployment, KubePod } from './kube-objects.ts';
import { hasEnded, isTerminating } from './own-pods.ts';
import { podEnding } from './pod-ending.ts';

const DEFAULT_PORTION = '25%';

/** The Deployment as a run sees it; `pods` are its own, `kubernetes` is the API server's version. */
export function deploymentView(
  deployment: KubeDeployment,
  pods: readonly KubePod[],
  kubernetes: string,
): Topology['deployment'] {
  const replicas = deployment.spec.replicas ?? 1;
  const { type, rollingUpdate } = deployment.spec.strategy ?? {};
  const recreate = type === 'Recreate';
  const { maxSurge = DEFAULT_PORTION, maxUnavailable = DEFAULT_PORTION } = rollingUpdate ?? {};
  return {
    name: deployment.metadata.name,
    replicas,
    max_surge: recreate ? 0 : resolved(maxSurge, replicas, Math.ceil),
    max_unavailable: recreate ? replicas : resolved(maxUnavailable, replicas, Math.floor),
    rolled_out: isRolledOut(deployment, pods),
    revision: templateHash(deployment),
    shutdown: podEnding(deployment.spec.template, kubernetes),
  };
}

/** The template's own hash: `deployment.kubernetes.io/revision` counts up when a former template comes back. */
function templateHash({ spec }: KubeDeployment): string {
  return createHash('sha256').update(JSON.stringify(spec.template)).digest('hex').slice(0, 12);
}

/** Whether every Pod is available and of the current template, and no other is left, not even a terminating one. */
export function isRolledOut({ metadata, spec, status = {} }: KubeDeployment, pods: readonly KubePod[]): boolean {
  const replicas = spec.replicas ?? 1;
  const counts = [status.updatedReplicas ?? 0, status.replicas ?? 0, status.availableReplicas ?? 0];
  const alive = pods.filter((pod) => !hasEnded(pod));
  return (
    (status.observedGeneration ?? 0) >= (metadata.generation ?? 0) &&
    counts.every((count) => count === replicas) &&
    alive.length === replicas &&
    !alive.some(isTerminating)
  );
}

/** A share of the replicas becomes Pods: the surge rounds up, the unavailable down (Deployment API, rollingUpdate). */
function resolved(portion: number | string, replicas: number, round: (value: number) => number): number {
  if (typeof portion === 'number') return portion;
  return round((Number.parseFloat(portion) * replicas) / 100);
}
