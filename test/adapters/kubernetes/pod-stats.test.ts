import { connect } from 'node:http2';
import { describe } from 'vitest';
import type { Pod } from '../../../src/domain/topology.ts';
import { podStatsContract } from '../../contract/pod-stats.contract.ts';
import { envoyOnCluster, HAS_CLUSTER } from './envoy-on-cluster.ts';

/** Opens HTTP/2 connections straight to a Pod; each has carried a request. */
async function openTo(pod: Pod, connections: number): Promise<{ close(): Promise<void> }> {
  const sessions = Array.from({ length: connections }, () => connect(`http://${pod.address}`));
  for (const session of sessions) {
    const { promise, resolve } = Promise.withResolvers<void>();
    session.request({ ':path': '/' }).on('end', resolve).resume().end();
    await promise;
  }
  return {
    async close() {
      for (const session of sessions) session.close();
    },
  };
}

describe.skipIf(!HAS_CLUSTER)('on a cluster', () => {
  podStatsContract('Pods read through the API server', async () => {
    const on = await envoyOnCluster();
    const [first, second] = (await on.target.describe()).pods;
    if (first === undefined || second === undefined) throw new Error('the Deployment has no two Pods');
    return {
      stats: on.stats,
      pods: [first, second],
      connect: openTo,
      kill: async (pod) => void (await on.kubectl(['delete', 'pod', pod.name, '--force', '--grace-period=0'])),
      close: on.close,
    };
  });
});
