import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createKubeClient } from '../../../src/adapters/kubernetes/kube-client.ts';
import { loadKubeConfig } from '../../../src/adapters/kubernetes/load-kube-config.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';

interface PodList {
  items: { metadata: { name: string; namespace: string }; status: { phase: string; podIP?: string } }[];
}

/**
 * Tells a Prometheus the Pods of a namespace, as the operator's PodMonitor would: Debian's Prometheus is built without
 * discovery in Kubernetes. Labels are those that a PodMonitor sets.
 */
export async function servePodTargets(namespace: string, selector: string): Promise<{ url: string; close(): void }> {
  const log = { info: () => undefined, warn: () => undefined };
  const client = createKubeClient({ kubeConfig: loadKubeConfig(), clock: createClock(), log });
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const server = createServer((_, response) => {
    void client
      .json<PodList>({ path, query: { labelSelector: selector } })
      .then(({ items }) => {
        const running = items.filter(({ status }) => status.phase === 'Running' && status.podIP !== undefined);
        const groups = running.map(({ metadata, status }) => ({
          targets: [`${status.podIP}:9901`],
          labels: { namespace: metadata.namespace, pod: metadata.name, container: 'envoy', endpoint: 'stats' },
        }));
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
