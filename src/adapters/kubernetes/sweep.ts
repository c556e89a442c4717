import { templateHash } from './deployment-image.ts';
import { isMissing } from './kube-error.ts';
import { isOurs, type KubeDeployment, type KubeList, type KubeReplicaSet, type Metadata } from './kube-objects.ts';
import { mountedConfigMaps } from './mounted-config.ts';
import { selectorText } from './own-pods.ts';
import { type Cluster, readConfigMap, readDeployment } from './read-cluster.ts';
import type { UndoRecord } from './undo-record.ts';

/**
 * Deletes what runs have left: their ReplicaSets, so that the owner's `kubectl rollout undo` finds none of their
 * templates, and their ConfigMaps. What is in use stays. Safe to repeat.
 */
export async function sweep(cluster: Cluster, record: UndoRecord): Promise<void> {
  const live = await readDeployment(cluster).catch((cause: unknown) => {
    if (isMissing(cause)) return null;
    throw cause;
  });
  const inUse = live === null ? [] : mountedConfigMaps(live.spec.template);
  const ours = record.written.config_maps.filter((name) => !inUse.includes(name));
  if (live !== null && live.metadata.uid === record.pre.uid) await sweepReplicaSets(cluster, live, record, ours);
  for (const name of ours) {
    const found = await readConfigMap(cluster, name);
    if (found !== null && isOurs(found.metadata)) await remove(cluster, cluster.paths.configMaps, found.metadata);
  }
}

async function sweepReplicaSets(
  cluster: Cluster,
  live: KubeDeployment,
  { pre, written }: UndoRecord,
  configMaps: readonly string[],
): Promise<void> {
  const current = templateHash(live.spec.template);
  const query = { labelSelector: selectorText(live.spec.selector) };
  const { items } = await cluster.client.json<KubeList<KubeReplicaSet>>({ path: cluster.paths.replicaSets, query });
  for (const found of items.filter((item) => isOwnedBy(item.metadata, pre.uid) && isEmpty(item))) {
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
