import { createHash } from 'node:crypto';
import type { DeploymentSpec, KubeConfigMap, KubeDeployment, PodTemplate } from './kube-objects.ts';

/** Written by the Deployment controller at every rollout, so that it can not come back. */
const REVISION = 'deployment.kubernetes.io/revision';
/** The label that tells the Pods of one template from another's. */
export const POD_TEMPLATE_HASH = 'pod-template-hash';

/** All of a Deployment that its owner wrote. */
export interface Snapshot {
  spec: DeploymentSpec;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export function snapshotOf({ metadata, spec }: KubeDeployment): Snapshot {
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([name]) => name !== REVISION);
  return { spec, labels: metadata.labels ?? {}, annotations: Object.fromEntries(annotations) };
}

/** The Deployment as it goes to the API server: as read, with the snapshot's content. */
export function withSnapshot(read: KubeDeployment, { spec, labels, annotations }: Snapshot): KubeDeployment {
  const revision = read.metadata.annotations?.[REVISION];
  return {
    ...read,
    metadata: {
      ...read.metadata,
      labels,
      annotations: { ...annotations, ...(revision === undefined ? {} : { [REVISION]: revision }) },
    },
    spec,
  };
}

/** sha256 (hex) over canonical JSON, so that the order of keys does not count. */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');
}

/** sha256 of a template, equal for a Deployment's and for that of the ReplicaSet made from it. */
export function templateHash(template: PodTemplate): string {
  const labels = Object.entries(template.metadata?.labels ?? {}).filter(([name]) => name !== POD_TEMPLATE_HASH);
  return hashOf({ ...template, metadata: { ...template.metadata, labels: Object.fromEntries(labels) } });
}

/** sha256 of a ConfigMap's content, null for one that is not there. */
export function configMapHash(found: KubeConfigMap | null): string | null {
  if (found === null) return null;
  const { labels = {}, annotations = {} } = found.metadata;
  return hashOf({ data: found.data ?? {}, binaryData: found.binaryData ?? {}, labels, annotations });
}

/** sha256 (hex) over everything that a restore brings back: the Deployment and the ConfigMaps that it mounts. */
export function imageOf(deployment: KubeDeployment, configMaps: ReadonlyMap<string, KubeConfigMap | null>): string {
  const mounted = [...configMaps].map(([name, found]) => [name, configMapHash(found)] as const);
  return hashOf({ deployment: snapshotOf(deployment), config_maps: Object.fromEntries(mounted) });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

const MOST_DIFFERENCES = 5;

/**
 * Where two values differ, as paths. Only numbers and booleans are shown: a text may be a secret.
 * @returns e.g. `spec.replicas: 3, now 5`
 */
export function differences(before: unknown, now: unknown): string[] {
  const found: string[] = [];
  collect(before, now, '', found);
  return found.length > MOST_DIFFERENCES
    ? [...found.slice(0, MOST_DIFFERENCES), `and ${found.length - MOST_DIFFERENCES} more`]
    : found;
}

function collect(before: unknown, now: unknown, path: string, found: string[]): void {
  if (hashOf(before ?? null) === hashOf(now ?? null)) return;
  if (isBranch(before) && isBranch(now)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
      collect(before[key], now[key], path === '' ? key : `${path}.${key}`, found);
    }
    return;
  }
  const shown = isPlain(before) && isPlain(now) ? `: ${before}, now ${now}` : '';
  found.push(`${path}${shown}`);
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}
