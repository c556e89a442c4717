import { createAgentFleet } from '../../../src/adapters/grpc/agent-fleet.ts';
import { createClientFleet } from '../../../src/adapters/grpc/client-fleet.ts';
import type { Pod } from '../../../src/domain/topology.ts';
import type { PodStats } from '../../../src/ports/pod-stats.ts';
import { clientFleetContract } from '../../contract/client-fleet.contract.ts';
import { type PodStatsUnderTest, podStatsContract } from '../../contract/pod-stats.contract.ts';
import { createFakeFleet } from '../../fakes/fake-fleet.ts';
import { createFakeLog } from '../../fakes/fake-log.ts';
import { createFakePodStats, type FakePodStats } from '../../fakes/fake-pod-stats.ts';
import { createFakeScrapedStats } from '../../fakes/fake-scraped-stats.ts';
import { createFakeTarget } from '../../fakes/fake-target.ts';
import { createProcessPool } from '../grpc/agent-processes.ts';
import { createEventLog } from '../grpc/event-log.ts';
import { clock, type RealLab, startRealLab } from './real-lab.ts';

async function killPod(lab: RealLab, pod: Pod): Promise<void> {
  const envoy = lab.started.get(pod.name);
  if (envoy === undefined) throw new Error(`no process of Pod ${pod.name}`);
  process.kill(envoy.pid, 'SIGKILL');
  await envoy.exited;
}

function firstTwo([first, second]: readonly Pod[]): [Pod, Pod] {
  if (first === undefined || second === undefined) throw new Error('fewer than two Pods');
  return [first, second];
}

podStatsContract('the lab', async () => {
  const lab = await startRealLab();
  return {
    stats: lab.stats,
    pods: firstTwo((await lab.target.describe()).pods),
    async connect(pod, connections) {
      const log = createEventLog();
      const spec = { address: pod.address, clients: connections, interval_ms: 100, seed: 1 };
      const fleet = await createClientFleet({ clock }).start(spec, log.push);
      await log.until(() => new Set(log.rpcs().map((rpc) => rpc.client)).size === connections);
      return { close: fleet.stop };
    },
    kill: (pod) => killPod(lab, pod),
    close: lab.stop,
  };
});

podStatsContract('the fake', async () => {
  const fake = createFakePodStats();
  return onFake(fake, firstTwo(createFakeTarget({ clock }).pods()), fake.stats);
});

podStatsContract('the fake that is scraped', async () => {
  const fake = createFakePodStats();
  const pods = firstTwo(createFakeTarget({ clock }).pods());
  const over = new AbortController();
  const scraped = { clock, stats: fake.stats, pods: () => pods, intervalMs: 200, signal: over.signal };
  const close = async (): Promise<void> => over.abort();
  return { ...onFake(fake, pods, createFakeScrapedStats(scraped)), close };
});

function onFake(fake: FakePodStats, pods: [Pod, Pod], stats: PodStats): PodStatsUnderTest {
  return {
    stats,
    pods,
    async connect(pod, connections) {
      for (let i = 0; i < connections; i++) fake.opened(pod.uid);
      return {
        async close() {
          for (let i = 0; i < connections; i++) fake.closed(pod.uid);
        },
      };
    },
    kill: async (pod) => fake.fail(pod.uid, 'it was killed'),
    close: async () => undefined,
  };
}

clientFleetContract('the lab', async () => {
  const lab = await startRealLab();
  return {
    fleet: createClientFleet({ clock }),
    address: (await lab.target.describe()).service.address,
    pods: async () => (await lab.target.describe()).pods,
    kill: (pod) => killPod(lab, pod),
    close: lab.stop,
  };
});

clientFleetContract('the lab, from three agents', async () => {
  const lab = await startRealLab();
  const { pool } = createProcessPool();
  return {
    fleet: createAgentFleet({ pool, agents: 3, address: null, clock, log: createFakeLog() }),
    address: (await lab.target.describe()).service.address,
    pods: async () => (await lab.target.describe()).pods,
    kill: (pod) => killPod(lab, pod),
    close: lab.stop,
  };
});

clientFleetContract('fakes', async () => {
  const fake = createFakeTarget({ clock });
  return {
    fleet: createFakeFleet({ clock, pods: fake.pods }),
    address: (await fake.target.describe()).service.address,
    pods: async () => fake.pods(),
    kill: async (pod) => fake.crash(pod.uid),
    close: async () => undefined,
  };
});
