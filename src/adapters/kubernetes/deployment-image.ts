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

/**
 * sha256 (hex) over everything that a restore brings back: the Deployment, the ConfigMaps that it mounts, and what runs
 * may change of the Service, null where there is none.
 */
export function imageOf(
  deployment: KubeDeployment,
  configMaps: ReadonlyMap<string, KubeConfigMap | null>,
  service: object | null,
): string {
  const mounted = [...configMaps].map(([name, found]) => [name, configMapHash(found)] as const);
  return hashOf({ deployment: snapshotOf(deployment), config_maps: Object.fromEntries(mounted), service });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

const MOST_DIFFERENCES = 5;
/** Texts that are no secret and tell most; any other text may be one. */
const TELLING = /(\.image|\.configMap\.name|\.strategy\.type)$/;

/**
 * Where two values differ, as paths; members of a list go by their `name`. Only numbers, booleans and a few texts are
 * shown.
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
    const [was, is] = [branchesOf(before), branchesOf(now)];
    for (const key of new Set([...was.keys(), ...is.keys()])) {
      collect(
        was.get(key),
        is.get(key),
        key.startsWith('[') || path === '' ? `${path}${key}` : `${path}.${key}`,
        found,
      );
    }
    return;
  }
  found.push(`${path}${changeText(before, now, TELLING.test(path))}`);
}

function changeText(before: unknown, now: unknown, isTelling: boolean): string {
  const isShown = (value: unknown): boolean => isPlain(value) || (isTelling && typeof value === 'string');
  if (before === undefined) return isShown(now) ? `: added, ${now}` : ' was added';
  if (now === undefined) return isShown(before) ? `: ${before}, now removed` : ' was removed';
  return isShown(before) && isShown(now) ? `: ${before}, now ${now}` : ' was changed';
}

/** The members by key; a list's by `[name]` where each has a name of its own, else by `[index]`. */
function branchesOf(value: object): Map<string, unknown> {
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const members: unknown[] = value;
  const names = members.map((member) => (isBranch(member) ? member.name : undefined));
  const areNamed = names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
  return new Map(members.map((member, index) => [`[${areNamed ? names[index] : index}]`, member]));
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}
