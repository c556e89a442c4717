import { ENVOY_STATISTICS } from '../../domain/envoy-statistics.ts';
import { AppError } from '../../domain/errors.ts';
import type { PodCounters } from '../../domain/topology.ts';

/** What one scrape of a Pod stored, by metric name. */
export interface Scrape {
  /** Epoch milliseconds on Prometheus's clock. */
  at: number;
  values: ReadonlyMap<string, string>;
}

/** The metric of a counter, e.g. `envoy_http_downstream_cx_http2_active`. */
export function metricOf(counter: keyof PodCounters): string {
  return `envoy_http_${ENVOY_STATISTICS[counter]}`;
}

/**
 * Selects the raw samples of these counters of the last `rangeMs`, each with the timestamp of its scrape: a range
 * selector interpolates nothing and looks back for nothing.
 */
export function selector(asked: {
  counters: readonly (keyof PodCounters)[];
  namespace: string;
  statPrefix: string;
  /** Null for every Pod. */
  pods: readonly string[] | null;
  rangeMs: number;
}): string {
  const { counters, namespace, statPrefix, pods, rangeMs } = asked;
  const labels = [
    `__name__=~${quoted(counters.map(metricOf).join('|'))}`,
    `namespace=${quoted(namespace)}`,
    `envoy_http_conn_manager_prefix=${quoted(statPrefix)}`,
    ...(pods === null ? [] : [`pod=~${quoted(pods.map((pod) => pod.replaceAll('.', '\\.')).join('|'))}`]),
  ];
  return `{${labels.join(',')}}[${Math.ceil(rangeMs)}ms]`;
}

/** PromQL's double-quoted strings have the escapes of Go, of which JSON's are a part. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

interface Series {
  metric: Record<string, string>;
  values: [number, string][];
}

/**
 * The scrapes of each Pod by its name, in order of time. A Pod that is scraped by several jobs is one Pod: the scrapes
 * of one job count, the one with most of them.
 * @throws Error for an answer that holds no series
 */
export function scrapesOf(result: unknown): Map<string, Scrape[]> {
  if (!Array.isArray(result)) throw new Error('it answered without series');
  const byPod = new Map<string, Map<string, Map<number, Map<string, string>>>>();
  for (const { metric, values } of result as Partial<Series>[]) {
    const { __name__: name = '', ...labels } = metric ?? {};
    const jobs = entry(byPod, labels.pod ?? '', () => new Map());
    const scrapes = entry(
      jobs,
      JSON.stringify(Object.entries(labels).sort()),
      () => new Map<number, Map<string, string>>(),
    );
    for (const [seconds, value] of values ?? []) {
      entry(scrapes, Math.round(seconds * 1000), () => new Map<string, string>()).set(name, value);
    }
  }
  return new Map([...byPod].map(([pod, jobs]) => [pod, inOrder(mostOften(jobs))]));
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

function mostOften<T extends { size: number }>(jobs: ReadonlyMap<string, T>): T | undefined {
  return [...jobs].sort(([a, one], [b, other]) => other.size - one.size || (a < b ? -1 : 1))[0]?.[1];
}

function inOrder(scrapes: ReadonlyMap<number, ReadonlyMap<string, string>> | undefined): Scrape[] {
  return [...(scrapes ?? [])].map(([at, values]) => ({ at, values })).sort((a, b) => a.at - b.at);
}

/** The usual time between two scrapes of a Pod in milliseconds, to a tenth of a second; null without two. */
export function intervalOf(scrapes: Iterable<readonly Scrape[]>): number | null {
  const gaps = [...scrapes].flatMap((own) => own.slice(1).map(({ at }, index) => at - (own[index]?.at ?? at)));
  const middle = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)];
  return middle === undefined ? null : Math.max(100, Math.round(middle / 100) * 100);
}

/**
 * The counters of one scrape.
 * @throws AppError `stats_unreadable` when one of them is not there or no count, such as `NaN`
 */
export function countersIn({ values }: Scrape, pod: string): PodCounters {
  const counters = {} as PodCounters;
  for (const counter of Object.keys(ENVOY_STATISTICS) as (keyof PodCounters)[]) {
    const text = values.get(metricOf(counter));
    const value = Number(text || Number.NaN);
    if (!Number.isInteger(value) || value < 0) {
      const what = text === undefined ? `has no ${metricOf(counter)}` : `has ${metricOf(counter)} = ${text}`;
      throw new AppError(
        'stats_unreadable',
        `Prometheus ${what} of Pod ${pod}: check metric_relabel_configs (metricRelabelings of the PodMonitor).`,
      );
    }
    counters[counter] = value;
  }
  return counters;
}
