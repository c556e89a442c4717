import { ENVOY_STATISTICS } from '../../domain/envoy-statistics.ts';
import { fetchErrorMessage } from '../../domain/error-message.ts';
import { AppError } from '../../domain/errors.ts';
import type { Pod, PodCounters } from '../../domain/topology.ts';
import type { PodStats } from '../../ports/pod-stats.ts';

/** One reading must not hold up the next: samples are a second apart. */
const READ_TIMEOUT_MS = 800;

/** Reads a Pod's statistics over HTTP from `<stats_url>/stats` (Envoy's admin or a listener that answers for it). */
export function createPodStats({ statPrefix }: { statPrefix: string }): PodStats {
  const prefix = statPrefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const filter = encodeURIComponent(`^http\\.${prefix}\\.downstream_cx_`);
  return {
    prepare: async () => ({ from: 'pods', interval_ms: null }),
    async read(pod) {
      const url = `${pod.stats_url}/stats?format=json&filter=${filter}`;
      return { counters: countersOf(await readStats(pod, url), statPrefix, pod.name) };
    },
  };
}

/** What `/stats` of a Pod answers. @throws AppError `stats_unreadable` */
export async function readStats(pod: Pod, url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(READ_TIMEOUT_MS) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await response.json();
  } catch (cause) {
    const reason = fetchErrorMessage(cause);
    throw new AppError('stats_unreadable', `Pod ${pod.name} did not give its statistics: ${reason}.`, { cause });
  }
}

/**
 * The counters in what Envoy answers to `/stats?format=json`.
 * @throws AppError `stats_unreadable` when one of them is not there
 */
export function countersOf(body: unknown, statPrefix: string, podName: string): PodCounters {
  const entries = (body as { stats?: ({ name?: string; value?: unknown } | null)[] } | null)?.stats;
  if (!Array.isArray(entries)) throw new AppError('stats_unreadable', `Pod ${podName} answered without statistics.`);
  const values = new Map(entries.map((entry) => [entry?.name, entry?.value]));
  const counters = {} as PodCounters;
  for (const [key, name] of Object.entries(ENVOY_STATISTICS) as [keyof PodCounters, string][]) {
    const value = values.get(`http.${statPrefix}.${name}`);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
      throw new AppError('stats_unreadable', `Pod ${podName} shows no http.${statPrefix}.${name}.`);
    }
    counters[key] = value;
  }
  return counters;
}
