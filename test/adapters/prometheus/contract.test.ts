import { describe, expect } from 'vitest';
import type { Pod } from '../../../src/domain/topology.ts';
import { podStatsContract } from '../../contract/pod-stats.contract.ts';
import { HAS_CLUSTER } from '../kubernetes/envoy-on-cluster.ts';
import { envoyAndPrometheus, openTo } from './envoy-and-prometheus.ts';
import { HAS_PROMETHEUS } from './real-prometheus.ts';

async function answers(pod: Pod): Promise<boolean> {
  return fetch(`http://${pod.address}/`, { signal: AbortSignal.timeout(500) }).then(
    () => true,
    () => false,
  );
}

describe.skipIf(!HAS_CLUSTER || !HAS_PROMETHEUS)('on a cluster', () => {
  podStatsContract('a Prometheus that scrapes each Pod twice', async () => {
    const { on, stats, pods, close } = await envoyAndPrometheus();
    return {
      stats,
      pods,
      connect: openTo,
      async kill(pod) {
        await on.kubectl(['delete', 'pod', pod.name, '--force', '--grace-period=0']);
        // The object goes before its Envoy does.
        await expect.poll(() => answers(pod), { timeout: 20_000 }).toBe(false);
      },
      close,
    };
  });
});
