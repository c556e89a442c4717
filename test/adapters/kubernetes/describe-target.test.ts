import { afterEach, describe, expect, it } from 'vitest';
import { describeTarget } from '../../../src/adapters/kubernetes/describe-target.ts';
import { createReadyTimes } from '../../../src/adapters/kubernetes/ready-times.ts';
import { createVersionReader } from '../../../src/adapters/kubernetes/version-reader.ts';
import type { Topology } from '../../../src/domain/topology.ts';
import { envoyDocument } from './envoy-on-cluster.ts';
import { type FakeApiServer, fakeApiServer, refuse, reply } from './fake-api-server.ts';

const APP = { app: 'envoy' };

/** A healthy target of two Pods, by path on the API server. */
function objects() {
  const pod = (name: string, hash: string) => ({
    metadata: {
      name,
      uid: `uid-${name}`,
      labels: { ...APP, 'pod-template-hash': hash },
      ownerReferences: [{ kind: 'ReplicaSet', name: `envoy-${hash}`, controller: true }],
    },
    spec: { nodeName: 'node-1', containers: [{ name: 'envoy', ports: [{ name: 'grpc', containerPort: 8443 }] }] },
    status: {
      phase: 'Running',
      podIP: '10.0.0.7',
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: new Date(Date.now() - 60_000).toISOString() }],
    },
  });
  const pods = [pod('envoy-6f9c-aaaaa', '6f9c'), pod('envoy-6f9c-bbbbb', '6f9c')];
  return {
    deployment: {
      metadata: { name: 'envoy', uid: 'd', generation: 3, labels: APP, annotations: { team: 'edge' } as object },
      spec: {
        replicas: 2,
        paused: false,
        selector: { matchLabels: APP },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } as object },
        template: {
          metadata: { labels: APP },
          spec: {
            containers: [{ name: 'envoy', image: 'registry.example:5000/envoyproxy/envoy:distroless-v1.38.2' }],
            volumes: [{ name: 'config', configMap: { name: 'config' } }],
          },
        },
      },
      status: { observedGeneration: 3, replicas: 2, updatedReplicas: 2, availableReplicas: 2 },
    },
    pods,
    service: {
      metadata: { name: 'edge', annotations: {} as Record<string, string> },
      spec: {
        type: 'LoadBalancer',
        clusterIP: '10.96.0.9',
        ports: [{ port: 8080, targetPort: 'grpc', nodePort: 31_401 }],
      },
      status: { loadBalancer: { ingress: [{ hostname: 'nlb.example' }] as object[] } },
    },
    endpoints: pods.map(({ metadata: { name, uid } }) => ({ targetRef: { name, uid }, conditions: { ready: true } })),
    nodes: ['node-1', 'node-2'].map((name, index) => ({
      metadata: { name, labels: { 'topology.kubernetes.io/zone': `zone-${index}` } as Record<string, string> },
      status: {
        addresses: [
          { type: 'Hostname', address: name },
          { type: 'InternalIP', address: `10.1.0.${index}` },
        ],
      },
    })),
    configMap: { metadata: { name: 'config' }, data: { 'envoy.yaml': envoyDocument() } as Record<string, string> },
  };
}

/** What a test makes different. */
type Change = (all: ReturnType<typeof objects>) => unknown;

describe('describing a target', () => {
  let api: FakeApiServer;
  afterEach(() => api.close());

  async function describeWith(change: Change): Promise<Topology> {
    const all = objects();
    change(all);
    const ends: [string, object][] = [
      ['/deployments/envoy', all.deployment],
      ['/pods', { metadata: {}, items: all.pods }],
      ['/services/edge', all.service],
      ['/endpointslices', { metadata: {}, items: [{ endpoints: all.endpoints }] }],
      ['/nodes', { metadata: {}, items: all.nodes }],
      ['/configmaps/config', all.configMap],
      ['/version', { gitVersion: 'v1.34.4' }],
    ];
    api = await fakeApiServer(({ path }, response) => {
      const found = ends.find(([end]) => path.endsWith(end));
      if (found === undefined) refuse(response, 404, 'NotFound', 'not found');
      else reply(response, found[1]);
    });
    const { cluster, client, clock } = api;
    const readyTimes = createReadyTimes({ client, clock });
    const versions = createVersionReader({ client, paths: cluster.paths, statsPort: 9901 });
    return describeTarget({
      cluster,
      port: 8080,
      statsPort: 9901,
      configMap: null,
      versions,
      readyTimes,
    });
  }

  it('shows Pods, Service, Deployment, configuration and versions', async () => {
    const { pods, service, deployment, envoy_version, kubernetes_version } = await describeWith(() => undefined);
    expect(pods.map(({ name, ready, address }) => ({ name, ready, address }))).toEqual([
      { name: 'envoy-6f9c-aaaaa', ready: true, address: '10.0.0.7:8443' },
      { name: 'envoy-6f9c-bbbbb', ready: true, address: '10.0.0.7:8443' },
    ]);
    expect(api.clock.monotonicMs() - (pods[0]?.ready_at ?? 0)).toBeGreaterThan(59_000);
    expect(api.clock.monotonicMs() - (pods[0]?.ready_at ?? 0)).toBeLessThan(63_000);
    expect(service).toEqual({
      name: 'edge',
      type: 'LoadBalancer',
      address: 'nlb.example:8080',
      node_port: 31_401,
      nodes: [
        { name: 'node-1', address: '10.1.0.0:31401', zone: 'zone-0' },
        { name: 'node-2', address: '10.1.0.1:31401', zone: 'zone-1' },
      ],
      traffic_policy: 'Cluster',
      target_type: 'instance',
      unwritten: ['target_type'],
    });
    expect(deployment).toMatchObject({
      name: 'envoy',
      replicas: 2,
      max_surge: 1,
      max_unavailable: 0,
      rolled_out: true,
      revision: expect.stringMatching(/^[0-9a-f]{12}$/),
      shutdown: { found: 'sigterm' },
    });
    expect({ envoy_version, kubernetes_version }).toEqual({ envoy_version: '1.38.2', kubernetes_version: 'v1.34.4' });
  });

  it('has another revision with another template, and the same with other replicas or a former template', async () => {
    const revisionOf = async (change: Change) => {
      const { deployment } = await describeWith(change);
      await api.close();
      return deployment.revision;
    };
    const restart = (at: string) => (all: ReturnType<typeof objects>) =>
      Object.assign(all.deployment.spec.template.metadata ?? {}, {
        annotations: { 'kubectl.kubernetes.io/restartedAt': at },
      });
    const first = await revisionOf(restart('2026-11-23T14:00:00Z'));
    expect(await revisionOf(restart('2026-11-23T15:00:00Z'))).not.toBe(first);
    const back = await revisionOf((all) => {
      restart('2026-11-23T14:00:00Z')(all);
      Object.assign(all.deployment.spec, { replicas: 7 });
      Object.assign(all.deployment.metadata, {
        generation: 9,
        annotations: { 'deployment.kubernetes.io/revision': '9' },
      });
    });
    expect(back).toBe(first);
  });

  it.each([
    ['envoyproxy/envoy:v1.38-latest', '1.38'],
    ['envoyproxy/envoy:contrib-v1.40.0', '1.40.0'],
    ['envoyproxy/envoy:latest', 'unknown'],
    [`envoyproxy/envoy@sha256:${'1'.repeat(64)}`, 'unknown'],
  ])('tells the version of image %s as %s', async (image, version) => {
    const { envoy_version } = await describeWith((all) => {
      Object.assign(all.deployment.spec.template.spec.containers[0] ?? {}, { image });
    });
    expect(envoy_version).toBe(version);
  });

  it.each<[string, Change, RegExp]>([
    [
      'a pending load balancer',
      (all) => all.service.status.loadBalancer.ingress.pop(),
      /edge is still pending: look at/,
    ],
    ['a paused Deployment', (all) => Object.assign(all.deployment.spec, { paused: true }), /is paused.*rollout resume/],
    [
      'a second Deployment behind the Service',
      (all) =>
        all.endpoints.push({ targetRef: { name: 'envoy-v2-6f9c-ccccc', uid: 'x' }, conditions: { ready: true } }),
      /edge also leads to envoy-v2-6f9c-ccccc, which is not of Deployment envoy/,
    ],
    ['a Service that selects nothing', (all) => void all.endpoints.splice(0), /leads to no Pod of Deployment envoy/],
    [
      'a Service without the port',
      (all) => Object.assign(all.service.spec.ports, [{ port: 80, targetPort: '1', nodePort: 2 }]),
      /has no port 8080 \(it has 80\)/,
    ],
    [
      'a Service without an address of its own',
      (all) => Object.assign(all.service.spec, { type: 'ExternalName' }),
      /of type ExternalName/,
    ],
  ])('refuses %s and says what to do', async (_, change, message) => {
    await expect(describeWith(change)).rejects.toMatchObject({
      code: 'target_unfit',
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, Change]>([
    ['is not seen by its controller yet', (all) => Object.assign(all.deployment.metadata, { generation: 4 })],
    ['has a Pod that is not updated', (all) => Object.assign(all.deployment.status, { updatedReplicas: 1 })],
    ['has a Pod that is not available', (all) => Object.assign(all.deployment.status, { availableReplicas: 1 })],
    [
      'has a Pod too many that still ends',
      (all) => {
        const [pod] = all.pods;
        if (pod === undefined) return;
        const metadata = {
          ...pod.metadata,
          uid: 'uid-old',
          name: 'envoy-6f9c-ccccc',
          deletionTimestamp: '2026-01-01T00:00:00Z',
        };
        all.pods.push({ ...pod, metadata });
      },
    ],
  ])('does not call a Deployment rolled out that %s', async (_, change) => {
    expect((await describeWith(change)).deployment.rolled_out).toBe(false);
  });

  it('counts a Pod as ready only while it is an endpoint, and leaves out one that was evicted', async () => {
    const { pods, deployment } = await describeWith((all) => {
      const [first, second] = all.endpoints;
      if (first !== undefined) first.conditions.ready = false;
      if (second !== undefined) all.endpoints.push({ ...second });
      const [pod] = all.pods;
      if (pod !== undefined)
        all.pods.push({ ...pod, metadata: { ...pod.metadata, uid: 'e' }, status: { ...pod.status, phase: 'Failed' } });
    });
    expect(pods.map((pod) => pod.ready)).toEqual([false, true]);
    expect(deployment.rolled_out).toBe(true);
  });

  it('rounds the surge up and the unavailable down, and reads Recreate, policy Local and IP targets', async () => {
    const { deployment } = await describeWith((all) => {
      all.deployment.spec.replicas = 5;
      all.deployment.spec.strategy.rollingUpdate = { maxSurge: '50%', maxUnavailable: 1 };
    });
    expect(deployment).toMatchObject({ max_surge: 3, max_unavailable: 1 });
    await api.close();
    const other = await describeWith((all) => {
      all.deployment.spec.strategy = { type: 'Recreate', rollingUpdate: {} };
      Object.assign(all.service.spec, { externalTrafficPolicy: 'Local' });
      all.service.metadata.annotations['service.beta.kubernetes.io/aws-load-balancer-nlb-target-type'] = 'ip';
    });
    expect(other.deployment).toMatchObject({ max_surge: 0, max_unavailable: 2 });
    expect(other.service).toMatchObject({ traffic_policy: 'Local', target_type: 'ip' });
    expect(other.service).not.toHaveProperty('unwritten');
  });

  it.each<[string, Record<string, string>, object | undefined]>([
    ['nothing of a balancer that is no NLB', {}, undefined],
    ['cross-zone off where nothing turns it on', { type: 'external' }, { zones: [], cross_zone: false }],
    [
      'cross-zone on by an attribute among others',
      { type: 'external', attributes: 'deletion_protection.enabled=true, load_balancing.cross_zone.enabled=true' },
      { zones: [], cross_zone: true },
    ],
    [
      'cross-zone by its older annotation',
      { type: 'nlb', 'cross-zone-load-balancing-enabled': 'true' },
      { zones: [], cross_zone: true },
    ],
    [
      'the attribute before the older annotation',
      {
        type: 'external',
        attributes: 'load_balancing.cross_zone.enabled=false',
        'cross-zone-load-balancing-enabled': 'true',
      },
      { zones: [], cross_zone: false },
    ],
  ])('says of the balancer %s', async (_what, annotations, nlb) => {
    const { service } = await describeWith((all) => {
      for (const [name, value] of Object.entries(annotations))
        all.service.metadata.annotations[`service.beta.kubernetes.io/aws-load-balancer-${name}`] = value;
    });
    expect(service.nlb).toEqual(nlb);
  });

  it('knows an NLB by the class of its Service', async () => {
    const { service } = await describeWith((all) =>
      Object.assign(all.service.spec, { loadBalancerClass: 'service.k8s.aws/nlb' }),
    );
    expect(service.nlb).toEqual({ zones: [], cross_zone: false });
  });

  it('gives the image a hash of all that a restore brings back, and of nothing else', async () => {
    const image = async (change: Change): Promise<string> => {
      const found = (await describeWith(change)).config.image;
      await api.close();
      return found;
    };
    const plain = await image(() => undefined);
    expect(plain).toMatch(/^[0-9a-f]{64}$/);
    const revision = { team: 'edge', 'deployment.kubernetes.io/revision': '9' };
    expect(await image((all) => Object.assign(all.deployment.metadata, { annotations: revision }))).toBe(plain);
    const annotations = await image((all) => Object.assign(all.deployment.metadata.annotations, { team: 'core' }));
    const otherKey = await image((all) => Object.assign(all.configMap.data, { other: 'x' }));
    const replicas = await image((all) => Object.assign(all.deployment.spec, { replicas: 3 }));
    expect(new Set([plain, annotations, otherKey, replicas]).size).toBe(4);
  });
});
