import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClientFleet } from '../../../src/adapters/grpc/client-fleet.ts';
import { heldAt } from '../../../src/domain/analysis/clients.ts';
import { chiSquareTail } from '../../../src/domain/statistics/chi-square-tail.ts';
import type { Pod, PodCounters } from '../../../src/domain/topology.ts';
import { createEventLog } from '../grpc/event-log.ts';
import { acceptedSockets, portOf } from './kernel-sockets.ts';
import { askAdmin, clock, NODE_HOPS, type RealLab, startRealLab } from './real-lab.ts';

/** A run of the tests fails by chance less often than this, for each of two tests of spread. */
const BY_CHANCE = 1e-6;

let lab: RealLab;
beforeAll(async () => {
  lab = await startRealLab();
});
afterAll(() => lab.stop());

async function readAll(pods: readonly Pod[]): Promise<PodCounters[]> {
  return Promise.all(pods.map(async (pod) => (await lab.stats.read(pod)).counters));
}

async function startClients(address: string, clients: number) {
  const log = createEventLog();
  const fleet = await createClientFleet({ clock }).start({ address, clients, interval_ms: 300, seed: 3 }, log.push);
  await log.until(() => new Set(log.rpcs().map(({ client }) => client)).size === clients);
  return { log, fleet };
}

function evenP(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = total / counts.length;
  const chi2 = counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
  return chiSquareTail(chi2, counts.length - 1);
}

async function acceptedBy(hop: string): Promise<number> {
  const text = await askAdmin(lab, hop, '/stats?filter=^tcp\\.hop\\.downstream_cx_total$');
  return Number(/downstream_cx_total: (\d+)/.exec(text)?.[1]);
}

describe('probes', () => {
  it('are never counted: Pods that answered them have no client connection at all', async () => {
    const { pods } = await lab.target.describe();
    for (const pod of pods) {
      const health = await askAdmin(lab, pod.name, '/stats?filter=^http\\.health\\.downstream_cx_total$');
      expect(Number(/: (\d+)/.exec(health)?.[1])).toBeGreaterThan(0);
      expect((await lab.stats.read(pod)).counters).toMatchObject({ cx_total: 0, http2_total: 0 });
    }
  });
});

describe('Pods', () => {
  it('have an address each and one port, as in a cluster, so that a DNS name can stand for them', async () => {
    const { pods } = await lab.target.describe();
    const [hosts, ports] = [0, 1].map((part) => pods.map(({ address }) => address.split(':')[part]));
    expect(new Set(hosts).size).toBe(3);
    expect(new Set(ports).size).toBe(1);
  });
});

describe('the NodePort', () => {
  it('is open on the address of each node, at the same port, and leads to the Pods', async () => {
    const { service, pods } = await lab.target.describe();
    expect(service.nodes.map((node) => node.address)).toEqual([
      `127.0.0.11:${service.node_port}`,
      `127.0.0.12:${service.node_port}`,
    ]);
    expect(service.node_port).toBeGreaterThanOrEqual(30_000);
    expect(service.node_port).toBeLessThanOrEqual(32_767);
    for (const node of service.nodes) {
      const { log, fleet } = await startClients(node.address, 2);
      expect(log.rpcs().every(({ code }) => code === 'OK')).toBe(true);
      for (const { pod } of log.rpcs()) expect(pods.map(({ name }) => name)).toContain(pod);
      await fleet.stop();
    }
  });
});

describe('connections over the NLB', () => {
  it('spread evenly over both nodes and all Pods: 2,000 of them', async () => {
    const { service, pods } = await lab.target.describe();
    const before = await readAll(pods);
    const nodesBefore = await Promise.all(NODE_HOPS.map(acceptedBy));
    const arrived = async (): Promise<number[]> =>
      (await readAll(pods)).map(({ cx_total }, index) => cx_total - (before[index]?.cx_total ?? 0));
    for (let done = 250; done <= 2000; done += 250) {
      const sockets = await Promise.all(Array.from({ length: 250 }, () => open(service.address)));
      await expect.poll(async () => (await arrived()).reduce((sum, n) => sum + n, 0), { interval: 10 }).toBe(done);
      for (const socket of sockets) socket.destroy();
    }
    expect(evenP(await arrived())).toBeGreaterThan(BY_CHANCE);
    const nodes = (await Promise.all(NODE_HOPS.map(acceptedBy))).map((n, index) => n - (nodesBefore[index] ?? 0));
    expect(nodes[0]).toBeGreaterThan(0);
    expect(nodes[1]).toBeGreaterThan(0);
    expect(evenP(nodes)).toBeGreaterThan(BY_CHANCE);
    // A TCP connection that never spoke HTTP/2 is no client's connection.
    const spoke = (await readAll(pods)).map(
      ({ http2_total }, index) => http2_total - (before[index]?.http2_total ?? 0),
    );
    expect(spoke).toEqual([0, 0, 0]);
  });

  it('are counted alike by the kernel, by Envoy and by the clients themselves, on every Pod', async () => {
    const { service, pods } = await lab.target.describe();
    await expect.poll(async () => (await readAll(pods)).map(({ cx_active }) => cx_active)).toEqual([0, 0, 0]);
    const { log, fleet } = await startClients(service.address, 60);
    const byEnvoy = (await readAll(pods)).map(({ http2_active }) => http2_active);
    const byKernel = pods.map((pod) => acceptedSockets(pod.address));
    const records = pods.map(({ uid, name, node }) => ({ uid, name, node, ready_at_ms: 0, terminated_at_ms: null }));
    const witness = heldAt(log.events, records, clock.monotonicMs());
    expect(byEnvoy.reduce((sum, n) => sum + n, 0)).toBe(60);
    expect(fleet.sockets()).toBe(60);
    expect(byKernel).toEqual(byEnvoy);
    expect(pods.map((pod) => witness.get(pod.uid) ?? 0)).toEqual(byEnvoy);
    await fleet.stop();
    await expect.poll(() => pods.map((pod) => acceptedSockets(pod.address))).toEqual([0, 0, 0]);
  });
});

async function open(address: string): Promise<Socket> {
  const socket = connect(portOf(address), address.slice(0, address.lastIndexOf(':')));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}
