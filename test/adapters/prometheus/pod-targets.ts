import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createKubeClient } from '../../../src/adapters/kubernetes/kube-client.ts';
import { loadKubeConfig } from '../../../src/adapters/kubernetes/load-kube-config.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';

interface ContainerPorts {
  name: string;
  ports?: { name?: string; containerPort: number }[];
}

/** A Pod that has an address. */
interface ListedPod {
  metadata: { name: string; namespace: string; labels?: Record<string, string> };
  spec: { containers: ContainerPorts[]; initContainers?: ContainerPorts[] };
  status: { phase: string; podIP: string };
}

/** Targets with labels of their own, as Prometheus reads them over HTTP. */
interface TargetGroup {
  targets: string[];
  labels: Record<string, string>;
}

/** Where a Prometheus asks whom it may scrape. */
export interface TargetList {
  url: string;
  close(): void;
}

/** Tells a Prometheus the Envoys of a namespace with the labels that a PodMonitor sets. */
export function servePodTargets(namespace: string, selector: string): Promise<TargetList> {
  return serveTargets({ namespace, selector }, ({ metadata, status }) => {
    if (status.phase !== 'Running') return [];
    const labels = { namespace: metadata.namespace, pod: metadata.name, container: 'envoy', endpoint: 'stats' };
    return [{ targets: [`${status.podIP}:9901`], labels }];
  });
}

/**
 * Tells a Prometheus every port of every Pod of a namespace, with the labels of Prometheus's own discovery in Kubernetes
 * (role `pod`), of which rules of a job choose.
 */
export function serveDiscovery(namespace: string): Promise<TargetList> {
  return serveTargets({ namespace }, ({ metadata, spec, status }) => {
    const about: Record<string, string> = {
      __meta_kubernetes_namespace: metadata.namespace,
      __meta_kubernetes_pod_name: metadata.name,
      __meta_kubernetes_pod_phase: status.phase,
    };
    for (const [name, value] of Object.entries(metadata.labels ?? {})) {
      about[`__meta_kubernetes_pod_label_${labelName(name)}`] = value;
      about[`__meta_kubernetes_pod_labelpresent_${labelName(name)}`] = 'true';
    }
    return [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ name: container, ports = [] }) =>
      ports.map(({ name = '', containerPort }) => ({
        targets: [`${status.podIP}:${containerPort}`],
        labels: {
          ...about,
          __meta_kubernetes_pod_container_name: container,
          __meta_kubernetes_pod_container_port_name: name,
          __meta_kubernetes_pod_container_port_number: String(containerPort),
        },
      })),
    );
  });
}

/** A label of Kubernetes as the name of one of Prometheus. */
export function labelName(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, '_');
}

/** Debian's Prometheus is built without discovery in Kubernetes, so that it asks here by HTTP. */
async function serveTargets(
  { namespace, selector }: { namespace: string; selector?: string },
  groupsOf: (pod: ListedPod) => TargetGroup[],
): Promise<TargetList> {
  const log = { info: () => undefined, warn: () => undefined };
  const client = createKubeClient({ kubeConfig: loadKubeConfig(), clock: createClock(), log });
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const query = selector === undefined ? {} : { labelSelector: selector };
  const server = createServer((_, response) => {
    void client
      .json<{ items: (ListedPod | { status: { podIP?: undefined } })[] }>({ path, query })
      .then(({ items }) => {
        const groups = items.flatMap((pod) => (pod.status.podIP === undefined ? [] : groupsOf(pod as ListedPod)));
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(groups));
      })
      .catch((cause: unknown) => response.writeHead(500).end(String(cause)));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.close().closeAllConnections();
    },
  };
}
