import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createPrometheusStats } from '../../../src/adapters/prometheus/create-prometheus-stats.ts';
import { createHttpQuery } from '../../../src/adapters/prometheus/http-query.ts';
import { ENVOY_STATISTICS } from '../../../src/domain/envoy-statistics.ts';
import type { Pod, PodCounters } from '../../../src/domain/topology.ts';
import type { PodStats } from '../../../src/ports/pod-stats.ts';
import { createFakeLog } from '../../fakes/fake-log.ts';

/** One scrape of a Pod at a moment of the test's clock. */
export interface Scraped {
  at: number;
  pod: string;
  job?: string;
  /** Every counter has this value, or those of the given names have their own; null leaves one out. */
  values?: Partial<Record<keyof PodCounters, string | null>>;
}

/** How far Prometheus's host is ahead of ours, in milliseconds. */
export const AHEAD_MS = 3_600_000;
const EPOCH_MS = 1_700_000_000_000;

export interface FakePrometheus {
  stats: PodStats;
  scrapes: Scraped[];
  /** The queries other than `time()`. */
  queries: string[];
  warnings: string[];
  clock: { now: number };
  log: ReturnType<typeof createFakeLog>;
  /** Answers queries for series from now on; null lets the fake answer them again. */
  answerWith(answer: ((response: ServerResponse) => void) | null): void;
}

export function aPod(name: string): Pod {
  return { uid: `uid-${name}`, name, node: 'n', address: '', ready: true, ready_at: 0, stats_url: '' };
}

/** The range of a query in milliseconds, and the Pods that it names; null where it names none. */
function asked(promql: string): { rangeMs: number; pods: string[] | null } {
  const pods = /pod=~"([^"]*)"/.exec(promql)?.[1]?.replaceAll('\\\\.', '.').split('|') ?? null;
  return { rangeMs: Number(/\[(\d+)ms\]$/.exec(promql)?.[1]), pods };
}

/** A Prometheus whose scrapes a test writes down, on a clock that only sleeping moves. */
export async function fakePrometheus(statPrefix = 'ingress_http'): Promise<FakePrometheus> {
  const clock = { now: 1_000_000 };
  const log = createFakeLog();
  const fake = { scrapes: [] as Scraped[], queries: [] as string[], warnings: [] as string[], clock, log };
  let answer: ((response: ServerResponse) => void) | null = null;
  const epoch = (at: number): number => (EPOCH_MS + AHEAD_MS + at) / 1000;

  function series(promql: string): object[] {
    const { rangeMs, pods } = asked(promql);
    const seen = fake.scrapes.filter(
      ({ at, pod }) => at <= clock.now && at > clock.now - rangeMs && (pods === null || pods.includes(pod)),
    );
    const found = new Map<string, { metric: object; values: [number, string][] }>();
    for (const { at, pod, job = 'envoy', values = {} } of seen) {
      for (const counter of Object.keys(ENVOY_STATISTICS) as (keyof PodCounters)[]) {
        const value = values[counter] === undefined ? '0' : values[counter];
        const name = `envoy_http_${ENVOY_STATISTICS[counter]}`;
        if (value === null || !new RegExp(`[|"]${name}[|"]`).test(promql)) continue;
        const metric = { __name__: name, job, pod, namespace: 'shop', instance: `${pod}:9901` };
        const key = JSON.stringify(metric);
        const one = found.get(key) ?? { metric, values: [] };
        one.values.push([epoch(at), value]);
        found.set(key, one);
      }
    }
    return [...found.values()];
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://prometheus');
    const promql = url.searchParams.get('query') ?? '';
    const send = (data: object): void => {
      const { warnings } = fake;
      const body = { status: 'success', data, ...(warnings.length > 0 ? { warnings } : {}) };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (url.pathname !== '/prom/api/v1/query') return void response.writeHead(404).end('404 page not found');
    if (promql === 'time()') return send({ resultType: 'scalar', result: [epoch(clock.now), `${epoch(clock.now)}`] });
    fake.queries.push(promql);
    if (answer !== null) return answer(response);
    send({ resultType: 'matrix', result: series(promql) });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  const name = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prom/`;
  const stats = createPrometheusStats({
    query: createHttpQuery(name),
    name,
    namespace: 'shop',
    statPrefix,
    clock: {
      wallIso: () => new Date().toISOString(),
      monotonicMs: () => clock.now,
      async sleep(ms, signal) {
        signal?.throwIfAborted();
        clock.now += ms;
      },
    },
    log,
  });
  return {
    ...fake,
    stats,
    answerWith(next) {
      answer = next;
    },
  };
}
