import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { KubeConfig } from '@kubernetes/client-node';
import { expect, vi } from 'vitest';
import { countersOf } from '../../../src/adapters/envoy/pod-stats.ts';
import {
  createKubernetesTarget,
  type KubernetesTarget,
} from '../../../src/adapters/kubernetes/create-kubernetes-target.ts';
import { loadKubeConfig } from '../../../src/adapters/kubernetes/load-kube-config.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import type { Undo } from '../../../src/domain/undo.ts';
import { someUndo } from '../../contract/target-guard.contract.ts';

const IMAGE = 'envoyproxy/envoy:distroless-v1.40.0';
const HCM = 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
const ROUTER = 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router';

/** Whether a cluster is there to test on. */
export const HAS_CLUSTER = process.env.KUBECONFIG !== undefined;

/** An Envoy configuration that answers by itself; `options` goes into the connection manager, in JSON. */
export function envoyDocument(options = '{}'): string {
  const listener = (name: string, port: number, prefix: string, common: string): string => `
    - name: ${name}
      address: { socket_address: { address: 0.0.0.0, port_value: ${port} } }
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": ${HCM}
                stat_prefix: ${prefix}
                common_http_protocol_options: ${common}
                route_config:
                  virtual_hosts:
                    - name: all
                      domains: ["*"]
                      routes: [{ match: { prefix: / }, direct_response: { status: 200, body: { inline_string: ok } } }]
                http_filters:
                  - name: envoy.filters.http.router
                    typed_config: { "@type": ${ROUTER} }`;
  return `# kept as it is
admin: { address: { socket_address: { address: 0.0.0.0, port_value: 9901 } } }
static_resources:
  listeners:${listener('ingress', 8080, 'ingress_http', options)}${listener('health', 8081, 'health', '{}')}
`;
}

const probe = { httpGet: { path: '/ready', port: 8081 }, periodSeconds: 1 };

/** The owner's objects, as a kustomize base of theirs would apply them. */
export function ownersObjects(
  port: number,
  changes: { version: string; replicas?: number; document?: string; image?: string },
): object[] {
  const labels = { app: 'envoy' };
  const container = {
    name: 'envoy',
    image: changes.image ?? IMAGE,
    imagePullPolicy: 'IfNotPresent',
    args: ['-c', '/etc/envoy/proxy.yml', '--concurrency', '1', '--drain-time-s', '1', '-l', 'warn'],
    env: [{ name: 'OWNERS_VERSION', value: changes.version }],
    ports: [{ name: 'grpc', containerPort: 8080 }],
    readinessProbe: probe,
    lifecycle: { preStop: { sleep: { seconds: 1 } } },
    volumeMounts: [{ name: 'config', mountPath: '/etc/envoy' }],
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'envoy-config-9m5kc2h7td', labels },
      data: { 'proxy.yml': changes.document ?? envoyDocument(), 'notes.txt': 'not: [Envoy' },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'envoy', labels, annotations: { 'example.com/team': 'edge' } },
      spec: {
        replicas: changes.replicas ?? 2,
        progressDeadlineSeconds: 90,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            terminationGracePeriodSeconds: 5,
            containers: [container],
            volumes: [{ name: 'config', configMap: { name: 'envoy-config-9m5kc2h7td' } }],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'edge' },
      spec: { type: 'LoadBalancer', selector: labels, ports: [{ name: 'grpc', port, targetPort: 'grpc' }] },
    },
  ];
}

export interface EnvoyOnCluster extends KubernetesTarget {
  namespace: string;
  /** A second process's view of the same target, with credentials of its own or of another Deployment if given. */
  again(kubeConfig?: KubeConfig, deployment?: string): KubernetesTarget;
  /** Runs kubectl in the namespace, with `input` on its standard input. */
  kubectl(args: string[], input?: string): Promise<string>;
  json<T>(...what: string[]): Promise<T>;
  apply(objects: readonly object[]): Promise<void>;
  /** The undo record for the target as it is now. */
  undo(run: string): Promise<Undo>;
  close(): Promise<void>;
}

/** An Envoy Deployment of its own in a namespace of its own, rolled out twice by its owner. */
export async function envoyOnCluster(replicas = 2): Promise<EnvoyOnCluster> {
  const namespace = `k-${randomBytes(4).toString('hex')}`;
  const port = 20_000 + (Number.parseInt(namespace.slice(2, 6), 16) % 10_000);
  const kubectl = async (args: string[], input?: string): Promise<string> => {
    const running = promisify(execFile)('kubectl', ['-n', namespace, ...args], { maxBuffer: 50_000_000 });
    if (input !== undefined) running.child.stdin?.end(input);
    return (await running).stdout;
  };
  const apply = async (objects: readonly object[]): Promise<void> => {
    await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  };
  const again = (kubeConfig = loadKubeConfig(), deployment = 'envoy'): KubernetesTarget =>
    createKubernetesTarget({
      kubeConfig,
      namespace,
      deployment,
      service: 'edge',
      port,
      statsPort: 9901,
      parseCounters: (body, pod) => countersOf(body, 'ingress_http', pod),
      clock: createClock(),
      log: { info: () => undefined, warn: () => undefined },
    });
  const own = again();
  const close = async (): Promise<void> => {
    await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  };
  await kubectl(['create', 'namespace', namespace]);
  try {
    for (const version of ['1', '2']) {
      await apply(ownersObjects(port, { version, replicas }));
      await kubectl(['rollout', 'status', 'deployment/envoy', '--timeout=90s']);
    }
    await vi.waitFor(async () => expect((await own.target.describe()).deployment.rolled_out).toBe(true), {
      timeout: 30_000,
      interval: 200,
    });
  } catch (cause) {
    await close();
    throw cause;
  }
  return {
    ...own,
    namespace,
    again,
    kubectl,
    apply,
    json: async <T>(...what: string[]) => JSON.parse(await kubectl(['get', ...what, '-o', 'json'])) as T,
    async undo(run) {
      const { config, deployment } = await own.target.describe();
      return { ...someUndo(run), document: config.document, replicas: deployment.replicas, image: config.image };
    },
    close,
  };
}
