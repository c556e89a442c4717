import { randomBytes } from 'node:crypto';
import { until } from '../e2e/until.ts';
import { asList, kubectl, list, type Manifest, one, podSpecOf, read, render } from '../manifests/kubectl.ts';

/** The base's Envoy and servers in a namespace of their own, as a team would own them. */
export interface Shop {
  namespace: string;
  /** Where its load balancer listens. */
  port: number;
  /** The owner's objects. */
  objects: readonly Manifest[];
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** Applies the owner's objects, as often as wanted, and waits until they are there and no Pod ends any more. */
  apply(version?: string): Promise<void>;
  close(): Promise<void>;
}

const REPLICAS = 2;
const ROLLED_OUT_MS = 60_000;

/**
 * Two Envoys and one server that start and end fast: without the drain, which `test/manifests` tests. The owner has
 * rolled out twice, so that `kubectl rollout undo` has something to go back to. `change` makes the owner's objects other
 * ones before they are applied.
 */
export async function openShop({ change }: { change?: (objects: Manifest[]) => void } = {}): Promise<Shop> {
  const namespace = `c-${randomBytes(4).toString('hex')}`;
  const port = 20_000 + (Number.parseInt(namespace.slice(2, 6), 16) % 10_000);
  const objects = await ownersObjects(port);
  change?.(objects);
  const inNamespace = (args: readonly string[], input?: string): Promise<string> =>
    kubectl(['-n', namespace, ...args], input);
  const shop: Shop = {
    namespace,
    port,
    objects,
    kubectl: inNamespace,
    async apply(version = '2') {
      const envoy = podSpecOf(one(objects, 'Deployment', 'envoy')).containers[0];
      Object.assign(envoy ?? {}, { env: [...podName, { name: 'OWNERS_VERSION', value: version }] });
      await inNamespace(['apply', '-f', '-'], asList(objects));
      await untilRolledOut(namespace);
    },
    async close() {
      await kubectl(['delete', 'namespace', namespace, '--wait=false']);
    },
  };
  await kubectl(['create', 'namespace', namespace]);
  try {
    await shop.apply('1');
    await shop.apply();
    return shop;
  } catch (cause) {
    await shop.close();
    throw cause;
  }
}

const podName = [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }];

async function ownersObjects(port: number): Promise<Manifest[]> {
  const kinds = ['ConfigMap', 'Deployment', 'Service'];
  const objects = (await render('base')).filter((object) => kinds.includes(object.kind));
  const service = one(objects, 'Service', 'envoy');
  // The node ports and the stats listener's port on the balancer are the base's own.
  service.spec.ports = (service.spec.ports ?? [])
    .filter(({ name }) => name === 'grpc')
    .map(({ nodePort: _fixed, ...grpc }) => ({ ...grpc, port }));
  for (const [name, replicas] of [
    ['envoy', REPLICAS],
    ['server', 1],
  ] as const) {
    const deployment = one(objects, 'Deployment', name);
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: '100%', maxUnavailable: 0 } };
    Object.assign(deployment.spec, { replicas, strategy, progressDeadlineSeconds: 20 });
    const pods = podSpecOf(deployment);
    delete pods.initContainers;
    pods.terminationGracePeriodSeconds = 5;
    const [container] = pods.containers;
    if (container === undefined) throw new Error(`Deployment ${name} has no container`);
    // Without the sleep, clients that are cut connect to the Pod that ends, and hang: kube-proxy has not heard of it yet.
    container.lifecycle = name === 'envoy' ? { preStop: { sleep: { seconds: 2 } } } : {};
    container.resources = { requests: { cpu: '10m', memory: '32Mi' } };
    Object.assign(container.readinessProbe ?? {}, { periodSeconds: 1 });
  }
  return objects;
}

/** Resolves when every Deployment of a namespace is as its owner wants it, and no Pod of another template is left. */
export async function untilRolledOut(namespace: string): Promise<void> {
  for (const { metadata, spec } of await list('deployments', '-n', namespace)) {
    const deployment = `deployment/${metadata.name}`;
    await kubectl(['-n', namespace, 'rollout', 'status', deployment, '--timeout=60s']);
    const { spec: now } = await read('deployment', metadata.name, '-n', namespace);
    const labels = (now as { selector?: { matchLabels?: Record<string, string> } }).selector?.matchLabels ?? {};
    const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    const isAlone = async (): Promise<boolean> =>
      (await list('pods', '-n', namespace, '-l', selector.join(','))).length === spec.replicas;
    await until(`the end of the former Pods of ${deployment}`, isAlone, ROLLED_OUT_MS);
  }
}
