import type { KubeClient } from './kube-client.ts';
import { isMissing } from './kube-error.ts';
import type { KubeConfigMap, KubeDeployment, KubeList, KubePod, KubeService, PodTemplate } from './kube-objects.ts';
import type { KubePaths } from './kube-paths.ts';
import { mountedConfigMaps } from './mounted-config.ts';
import { isOwnPod, selectorText } from './own-pods.ts';

/** What all parts of the adapter work on. */
export interface Cluster {
  client: KubeClient;
  paths: KubePaths;
  namespace: string;
  /** The Deployment's name. */
  deployment: string;
  /** The name of the Service that clients come through. */
  service: string;
}

/** @throws AppError `target_unfit` when there is no such Deployment */
export function readDeployment({ client, paths, deployment }: Cluster): Promise<KubeDeployment> {
  return client.json<KubeDeployment>({ path: paths.deployment(deployment) });
}

/** The Deployment's own Pods, those that end included. */
export async function readPods(cluster: Cluster, { spec }: KubeDeployment): Promise<KubePod[]> {
  const query = { labelSelector: selectorText(spec.selector) };
  const { items } = await cluster.client.json<KubeList<KubePod>>({ path: cluster.paths.pods, query });
  return items.filter((pod) => isOwnPod(pod, cluster.deployment));
}

/** Every ConfigMap that the template mounts, by name; null for one that is not there. */
export async function readConfigMaps(
  cluster: Cluster,
  template: PodTemplate,
): Promise<Map<string, KubeConfigMap | null>> {
  const names = mountedConfigMaps(template);
  const found = await Promise.all(names.map((name) => readConfigMap(cluster, name)));
  return new Map(names.map((name, index) => [name, found[index] ?? null]));
}

/** Null when there is no such Service. */
export async function readService({ client, paths, service }: Cluster): Promise<KubeService | null> {
  try {
    return await client.json<KubeService>({ path: `${paths.services}/${service}` });
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}

/** Null when there is no such ConfigMap. */
export async function readConfigMap({ client, paths }: Cluster, name: string): Promise<KubeConfigMap | null> {
  try {
    return await client.json<KubeConfigMap>({ path: `${paths.configMaps}/${name}` });
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}
