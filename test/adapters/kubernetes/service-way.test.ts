import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathShares } from '../../../src/domain/path/path-shares.ts';
import { type ServiceSettings, settleMs } from '../../../src/domain/service-settings.ts';
import { fitTest } from '../../../src/domain/statistics/fit-test.ts';
import type { Topology } from '../../../src/domain/topology.ts';
import type { Fence } from '../../../src/ports/target.ts';
import { type EnvoyOnCluster, envoyDocument, envoyOnCluster, HAS_CLUSTER } from './envoy-on-cluster.ts';

const MINUTE = 60_000;
const CONNECTIONS = 300;
/** Each response names the Pod's own address and the one that its connection came from. */
const TELLING = envoyDocument().replaceAll(
  'route_config:\n',
  `route_config:
                  response_headers_to_add:
                    - header: { key: x-pod, value: "%DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT%" }
                    - header: { key: x-peer, value: "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%" }
`,
);

/** Opens a connection to the Service's address for one request. */
function ask(address: string): Promise<{ pod: string; peer: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`http://${address}/`, { agent: false }, (response) => {
      response.resume();
      const { 'x-pod': pod, 'x-peer': peer } = response.headers;
      resolve({ pod: String(pod), peer: String(peer) });
    });
    sent.once('error', reject);
    sent.end();
  });
}

describe.skipIf(!HAS_CLUSTER)('the way to the Pods of a cluster', { timeout: 2 * MINUTE }, () => {
  let on: EnvoyOnCluster;
  let fence: Fence;
  let found: string;
  const owned = async (): Promise<string> => {
    const { spec, metadata } = await on.json<{ spec: object; metadata: { annotations?: object } }>('service', 'edge');
    return JSON.stringify([spec, metadata.annotations]);
  };
  beforeAll(async () => {
    on = await envoyOnCluster(3);
    fence = await on.guard.hold('r-1', 30 * MINUTE);
    await on.guard.writeUndo(fence, await on.undo('r-1'));
    found = await owned();
    await on.target.rollout(fence, { document: TELLING, restart: false, pace_ms: 0 }, AbortSignal.timeout(MINUTE));
  }, 3 * MINUTE);
  afterAll(() => on.close());

  /** Where connections land under these settings, and from which addresses they come there. */
  async function land(settings: Partial<ServiceSettings>) {
    await on.target.intervene(fence, { kind: 'service', settings }, AbortSignal.timeout(MINUTE));
    const topology = await on.target.describe();
    // Nothing says when kube-proxy and the balancer have taken it up; a run waits as long.
    await new Promise((resolve) => setTimeout(resolve, settleMs(settings, topology)));
    const answers = await Promise.all(Array.from({ length: CONNECTIONS }, () => ask(topology.service.address)));
    const counts = topology.pods.map(({ address }) => {
      const [host] = address.split(':');
      return answers.filter(({ pod }) => pod === host).length;
    });
    return { topology, counts, peers: [...new Set(answers.map(({ peer }) => peer))] };
  }

  const sharesUnder = ({ service, pods }: Topology, settings: Partial<ServiceSettings>): number[] =>
    pathShares({ ...service, ...settings }, pods).pods;

  it('has the shares that each policy predicts with 2 + 1 Pods, and not those of the other', async () => {
    const cluster = await land({ traffic_policy: 'Cluster' });
    const local = await land({ traffic_policy: 'Local' });
    const { topology } = local;
    const onNode = topology.pods.map(({ node }) => topology.pods.filter((pod) => pod.node === node).length);
    expect(onNode.sort()).toEqual([1, 2, 2]);
    const [even, uneven] = [
      sharesUnder(topology, { traffic_policy: 'Cluster' }),
      sharesUnder(topology, { traffic_policy: 'Local' }),
    ];
    expect([...uneven].sort()).toEqual([0.25, 0.25, 0.5]);
    const said = `Cluster ${cluster.counts}, Local ${local.counts}`;
    expect(fitTest(local.counts, uneven), said).toBeGreaterThan(0.001);
    expect(fitTest(local.counts, even), said).toBeLessThan(0.001);
    expect(fitTest(cluster.counts, even), said).toBeGreaterThan(0.001);
    expect(fitTest(cluster.counts, uneven), said).toBeLessThan(0.001);
  });

  it('has a node between balancer and Pod with instance targets, and none with ip', async () => {
    const instance = await land({ traffic_policy: 'Cluster', target_type: 'instance' });
    const ip = await land({ target_type: 'ip' });
    const balancer = ip.topology.service.address.split(':')[0];
    // A node that passes on for policy Cluster puts an address of its own in the place of the sender's.
    expect(instance.peers).not.toContain(balancer);
    expect(ip.peers).toEqual([balancer]);
    expect(fitTest(ip.counts, sharesUnder(ip.topology, {}))).toBeGreaterThan(0.001);
  });

  it('is as it was found after the restore', async () => {
    const rollout = { restart: false, pace_ms: 0, restore: true } as const;
    await on.target.rollout(fence, rollout, AbortSignal.timeout(MINUTE));
    expect(await owned()).toBe(found);
  });
});
