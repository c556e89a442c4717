import { speakDuration } from '../../domain/duration.ts';
import { ENVOY_STATISTICS } from '../../domain/envoy-statistics.ts';
import { errorMessage } from '../../domain/error-message.ts';
import { AppError } from '../../domain/errors.ts';
import type { PodReading } from '../../domain/sample.ts';
import type { Pod, PodCounters } from '../../domain/topology.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { PodStats, ReadSince } from '../../ports/pod-stats.ts';
import { ask, type Query } from './ask.ts';
import { inBatches } from './batch.ts';
import { countersIn, intervalOf, metricOf, type Scrape, scrapesOf, selector } from './scrapes.ts';
import { createServerClock } from './server-clock.ts';

export interface PrometheusStatsConfig {
  query: Query;
  /** Names the Prometheus in messages: its URL, or its Service. */
  name: string;
  namespace: string;
  statPrefix: string;
  clock: Clock;
  log: Log;
}

const COUNTERS = Object.keys(ENVOY_STATISTICS) as (keyof PodCounters)[];
/** One reading must not hold up the next: samples are a second apart. */
const READ_TIMEOUT_MS = 900;
const PREPARE_TIMEOUT_MS = 5000;
/** How far back the usual interval is looked for. */
const PROBE_MS = 300_000;
/** The longest scrape interval that a run can work with, and what is taken for it until one is known. */
const LONGEST_INTERVAL_MS = 60_000;
/** A scrape older than so many intervals says nothing of now; a wait for a scrape ends after as many. */
const INTERVALS = 3;
/** How long Prometheus may take to hear of a new Pod: it takes up changes of its targets every 5 s. */
const DISCOVERY_MS = 10_000;
const POLL_MS = { least: 200, most: 1000 };
/** More Pods are not named in a query: it would get too long for a URL. */
const NAMED_PODS = 50;

/**
 * Reads a Pod's statistics from a Prometheus that scrapes it. A reading is a whole scrape, with the moment at which it was
 * made; nothing is interpolated, and a scrape that is too old is no reading.
 */
export function createPrometheusStats(config: PrometheusStatsConfig): PodStats {
  const { query, name, namespace, statPrefix, clock, log } = config;
  const server = createServerClock(query, clock);
  const warned = new Set<string>();
  let interval: number | null = null;
  const usual = (): number => interval ?? LONGEST_INTERVAL_MS;

  async function series(counters: typeof COUNTERS, pods: string[] | null, rangeMs: number, timeoutMs: number) {
    try {
      await server.compare(timeoutMs);
      const { result, warnings } = await ask(
        query,
        selector({ counters, namespace, statPrefix, pods, rangeMs }),
        timeoutMs,
      );
      for (const warning of warnings.filter((text) => !warned.has(text))) {
        warned.add(warning);
        log.warn('prometheus_warning', { prometheus: name, warning });
      }
      const scrapes = scrapesOf(result);
      interval ??= intervalOf(scrapes.values());
      return scrapes;
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      const reason = errorMessage(cause);
      throw new AppError('stats_unreadable', `Prometheus ${name} did not answer: ${reason.replace(/\.$/, '')}.`, {
        cause,
      });
    }
  }

  const batched = inBatches((pods) => {
    const rangeMs = (INTERVALS + 1) * usual() + DISCOVERY_MS;
    return series(COUNTERS, pods.length > NAMED_PODS ? null : pods, rangeMs, READ_TIMEOUT_MS);
  });

  /** Scrapes of a Pod, oldest first. */
  async function recent(pod: Pod): Promise<Scrape[]> {
    try {
      return (await batched(pod.name)).get(pod.name) ?? [];
    } catch (cause) {
      throw new AppError('stats_unreadable', `Pod ${pod.name} could not be read: ${errorMessage(cause)}`, {
        cause,
      });
    }
  }

  async function newest(pod: Pod): Promise<PodReading> {
    const scrape = (await recent(pod)).at(-1);
    if (scrape === undefined) {
      throw new AppError('stats_unreadable', `Prometheus ${name} has no scrape of Pod ${pod.name} yet.`);
    }
    const counted_at = server.toMonotonic(scrape.at);
    const age = clock.monotonicMs() - counted_at;
    if (age > INTERVALS * usual()) {
      throw new AppError(
        'stats_unreadable',
        `The newest scrape of Pod ${pod.name} is ${speakDuration(Math.round(age))} old, of an interval of ${speakDuration(usual())}: look for the Pod under Status > Targets of Prometheus ${name}.`,
      );
    }
    return { counters: countersIn(scrape, pod.name), counted_at };
  }

  async function firstSince(pod: Pod, { since, signal }: ReadSince): Promise<PodReading> {
    let reason = '';
    do {
      try {
        const scrape = (await recent(pod)).find(({ at }) => server.toMonotonic(at) >= since);
        if (scrape !== undefined) {
          return { counters: countersIn(scrape, pod.name), counted_at: server.toMonotonic(scrape.at) };
        }
        reason = '';
      } catch (cause) {
        reason = ` ${errorMessage(cause)}`;
      }
      await clock.sleep(Math.min(POLL_MS.most, Math.max(POLL_MS.least, usual() / 10)), signal);
    } while (clock.monotonicMs() < since + INTERVALS * usual() + DISCOVERY_MS);
    const waited = speakDuration(Math.round(clock.monotonicMs() - since));
    throw new AppError(
      'stats_unreadable',
      `Prometheus ${name} has no new scrape of Pod ${pod.name} after ${waited}: look for the Pod under its Status > Targets.${reason}`,
    );
  }

  function notScraped(pods: readonly string[]): AppError {
    return new AppError(
      'stats_unreadable',
      `Prometheus ${name} has no ${metricOf('http2_active')}{namespace="${namespace}", pod="${pods[0] ?? ''}", envoy_http_conn_manager_prefix="${statPrefix}"}${pods.length > 1 ? `, nor of ${pods.length - 1} more Pods` : ''}: it does not scrape the Pod, or without these labels. Apply manifests/components/monitoring, or add a job for /stats/prometheus of the Pods that sets namespace and pod; Status > Targets shows what it scrapes.`,
    );
  }

  return {
    async prepare(pods) {
      const probed = await series(['http2_active'], null, PROBE_MS, PREPARE_TIMEOUT_MS);
      const absent = pods.map((pod) => pod.name).filter((pod) => !probed.has(pod));
      if (absent.length > 0) throw notScraped(absent);
      interval = intervalOf(probed.values());
      if (interval === null) {
        throw new AppError(
          'stats_unreadable',
          `Prometheus ${name} has scraped each Pod only once; try again after two scrapes.`,
        );
      }
      if (interval > LONGEST_INTERVAL_MS) {
        throw new AppError(
          'target_unfit',
          `Prometheus ${name} scrapes every ${speakDuration(interval)}; a run needs ${speakDuration(LONGEST_INTERVAL_MS)} at most, better 5s: set the interval of its PodMonitor or job.`,
        );
      }
      await Promise.all(pods.map(newest));
      return { from: 'prometheus', interval_ms: interval };
    },
    read: (pod, fresh) => (fresh === undefined ? newest(pod) : firstSince(pod, fresh)),
  };
}
