import { templateHash } from './deployment-image.ts';
import { isMissing } from './kube-error.ts';
import { isOurs, type KubeDeployment, type KubeList, type KubeReplicaSet, type Metadata } from './kube-objects.ts';
import { mountedConfigMaps } from './mounted-config.ts';
import { selectorText } from './own-pods.ts';
import { type Cluster, readConfigMap, readDeployment } from './read-cluster.ts';
import type { UndoRecord } from './undo-record.ts';

/**
 * Deletes what runs have left: their ReplicaSets, so that the owner's `kubectl rollout undo` finds none of their
 * templates, and their ConfigMaps. What is in use stays: what the Deployment mounts, and what Pods of an older template
 * do that a rollout has not ended yet. Safe to repeat.
 */
export async function sweep(cluster: Cluster, record: UndoRecord): Promise<void> {
  const live = await readDeployment(cluster).catch((cause: unknown) => {
    if (isMissing(cause)) return null;
    throw cause;
  });
  const sets = live === null ? [] : await ownReplicaSets(cluster, live, record);
  const templates =
    live === null ? [] : [live, ...sets.filter((set) => !isEmpty(set))].map(({ spec }) => spec.template);
  const inUse = templates.flatMap(mountedConfigMaps);
  const ours = record.written.config_maps.filter((name) => !inUse.includes(name));
  if (live !== null) await sweepReplicaSets(cluster, live, sets.filter(isEmpty), record, ours);
  for (const name of ours) {
    const found = await readConfigMap(cluster, name);
    if (found !== null && isOurs(found.metadata)) await remove(cluster, cluster.paths.configMaps, found.metadata);
  }
}

async function ownReplicaSets(
  cluster: Cluster,
  { spec, metadata }: KubeDeployment,
  { pre }: UndoRecord,
): Promise<KubeReplicaSet[]> {
  const query = { labelSelector: selectorText(spec.selector) };
  const { items } = await cluster.client.json<KubeList<KubeReplicaSet>>({ path: cluster.paths.replicaSets, query });
  return items.filter((found) => isOwnedBy(found.metadata, pre.uid) || isOwnedBy(found.metadata, metadata.uid));
}

async function sweepReplicaSets(
  cluster: Cluster,
  live: KubeDeployment,
  empty: readonly KubeReplicaSet[],
  { pre, written }: UndoRecord,
  configMaps: readonly string[],
): Promise<void> {
  const current = templateHash(live.spec.template);
  for (const found of empty.filter((set) => live.metadata.uid === pre.uid && isOwnedBy(set.metadata, pre.uid))) {
    const template = templateHash(found.spec.template);
    const mounts = mountedConfigMaps(found.spec.template);
    const made = written.templates.includes(template) || mounts.some((name) => configMaps.includes(name));
    if (made && template !== current) await remove(cluster, cluster.paths.replicaSets, found.metadata);
  }
}

function isOwnedBy({ ownerReferences = [] }: Metadata, uid: string): boolean {
  return ownerReferences.some((owner) => owner.uid === uid);
}

function isEmpty({ spec, status }: KubeReplicaSet): boolean {
  return (spec.replicas ?? 0) === 0 && (status?.replicas ?? 0) === 0;
}

async function remove({ client }: Cluster, path: string, { name, uid }: Metadata): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', preconditions: { uid } };
  try {
    await client.text({ method: 'DELETE', path: `${path}/${name}`, body, retry: 'always' });
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
  }
}
