import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClientFleet } from '../../../src/adapters/grpc/client-fleet.ts';
import type { Pod } from '../../../src/domain/topology.ts';
import type { Fence, Rollout } from '../../../src/ports/target.ts';
import { follow, podCounts } from '../../contract/target.contract.ts';
import { createEventLog } from '../grpc/event-log.ts';
import {
  askAdmin,
  BASE_DOCUMENT,
  clock,
  endpointsOf,
  LIMITED_DOCUMENT,
  NODE_HOPS,
  type RealLab,
  startRealLab,
} from './real-lab.ts';

let lab: RealLab;
let fence: Fence;
/** What the nodes' hops passed connections to right before each Pod was signalled. */
const atSignal = new Map<string, string[]>();

beforeAll(async () => {
  lab = await startRealLab({
    processes: (real) => ({
      async start(spec) {
        const process = await real.start(spec);
        if (!spec.name.startsWith('envoy-')) return process;
        return {
          ...process,
          async stop(options) {
            const seen = await Promise.all(NODE_HOPS.map((hop) => endpointsOf(lab, hop).catch(() => [])));
            if (!atSignal.has(spec.name)) atSignal.set(spec.name, seen.flat());
            await process.stop(options);
          },
        };
      },
    }),
  });
  fence = await lab.guard.hold('r-1', 600_000);
});
afterAll(() => lab.stop());

function roll(rollout: Rollout): Promise<void> {
  return lab.target.rollout(fence, rollout, AbortSignal.timeout(60_000));
}

async function pidsNow(): Promise<number[]> {
  const { pods } = await lab.target.describe();
  return pods.map((pod) => lab.started.get(pod.name)?.pid ?? 0);
}

async function startClients(clients: number) {
  const { service } = await lab.target.describe();
  const log = createEventLog();
  const spec = { address: service.address, clients, interval_ms: 100, seed: 5 };
  const fleet = await createClientFleet({ clock }).start(spec, log.push);
  await log.until(() => new Set(log.rpcs().map(({ client }) => client)).size === clients);
  return { log, fleet };
}

describe('a rolling update', () => {
  it('replaces three Envoys by three others that run the new setting, and back', async () => {
    const pods = async () => (await lab.target.describe()).pods;
    const dumps = async () =>
      Promise.all(
        (await pods()).map(async (pod) => (await askAdmin(lab, pod.name, '/config_dump')).replace(/\s/g, '')),
      );
    const before = await pidsNow();
    for (const dump of await dumps()) expect(dump).not.toContain('max_connection_duration');
    await roll({ document: LIMITED_DOCUMENT, restart: true, pace_ms: 0 });
    const during = await pidsNow();
    for (const dump of await dumps()) expect(dump).toContain('"max_connection_duration":"1s"');
    await roll({ document: BASE_DOCUMENT, restart: true, pace_ms: 0 });
    const after = await pidsNow();
    for (const dump of await dumps()) expect(dump).not.toContain('max_connection_duration');
    expect(new Set([...before, ...during, ...after]).size).toBe(9);
  });

  it('takes a Pod out of every hop before it is signalled, and only then', async () => {
    const before = (await lab.target.describe()).pods;
    atSignal.clear();
    await roll({ restart: true, pace_ms: 0 });
    expect([...atSignal.keys()].sort()).toEqual(before.map((pod) => pod.name).sort());
    for (const pod of before) {
      expect(atSignal.get(pod.name)).not.toContain(pod.address);
      expect(atSignal.get(pod.name)?.length).toBeGreaterThanOrEqual(2 * 3);
    }
    const { pods } = await lab.target.describe();
    const expected = pods.map((pod) => pod.address).sort();
    for (const hop of NODE_HOPS) expect(await endpointsOf(lab, hop)).toEqual(expected);
  });

  it('lets no new Pod be Ready before its pace has passed since it was made', async () => {
    const watch = await follow(lab.target);
    const startedAt = clock.monotonicMs();
    await roll({ restart: true, pace_ms: 300 });
    await watch.until('pod_gone', 3);
    watch.stop();
    const ready = watch.events.filter((event) => event.kind === 'pod_ready').map((event) => event.at);
    // Each one is made when the one before has taken its place, so that the paces add up.
    expect(ready).toHaveLength(3);
    for (const [index, at] of ready.entries()) expect(at - startedAt).toBeGreaterThanOrEqual((index + 1) * 300);
  });

  it('loses only the connections of the Pods that leave, as those happened, and no hop is ever restarted', async () => {
    const hops = [...lab.started].filter(([name]) => name.startsWith('hop-')).map(([, { pid }]) => pid);
    const { log, fleet } = await startClients(30);
    const before = (await lab.target.describe()).pods;
    await roll({ replicas: 2, restart: false, pace_ms: 0 });
    const kept = (await lab.target.describe()).pods.map((pod) => pod.name);
    const left = before.filter((pod) => !kept.includes(pod.name)).map((pod) => pod.name);
    expect(left).toHaveLength(1);
    const first = Array.from({ length: 30 }, (_, client) => log.rpcs(client)[0]?.pod ?? '');
    const moved = first.flatMap((pod, client) => (left.includes(pod) ? [client] : []));
    await log.until(() =>
      moved.every((client) => log.rpcs(client).some(({ conn, code }) => conn === 2 && code === 'OK')),
    );
    await roll({ replicas: 3, restart: false, pace_ms: 0 });
    const disconnected = new Set(log.of('disconnect').map(({ client }) => client));
    expect([...disconnected].sort((a, b) => a - b)).toEqual(moved);
    await fleet.stop();
    const hopsNow = [...lab.started].filter(([name]) => name.startsWith('hop-')).map(([, { pid }]) => pid);
    expect(hopsNow).toEqual(hops);
    expect(hops).toHaveLength(2);
  });

  it("reads a Pod's last counters with the connections that end with it", async () => {
    const { log, fleet } = await startClients(12);
    const { pods } = await lab.target.describe();
    const held = (name: string) => new Set(log.rpcs().flatMap((rpc) => (rpc.pod === name ? [rpc.client] : []))).size;
    const expected = new Map(pods.map((pod) => [pod.uid, held(pod.name)]));
    const watch = await follow(lab.target);
    // Slower than the clients' interval: nobody is between two Pods when the next one leaves.
    await roll({ restart: true, pace_ms: 250 });
    await watch.until('pod_gone', 3);
    watch.stop();
    await fleet.stop();
    const gone = watch.events.find((event) => event.kind === 'pod_gone');
    expect(gone?.last_counters?.http2_active).toBe(expected.get(gone?.uid ?? ''));
  });
});

describe('a Pod that is killed', () => {
  it('is replaced, is gone without last counters, and was not asked to go', async () => {
    const before = (await lab.target.describe()).pods;
    const [victim] = before;
    if (victim === undefined) throw new Error('no Pod');
    const watch = await follow(lab.target);
    process.kill(lab.started.get(victim.name)?.pid ?? 0, 'SIGKILL');
    await watch.until('endpoint_added');
    watch.stop();
    expect(watch.of(victim.uid)).toEqual(['endpoint_removed', 'pod_gone']);
    const gone = watch.events.find((event) => event.kind === 'pod_gone');
    expect(gone?.last_counters).toBeNull();
    const { pods, deployment } = await lab.target.describe();
    expect(deployment.rolled_out).toBe(true);
    expect(pods.filter((pod) => before.some(({ uid }) => uid === pod.uid))).toHaveLength(2);
    for (const hop of NODE_HOPS) expect(await endpointsOf(lab, hop)).not.toContain(victim.address);
  });

  it('while it was not Ready yet is never in the endpoints, and another takes its place', async () => {
    const { pods: before } = await lab.target.describe();
    const watch = await follow(lab.target);
    // So long a pace that no new Pod gets Ready by itself here.
    const slow = expect(roll({ restart: true, pace_ms: 50_000 })).rejects.toMatchObject({ code: 'rollout_failed' });
    const known = before.map((pod) => pod.uid);
    const starting = await newPod(known);
    process.kill(lab.started.get(starting.name)?.pid ?? 0, 'SIGKILL');
    await watch.until('pod_gone');
    const next = await newPod([...known, starting.uid]);
    expect(next.ready).toBe(false);
    await roll({ restart: true, pace_ms: 0 });
    await slow;
    watch.stop();
    expect(watch.of(starting.uid)).toEqual(['pod_gone']);
    expect((await lab.target.describe()).deployment.rolled_out).toBe(true);
    expect(Math.min(...podCounts(before, watch.events).map(({ ready }) => ready))).toBe(3);
  });
});

/** The next Pod to be seen that is not one of these. */
async function newPod(known: readonly string[]): Promise<Pod> {
  return vi.waitFor(
    async () => {
      const pod = (await lab.target.describe()).pods.find(({ uid }) => !known.includes(uid));
      if (pod === undefined) throw new Error('no new Pod yet');
      return pod;
    },
    { timeout: 10_000, interval: 10 },
  );
}
