import { statisticOf, statisticQuery } from '../../domain/envoy-statistic.ts';
import type { ProbeSource } from '../../ports/probe-source.ts';
import { readStats } from './pod-stats.ts';

/** Reads any statistic of a Pod over HTTP from `<stats_url>/stats`. */
export function createStatisticReader(): ProbeSource['statistic'] {
  return async (pod, name) => {
    const url = `${pod.stats_url}/stats?${new URLSearchParams(statisticQuery(name))}`;
    return statisticOf(await readStats(pod, url), name, pod.name);
  };
}
