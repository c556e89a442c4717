import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callLab } from '../../../src/adapters/lab/lab-call.ts';
import type { ServiceNow } from '../../../src/adapters/lab/lab-server.ts';
import { SERVICE_DEFAULTS, type ServiceChange } from '../../../src/adapters/lab/lab-service.ts';
import type { PodCounters } from '../../../src/domain/topology.ts';
import type { Fence } from '../../../src/ports/target.ts';
import { type FakeClient, openClient } from './nlb-clients.ts';
import { endpointsOf, NODE_HOPS, type RealLab, startRealLab } from './real-lab.ts';

let lab: RealLab;
let fence: Fence;
let clients: FakeClient[];
beforeEach(async () => {
  lab = await startRealLab();
  fence = await lab.guard.hold('r-1', 60_000);
  clients = [];
});
afterEach(async () => {
  for (const { socket } of clients) socket.destroy();
  await lab.stop();
});

const configure = (change: ServiceChange): Promise<ServiceNow> =>
  callLab<ServiceNow>(lab.socket, 'POST /service', { fence, change });
const serviceNow = (): Promise<ServiceNow> => callLab<ServiceNow>(lab.socket, 'GET /service', null);

async function counters(): Promise<Map<string, PodCounters>> {
  const { pods } = await lab.target.describe();
  return new Map(await Promise.all(pods.map(async (pod) => [pod.name, (await lab.stats.read(pod)).counters] as const)));
}

/** Opens connections at a zone and gives those that each node's Pods took, once all have arrived at a Pod. */
async function openAt(address: string, count: number): Promise<Record<string, number>> {
  const before = await counters();
  clients.push(...(await Promise.all(Array.from({ length: count }, () => openClient(address)))));
  const { pods } = await lab.target.describe();
  const arrived = async (): Promise<number[]> => {
    const now = await counters();
    return pods.map(({ name }) => (now.get(name)?.cx_total ?? 0) - (before.get(name)?.cx_total ?? 0));
  };
  await expect.poll(async () => (await arrived()).reduce((sum, n) => sum + n, 0)).toBe(count);
  const counts = await arrived();
  const byNode: Record<string, number> = {};
  for (const [index, { node }] of pods.entries()) byNode[node] = (byNode[node] ?? 0) + (counts[index] ?? 0);
  return byNode;
}

async function zones(): Promise<string[]> {
  const { service } = await lab.target.describe();
  return (service.nlb?.zones ?? []).map(({ address }) => address ?? '');
}

describe("the lab's Service", () => {
  it('has an address in each zone, and gives the first as its own', async () => {
    const { service } = await lab.target.describe();
    expect(service.nlb?.zones.map(({ name }) => name)).toEqual(['lab-1a', 'lab-1b']);
    const addresses = await zones();
    expect(addresses[0]).toMatch(/^127\.0\.0\.21:\d+$/);
    expect(addresses[1]).toBe(addresses[0]?.replace('.21:', '.22:'));
    expect(service.address).toBe(addresses[0]);
    expect((await serviceNow()).settings).toEqual(SERVICE_DEFAULTS);
  });

  it('with cross-zone off sends a zone to its node, which passes on to the Pods of both', async () => {
    const { balancer } = await configure({ crossZone: false });
    const [first = '', second = ''] = await zones();
    const { service } = await lab.target.describe();
    const byNode = await openAt(second, 40);
    const { flows } = (await serviceNow()).balancer;
    expect(balancer.flows.active).toBe(0);
    expect(flows.byTarget).toEqual({ [service.nodes[1]?.address ?? '']: 40 });
    expect(Object.values(byNode).every((count) => count > 0)).toBe(true);
    await openAt(first, 10);
    expect((await serviceNow()).balancer.flows.byTarget[service.nodes[0]?.address ?? '']).toBe(10);
  });

  it('with Local passes a node its own Pods alone, at once, and has no node that has none', async () => {
    await configure({ trafficPolicy: 'Local' });
    const { pods, service } = await lab.target.describe();
    expect(service.traffic_policy).toBe('Local');
    for (const [index, hop] of NODE_HOPS.entries()) {
      const node = service.nodes[index]?.name;
      const own = pods.filter((pod) => pod.node === node).map(({ address }) => address);
      expect(await endpointsOf(lab, hop)).toEqual(own.toSorted());
    }
    await lab.target.rollout(fence, { replicas: 1, restart: false, pace_ms: 0 }, AbortSignal.timeout(60_000));
    const only = (await lab.target.describe()).pods[0]?.node ?? '';
    const { balancer } = await serviceNow();
    const stateAt = (name: string) => {
      const address = service.nodes.find((node) => node.name === name)?.address;
      return balancer.targets.find((target) => target.address === address)?.state;
    };
    expect(service.nodes.map(({ name }) => [name, stateAt(name)])).toEqual(
      service.nodes.map(({ name }) => [name, name === only ? 'healthy' : 'unhealthy']),
    );
    expect(await openAt((await zones())[0] ?? '', 20)).toEqual({ [only]: 20 });

    await configure({ trafficPolicy: 'Cluster' });
    for (const hop of NODE_HOPS) expect(await endpointsOf(lab, hop)).toHaveLength(1);
    expect((await serviceNow()).balancer.targets.map(({ state }) => state)).toEqual(['healthy', 'healthy']);
  });

  it('with targets of type ip sends to the Pods themselves, and follows them through a rollout', async () => {
    await configure({ targetType: 'ip' });
    const { service } = await lab.target.describe();
    expect(service.target_type).toBe('ip');
    await openAt(service.address, 20);
    await lab.target.rollout(fence, { restart: true, pace_ms: 0 }, AbortSignal.timeout(60_000));
    const { pods } = await lab.target.describe();
    const { balancer } = await serviceNow();
    const inState = (state: string) =>
      balancer.targets.filter((target) => target.state === state).map(({ address }) => address);
    expect(inState('healthy').toSorted()).toEqual(pods.map(({ address }) => address).toSorted());
    // The nodes, and the Pods that are gone, were deregistered and drain for the delay.
    const draining = inState('draining');
    expect(draining).toHaveLength(5);
    expect(draining).toEqual(expect.arrayContaining(service.nodes.map(({ address }) => address)));
    expect(Object.values(await openAt(service.address, 20)).reduce((sum, n) => sum + n, 0)).toBe(20);
  });

  it('with checks on the traffic port makes connections that Pods count, and with a port of its own none', async () => {
    const checks = { intervalMs: 50, timeoutMs: 1000, healthyThreshold: 3, unhealthyThreshold: 3 };
    const accepted = async (): Promise<number> =>
      [...(await counters()).values()].reduce((sum, { cx_total }) => sum + cx_total, 0);
    await configure({ healthChecks: { ...checks, port: 'own' } });
    await expect
      .poll(async () => (await serviceNow()).balancer.targets.map(({ checked }) => checked >= 3))
      .toEqual([true, true]);
    expect(await accepted()).toBe(0);
    await configure({ healthChecks: { ...checks, port: 'traffic-port' } });
    await expect.poll(accepted).toBeGreaterThan(5);
    // They carry nothing, so that no connection of a client is counted.
    expect([...(await counters()).values()].map(({ http2_total }) => http2_total)).toEqual([0, 0, 0]);
  });

  it('is as it was set after the lab was started again', async () => {
    await configure({ crossZone: false, trafficPolicy: 'Local', idleTimeoutMs: 2000 });
    await lab.restart();
    expect((await serviceNow()).settings).toEqual({
      ...SERVICE_DEFAULTS,
      crossZone: false,
      trafficPolicy: 'Local',
      idleTimeoutMs: 2000,
    });
    expect((await lab.target.describe()).service.traffic_policy).toBe('Local');
  });

  it('is set by the holder of the lab alone, and to what there is', async () => {
    const stranger = { holder: 'r-2', token: fence.token };
    const other = callLab(lab.socket, 'POST /service', { fence: stranger, change: { crossZone: false } });
    await expect(other).rejects.toMatchObject({ code: 'fenced' });
    await expect(configure({ idleTimeoutMs: 5 })).rejects.toMatchObject({ code: 'target_unfit' });
    expect((await serviceNow()).settings).toEqual(SERVICE_DEFAULTS);
  });
});
