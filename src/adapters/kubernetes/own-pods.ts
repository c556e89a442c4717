import { POD_TEMPLATE_HASH } from './deployment-image.ts';
import type { KubePod, Selector } from './kube-objects.ts';

/** A selector as the API's `labelSelector` parameter writes it. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: Selector): string {
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const others = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
  });
  return [...equal, ...others].join(',');
}

/** Whether the Pod is one of the Deployment's: its ReplicaSets are named after it and the template's hash. */
export function isOwnPod(pod: KubePod, deployment: string): boolean {
  const hash = pod.metadata.labels?.[POD_TEMPLATE_HASH];
  const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller === true);
  return owner?.kind === 'ReplicaSet' && owner.name === `${deployment}-${hash}`;
}

/** Whether the Pod's containers have ended for good, as after an eviction; such a Pod is only a note about the past. */
export function hasEnded(pod: KubePod): boolean {
  return pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded';
}

export function isTerminating(pod: KubePod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

export function isReady(pod: KubePod): boolean {
  return readyCondition(pod)?.status === 'True' && !isTerminating(pod);
}

/** ISO-8601 time at which a Ready Pod became so; null for one that is not. */
export function readySince(pod: KubePod): string | null {
  const condition = readyCondition(pod);
  return condition?.status === 'True' ? (condition.lastTransitionTime ?? null) : null;
}

function readyCondition(pod: KubePod) {
  return pod.status?.conditions?.find((condition) => condition.type === 'Ready');
}

/** Whether a Pod of that name is one of the Deployment's, for a Pod that was not read itself. */
export function isOwnName(pod: string, deployment: string): boolean {
  return pod.startsWith(`${deployment}-`) && /^[a-z0-9]{1,10}-[a-z0-9]{5}$/.test(pod.slice(deployment.length + 1));
}
