import { statisticOf, statisticQuery } from '../../domain/envoy-statistic.ts';
import { errorMessage } from '../../domain/error-message.ts';
import { AppError } from '../../domain/errors.ts';
import type { PodCounters } from '../../domain/topology.ts';
import type { PodStats } from '../../ports/pod-stats.ts';
import type { ProbeSource } from '../../ports/probe-source.ts';
import type { KubeClient } from './kube-client.ts';
import type { KubePaths } from './kube-paths.ts';

/** One reading must not hold up the next: samples are a second apart. */
const READ_TIMEOUT_MS = 900;

export interface ProxyStatsConfig {
  client: KubeClient;
  paths: KubePaths;
  statPrefix: string;
  statsPort: number;
  /** Makes counters of Envoy's JSON. @throws AppError `stats_unreadable` */
  parseCounters: (body: unknown, podName: string) => PodCounters;
}

/** Reads a Pod's statistics through the API server, so that a worker outside the cluster reaches them too. */
export function createProxyStats(config: ProxyStatsConfig): PodStats {
  const { client, paths, statPrefix, statsPort, parseCounters } = config;
  const query = { format: 'json', filter: `^http\\.${statPrefix.replaceAll('.', '\\.')}\\.downstream_cx_` };
  return {
    prepare: async () => ({ from: 'pods', interval_ms: null }),
    async read(pod) {
      const path = paths.podProxy(pod.name, statsPort, '/stats');
      return { counters: parseCounters(await readStats(client, { path, query }, pod.name), pod.name) };
    },
  };
}

/** Reads any statistic of a Pod through the API server. */
export function createProxyStatistic({
  client,
  paths,
  statsPort,
}: Pick<ProxyStatsConfig, 'client' | 'paths' | 'statsPort'>): ProbeSource['statistic'] {
  return async (pod, name) => {
    const asked = { path: paths.podProxy(pod.name, statsPort, '/stats'), query: statisticQuery(name) };
    return statisticOf(await readStats(client, asked, pod.name), name, pod.name);
  };
}

async function readStats(
  client: KubeClient,
  asked: { path: string; query: Record<string, string> },
  pod: string,
): Promise<unknown> {
  try {
    return await client.json<unknown>({ ...asked, retry: 'never', timeoutMs: READ_TIMEOUT_MS });
  } catch (cause) {
    const reason = errorMessage(cause);
    throw new AppError('stats_unreadable', `Pod ${pod} did not give its statistics: ${reason}`, { cause });
  }
}
