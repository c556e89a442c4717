import { once } from 'node:events';
import { connect } from 'node:http2';
import { connect as connectSocket, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClientFleet } from '../../src/adapters/grpc/client-fleet.ts';
import { createClock } from '../../src/adapters/system/clock.ts';
import type { Fleet } from '../../src/ports/client-fleet.ts';
import { HAS_PROMETHEUS } from '../adapters/prometheus/real-prometheus.ts';
import { until } from '../e2e/until.ts';
import { hasCluster } from '../manifests/kubectl.ts';
import { queriesOf } from '../manifests/monitoring/monitoring-objects.ts';
import { type MonitoredShop, openMonitoredShop } from './monitored-shop.ts';

const MINUTE = 60_000;
const CLIENTS = 20;
const RECORD = 'envoy_http_downstream_cx_http2_active';
/** Each closes the connections of some clients below, and of no others. */
const LIMITS = '{ max_connection_duration: 3s, idle_timeout: 1s, max_requests_per_connection: 20 }';
const LIMITED = [
  { clients: 6, interval_ms: 300 },
  { clients: 6, interval_ms: 50 },
  { clients: 4, interval_ms: 2000 },
];

/** What is not made to happen here: an RST_STREAM of a server for a stream that it had begun. */
const NOT_CAUSED = ['reset by the server'];

describe.skipIf(!hasCluster || !HAS_PROMETHEUS)(
  'a Prometheus with our PodMonitor and rules',
  { timeout: 4 * MINUTE },
  () => {
    let shop: MonitoredShop;
    const fleets: Fleet[] = [];

    const start = async (clients: number, interval_ms: number): Promise<void> => {
      const fleet = createClientFleet({ clock: createClock() });
      fleets.push(await fleet.start({ address: shop.address, clients, interval_ms, seed: clients }, () => undefined));
    };
    const stopAll = async (): Promise<void> => {
      await Promise.all(fleets.splice(0).map((fleet) => fleet.stop()));
    };

    beforeAll(async () => {
      shop = await openMonitoredShop();
      await start(CLIENTS, 1000);
    }, 3 * MINUTE);
    afterAll(async () => {
      await stopAll();
      await shop?.close();
    });

    it('scrapes the statistics of each Envoy, and nothing else of the namespace', async () => {
      const pods = (await shop.pods()).sort();
      const job = `${shop.namespace}/envoy`;
      await until('a scrape of each Pod', async () => (await shop.query('up == 1')).length === pods.length, MINUTE);
      const targets = await shop.targets();
      expect(targets.map(({ labels }) => labels.pod).sort()).toEqual(pods);
      for (const { labels, scrapeUrl } of targets) {
        expect(labels).toMatchObject({ namespace: shop.namespace, container: 'envoy', endpoint: 'stats', job });
        expect(scrapeUrl).toMatch(/:9901\/stats\/prometheus$/);
      }
      const series = await shop.query(`{__name__=~"envoy_http_.*"}`);
      expect(new Set(series.map(({ metric }) => metric.envoy_http_conn_manager_prefix))).toEqual(
        new Set(['ingress_http']),
      );
      const upstream = await shop.query(`{__name__=~"envoy_cluster_.*"}`);
      expect(new Set(upstream.map(({ metric }) => metric.envoy_cluster_name))).toEqual(new Set(['server']));
    });

    it('records what Envoy itself says: the connections of each Pod, and how uneven they are', async () => {
      const held = await shop.held();
      const counts = Object.values(held);
      expect(counts).toHaveLength(3);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(CLIENTS);
      const recorded = async (): Promise<Record<string, number>> => {
        const points = await shop.query(`namespace_pod:${RECORD}:max{namespace="$namespace"}`);
        return Object.fromEntries(points.map(({ metric, value }) => [metric.pod ?? '', value]));
      };
      await expect.poll(recorded, { timeout: MINUTE, interval: 500 }).toEqual(held);
      const value = async (name: string): Promise<number | undefined> =>
        (await shop.query(`namespace:${RECORD}:${name}{namespace="$namespace"}`))[0]?.value;
      const mean = CLIENTS / counts.length;
      const chiSquared = counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
      expect(await value('max_over_mean')).toBeCloseTo(Math.max(...counts) / mean, 9);
      expect(await value('chi_squared')).toBeCloseTo(chiSquared, 9);
      // The rule's own approximation of 13.816.
      expect(await value('chi_squared_by_chance')).toBeCloseTo(14.133, 3);
      // The health listener and this listener of statistics have been asked all the while, and count nowhere.
      expect(await shop.held()).toEqual(held);
      const health = await shop.ruleHealth();
      const records = shop.by.rules.groups.flatMap(({ rules }) => rules.flatMap(({ record }) => record ?? []));
      for (const name of records) expect(health[name], name).toBe('ok');
    });

    it('has data for every query of the dashboard, each cause of a close and each error when it was there', async () => {
      await stopAll();
      for (const object of shop.objects) {
        const document = object.kind === 'ConfigMap' ? object.data?.['envoy.yaml'] : undefined;
        if (document === undefined || document.includes(LIMITS)) continue;
        object.data = {
          'envoy.yaml': document.replace(
            /^( +)stat_prefix: ingress_http$/m,
            `$&\n$1common_http_protocol_options: ${LIMITS}`,
          ),
        };
      }
      await shop.apply('3');
      const scraped = `count(${RECORD}{envoy_http_conn_manager_prefix="ingress_http"}) == 3`;
      await until('a scrape of each new Pod', async () => (await shop.query(scraped)).length === 1, MINUTE);
      for (const { clients, interval_ms } of LIMITED) await start(clients, interval_ms);
      const [draining = ''] = await shop.pods();
      // As its preStop hook does, but without an end of the Pod, so that what was closed is scraped.
      await shop.kubectl(['exec', draining, '-c', 'drain', '--', 'sh', '-c', 'kill -USR2 1']);
      const queries = queriesOf(shop.by.dashboard);
      const seen = new Set<string>();
      const unseen = async (...panels: string[]): Promise<string[]> => {
        const names = queries.map(async ({ panel, legend, expr }) => {
          const name = `${panel}: ${legend}`;
          const values = seen.has(name) ? [] : (await shop.query(expr)).map(({ value }) => value);
          const isThere = values.some((value) => value > 0 || (NOT_CAUSED.includes(legend) && value === 0));
          if (isThere && values.every(Number.isFinite)) seen.add(name);
          return seen.has(name) || panels.includes(panel) ? [] : name;
        });
        return (await Promise.all(names)).flat();
      };
      // While the servers are well.
      const harm = ['Cut with a request in flight per second', 'Errors towards the servers per second'];
      await expect.poll(() => unseen(...harm), { timeout: MINUTE, interval: 1000 }).toEqual([]);
      (await openRequest(shop.address)).resetAndDestroy();
      const waiting = await openRequest(shop.address);
      await shop.kubectl(['delete', 'pod', '-l', 'app.kubernetes.io/name=server', '--grace-period=0', '--force']);
      await expect.poll(() => unseen(), { timeout: MINUTE, interval: 1000 }).toEqual([]);
      waiting.destroy();
    });
  },
);

/** The socket of a connection with a request that Envoy has, and that waits for the rest of its body. */
async function openRequest(address: string): Promise<Socket> {
  const [host = '', port = ''] = address.split(':');
  const socket = connectSocket(Number(port), host);
  const session = connect(`http://${address}`, { createConnection: () => socket }).on('error', () => undefined);
  const path = '/hello.v1.Greeter/SayHello';
  const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
  const request = session.request(headers).on('error', () => undefined);
  // The PING must follow the request: its answer says that Envoy has it.
  await once(request.resume(), 'ready');
  await new Promise((resolve) => session.ping(resolve));
  return socket;
}
