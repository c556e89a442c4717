import { AppError } from '../../domain/errors.ts';
import type { Pod, Topology } from '../../domain/topology.ts';
import { imageOf } from './deployment-image.ts';
import { deploymentView } from './deployment-view.ts';
import { findConfig } from './find-config.ts';
import type { KubeEndpointSlice, KubeList, KubeNode, KubePod, KubeService } from './kube-objects.ts';
import { NODES_PATH } from './kube-paths.ts';
import { hasEnded, isOwnName, isReady } from './own-pods.ts';
import { type Cluster, readConfigMaps, readDeployment, readPods } from './read-cluster.ts';
import { healthChecking } from './readiness.ts';
import type { ReadyTimes } from './ready-times.ts';
import { serviceImage } from './service-image.ts';
import { servicePort, serviceView } from './service-view.ts';
import type { VersionReader } from './version-reader.ts';

export interface DescribeDeps {
  cluster: Cluster;
  /** The Service's port that clients use. */
  port: number;
  /** The Pods' port that serves statistics. */
  statsPort: number;
  configMap: { name: string; key: string } | null;
  versions: VersionReader;
  readyTimes: ReadyTimes;
}

/** Reads everything that a run needs to know. @throws AppError `target_unfit`, `config_unreadable`, `target_unreachable` */
export async function describeTarget(deps: DescribeDeps): Promise<Topology> {
  const { cluster, versions } = deps;
  const { client, paths } = cluster;
  const deployment = await readDeployment(cluster);
  if (deployment.spec.paused === true) {
    throw new AppError(
      'target_unfit',
      `Deployment ${cluster.deployment} is paused, so that no rollout would move: run \`kubectl rollout resume deployment/${cluster.deployment}\`.`,
    );
  }
  const [pods, service, slices, nodes, configMaps, kubernetes] = await Promise.all([
    readPods(cluster, deployment),
    client.json<KubeService>({ path: `${paths.services}/${cluster.service}` }),
    client.json<KubeList<KubeEndpointSlice>>({ path: paths.endpointSlices, query: slicesOf(cluster.service) }),
    client.json<KubeList<KubeNode>>({ path: NODES_PATH }),
    readConfigMaps(cluster, deployment.spec.template),
    versions.kubernetes(),
  ]);
  const place = findConfig(cluster.deployment, deployment.spec.template, configMaps, deps.configMap);
  const serving = readyEndpoints(deps, slices.items, pods);
  return {
    pods: pods
      .filter((pod) => !hasEnded(pod) && pod.status?.podIP !== undefined)
      .map((pod) => podView(deps, pod, service, serving)),
    service: serviceView(service, nodes.items, deps.port),
    deployment: deploymentView(deployment, pods, kubernetes),
    health_checks: healthChecking(deployment.spec.template, servicePort(service, deps.port).targetPort ?? deps.port),
    config: {
      name: place.name,
      document: place.document,
      image: imageOf(deployment, configMaps, serviceImage(service)),
    },
    envoy_version: await versions.envoy(pods.filter(isReady), deployment.spec.template),
    kubernetes_version: kubernetes,
  };
}

/** The query for a Service's EndpointSlices. */
export function slicesOf(service: string): Record<string, string> {
  return { labelSelector: `kubernetes.io/service-name=${service}` };
}

/** The uids behind the Service. Another Deployment's Pods behind it would take connections that nobody counts. */
function readyEndpoints(
  { cluster }: DescribeDeps,
  slices: readonly KubeEndpointSlice[],
  pods: readonly KubePod[],
): Set<string> {
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? []);
  const own = new Set(pods.map((pod) => pod.metadata.uid));
  const foreign = endpoints.find(
    ({ targetRef }) => !own.has(targetRef?.uid ?? '') && !isOwnName(targetRef?.name ?? '', cluster.deployment),
  );
  if (foreign !== undefined) {
    throw new AppError(
      'target_unfit',
      `Service ${cluster.service} also leads to ${foreign.targetRef?.name ?? 'an address without a Pod'}, which is not of Deployment ${cluster.deployment}: a target is one Deployment behind one Service.`,
    );
  }
  if (endpoints.length === 0 && pods.some(isReady)) {
    throw new AppError(
      'target_unfit',
      `Service ${cluster.service} leads to no Pod of Deployment ${cluster.deployment}: check the Service's selector.`,
    );
  }
  return new Set(
    endpoints
      .filter((endpoint) => endpoint.conditions?.ready !== false)
      .map((endpoint) => endpoint.targetRef?.uid ?? ''),
  );
}

function podView(
  { cluster, port, statsPort, readyTimes }: DescribeDeps,
  pod: KubePod,
  service: KubeService,
  serving: ReadonlySet<string>,
): Pod {
  const { uid, name } = pod.metadata;
  const { targetPort = port } = servicePort(service, port);
  const listening = pod.spec.containers.flatMap((container) => container.ports ?? []);
  const number =
    typeof targetPort === 'number'
      ? targetPort
      : (listening.find((candidate) => candidate.name === targetPort)?.containerPort ?? port);
  return {
    uid,
    name,
    node: pod.spec.nodeName ?? '',
    address: `${pod.status?.podIP}:${number}`,
    ready: isReady(pod) && serving.has(uid),
    ready_at: readyTimes(pod),
    stats_url: cluster.client.server + cluster.paths.podProxy(name, statsPort, ''),
  };
}
