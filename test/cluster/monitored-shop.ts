import { countersOf } from '../../src/adapters/envoy/pod-stats.ts';
import { serveDiscovery } from '../adapters/prometheus/pod-targets.ts';
import { startPrometheus } from '../adapters/prometheus/real-prometheus.ts';
import { until } from '../e2e/until.ts';
import { kubectl, list, type Manifest, one, podSpecOf, render } from '../manifests/kubectl.ts';
import { type Monitoring, monitoring } from '../manifests/monitoring/monitoring-objects.ts';
import { podMonitorJob } from './pod-monitor-job.ts';
import { openShop, type Shop } from './shop.ts';

const PODS = 3;
const ADDRESS_MS = 20_000;
const STATS_PORT = 9901;

/** A series at a moment. */
export interface Point {
  metric: Record<string, string>;
  value: number;
}

/** A shop of three Envoys with the base's drain, watched by a Prometheus as the component says. */
export interface MonitoredShop extends Shop {
  by: Monitoring;
  /** HOST:PORT of its load balancer. */
  address: string;
  pods(): Promise<string[]>;
  /** HTTP/2 connections open on each Pod, as Envoy's own statistics say. */
  held(): Promise<Record<string, number>>;
  /** What Prometheus answers to an expression now, `$namespace` filled in as Grafana does. */
  query(expr: string): Promise<Point[]>;
  /** Rules and their state: `ok` once they have been evaluated without an error. */
  ruleHealth(): Promise<Record<string, string>>;
  /** Scrape targets that are kept. */
  targets(): Promise<{ labels: Record<string, string>; scrapeUrl: string }[]>;
}

export async function openMonitoredShop(): Promise<MonitoredShop> {
  const by = await monitoring();
  const base = podSpecOf(one(await render('base'), 'Deployment', 'envoy'));
  const shop = await openShop({
    change: (objects: Manifest[]) => {
      const envoy = one(objects, 'Deployment', 'envoy');
      envoy.spec.replicas = PODS;
      Object.assign(podSpecOf(envoy), { initContainers: base.initContainers });
    },
  });
  const discovery = await serveDiscovery(shop.namespace);
  const job = podMonitorJob(by.podMonitor, shop.namespace, discovery.url);
  const prometheus = await startPrometheus([job], '127.0.0.1', by.rules).catch(async (cause: unknown) => {
    discovery.close();
    await shop.close();
    throw cause;
  });
  const ask = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${prometheus.url}/api/v1/${path}`);
    const { data, error } = (await response.json()) as { data: T; error?: string };
    if (error !== undefined) throw new Error(`Prometheus refuses ${path}: ${error}`);
    return data;
  };
  const pods = async (): Promise<string[]> =>
    (await list('pods', '-n', shop.namespace, '-l', 'app.kubernetes.io/name=envoy')).map(
      ({ metadata }) => metadata.name,
    );
  const ip = ['get', 'service', 'envoy', '-o', 'jsonpath={.status.loadBalancer.ingress[0].ip}'];
  return {
    ...shop,
    by,
    address: `${await until('an address', () => shop.kubectl(ip), ADDRESS_MS)}:${shop.port}`,
    pods,
    async held() {
      const path = (pod: string): string => `/api/v1/namespaces/${shop.namespace}/pods/${pod}:${STATS_PORT}/proxy`;
      const ofPod = async (pod: string): Promise<[string, number]> => {
        const stats = await kubectl(['get', '--raw', `${path(pod)}/stats?format=json&filter=downstream_cx_`]);
        return [pod, countersOf(JSON.parse(stats), 'ingress_http', pod).http2_active];
      };
      return Object.fromEntries(await Promise.all((await pods()).map(ofPod)));
    },
    async query(expr) {
      const text = encodeURIComponent(expr.replaceAll('$namespace', shop.namespace));
      const { result } = await ask<{ result: { metric: Point['metric']; value: [number, string] }[] }>(
        `query?query=${text}`,
      );
      return result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
    },
    async ruleHealth() {
      const { groups } = await ask<{ groups: { rules: { name: string; health: string; lastError?: string }[] }[] }>(
        'rules',
      );
      const rules = groups.flatMap((group) => group.rules);
      return Object.fromEntries(rules.map(({ name, health, lastError }) => [name, lastError ?? health]));
    },
    targets: async () =>
      (await ask<{ activeTargets: { labels: Record<string, string>; scrapeUrl: string }[] }>('targets?state=active'))
        .activeTargets,
    async close() {
      await prometheus.stop();
      discovery.close();
      await shop.close();
    },
  };
}
