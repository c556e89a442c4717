import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChartRenderer } from '../../src/adapters/chartjs/create-chart-renderer.ts';
import { countersOf } from '../../src/adapters/envoy/pod-stats.ts';
import { createClientFleet } from '../../src/adapters/grpc/client-fleet.ts';
import { createKubernetesTarget } from '../../src/adapters/kubernetes/create-kubernetes-target.ts';
import { loadKubeConfig } from '../../src/adapters/kubernetes/load-kube-config.ts';
import { createClock } from '../../src/adapters/system/clock.ts';
import { createPathChecks } from '../../src/app/check-path.ts';
import { lookAtPath, type PathDeps } from '../../src/app/look-at-path.ts';
import { pathChart } from '../../src/domain/chart/path-chart.ts';
import type { PathChart } from '../../src/domain/chart/path-spec.ts';
import { type DoorAt, landingP, type PathCheck } from '../../src/domain/path/path-check.ts';
import type { PathSight } from '../../src/domain/path/path-sight.ts';
import { pathView } from '../../src/domain/path/path-view.ts';
import { checkText } from '../../src/domain/text/check-text.ts';
import { podLabel } from '../../src/domain/text/pod-label.ts';
import { newFolder } from '../e2e/program.ts';
import { until } from '../e2e/until.ts';
import { hasCluster, one } from '../manifests/kubectl.ts';
import { openShop, type Shop } from './shop.ts';

const MINUTE = 60_000;
const PODS = 3;
const SOON_MS = 20_000;
const TARGET_TYPE = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';

/** What kubectl says, as far as it is looked at here. */
interface Answered {
  items: {
    metadata: { name: string; labels: Record<string, string> };
    spec: { nodeName?: string };
    status: { podIP?: string; addresses?: { type: string; address: string }[] };
    endpoints?: { addresses: string[]; conditions: { ready: boolean }; nodeName: string }[];
    ports?: { port: number }[];
  }[];
}

interface ServiceAnswer {
  spec: { ports: { port: number; nodePort: number }[] };
  status: { loadBalancer: { ingress: { ip: string }[] } };
}

describe.skipIf(!hasCluster)('the picture of a path on a cluster', { timeout: 2 * MINUTE }, () => {
  const folder = newFolder();
  const charts = createChartRenderer({});
  let shop: Shop;
  let deps: PathDeps;

  beforeAll(async () => {
    shop = await openShop({
      change: (objects) => Object.assign(one(objects, 'Deployment', 'envoy').spec, { replicas: PODS }),
    });
    const clock = createClock();
    const opened = createKubernetesTarget({
      kubeConfig: loadKubeConfig(),
      namespace: shop.namespace,
      deployment: 'envoy',
      service: 'envoy',
      port: shop.port,
      statsPort: 9901,
      parseCounters: (body, pod) => countersOf(body, 'ingress_http', pod),
      clock,
      log: { info: () => undefined, warn: () => undefined },
    });
    deps = { ...opened, clock, probe: createClientFleet({ clock }) };
  }, 3 * MINUTE);
  afterAll(async () => {
    await charts.close();
    await shop?.close();
  });

  const answer = async <T>(...what: string[]) => JSON.parse(await shop.kubectl(['get', ...what, '-o', 'json'])) as T;
  const look = (at: DoorAt = 'node'): Promise<PathSight> => lookAtPath(deps, { make: createPathChecks(deps), at });
  const draw = ({ source, held }: PathSight): PathChart =>
    pathChart(pathView(source, held), { target: 'shop', at: deps.clock.wallIso(), versions: [] });
  const addresses = (chart: PathChart, kind: string): string[] =>
    chart.columns
      .filter((column) => column.kind === kind)
      .flatMap(({ cards }) => cards.flatMap(({ lines }) => lines.filter(({ style }) => style === 'address')))
      .map(({ text }) => text);

  /** Draws it in both languages for whoever wants to look. */
  async function keep({ source, held, check }: PathSight, name: string): Promise<void> {
    for (const language of ['en', 'ja'] as const) {
      const about = { target: 'shop', at: deps.clock.wallIso(), versions: [`Kubernetes ${source.kubernetes_version}`] };
      const png = await charts.render(pathChart(pathView(source, held), about, language));
      writeFileSync(join(folder, `path-${name}-${language}.png`), png);
      writeFileSync(join(folder, `path-${name}-${language}.txt`), `${checkText(check, source, '', language)}\n`);
    }
  }

  function made(check: PathCheck): Extract<PathCheck, { kind: 'made' }> {
    if (check.kind !== 'made') throw new Error(`no check was made: ${JSON.stringify(check)}`);
    expect(check).toMatchObject({ failed: {}, unnamed: 0 });
    expect(Object.values(check.landed).reduce((sum, n) => sum + n, 0)).toBe(60);
    // So far off once in a million times at most.
    expect(landingP(check.landed, check.door.expected)).toBeGreaterThan(1e-6);
    return check;
  }

  it('has the addresses that kubectl has, each and no other, and a check that ends on the Pods of both nodes', async () => {
    const sight = await look();
    await keep(sight, 'cluster');
    const chart = draw(sight);
    const [nodes, pods, slices, service] = [
      await answer<Answered>('nodes'),
      await answer<Answered>('pods', '-l', 'app.kubernetes.io/name=envoy'),
      await answer<Answered>('endpointslices', '-l', 'kubernetes.io/service-name=envoy'),
      await answer<ServiceAnswer>('service', 'envoy'),
    ];
    const [{ port, nodePort } = { port: 0, nodePort: 0 }] = service.spec.ports;
    const internal = (node: Answered['items'][number]): string =>
      node.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
    expect(addresses(chart, 'balancer')).toEqual([`${service.status.loadBalancer.ingress[0]?.ip}:${port}`]);
    expect(addresses(chart, 'node').sort()).toEqual(nodes.items.map((node) => `${internal(node)}:${nodePort}`).sort());
    const endpoints = slices.items.flatMap((slice) =>
      (slice.endpoints ?? []).map((end) => ({ ...end, ...slice.ports?.[0] })),
    );
    expect(addresses(chart, 'pod').sort()).toEqual(endpoints.map((end) => `${end.addresses[0]}:${end.port}`).sort());

    const node = chart.columns.find(({ kind }) => kind === 'node');
    expect(node?.cards.map(({ title, lines }) => [title, lines.at(1)?.text])).toEqual(
      nodes.items.map(({ metadata }) => [metadata.name, metadata.labels['topology.kubernetes.io/zone']]),
    );
    const cards = new Map(chart.columns.at(-1)?.cards.map((card) => [card.title, card]));
    expect(cards.size).toBe(PODS);
    for (const { metadata, spec, status } of pods.items) {
      const [address, on, now] = cards.get(podLabel(metadata.name))?.lines ?? [];
      expect([address?.text, on?.text, now?.text]).toEqual([`${status.podIP}:8080`, spec.nodeName, '0 open now']);
    }

    const check = made(sight.check);
    expect(check.door.address).toBe(addresses(chart, 'node')[0]);
    expect(Object.keys(check.landed)).toHaveLength(PODS);
    expect(Math.min(...Object.values(check.landed))).toBeGreaterThan(0);
    await until(
      'the end of the check’s connections',
      async () => {
        const { held } = await lookAtPath(deps, null);
        return Object.values(held).every((count) => count === 0);
      },
      SOON_MS,
    );
  });

  it('leads under policy Local from a node to its own Pods alone, and so do the connections', async () => {
    const local = { spec: { externalTrafficPolicy: 'Local' } };
    await shop.kubectl(['patch', 'service', 'envoy', '-p', JSON.stringify(local)]);
    let sight = await look();
    // kube-proxy follows within a second or two.
    await until(
      'kube-proxy to follow',
      async () => {
        sight = await look();
        return sight.check.kind === 'made' && landingP(sight.check.landed, sight.check.door.expected) !== 0;
      },
      SOON_MS,
    );
    await keep(sight, 'local');
    const check = made(sight.check);
    const own = sight.source.pods.filter(({ node }) => node === check.door.node).map(({ uid }) => uid);
    expect(Object.keys(check.landed).sort()).toEqual(own.sort());
    // Through the balancer they end as unevenly as it is drawn.
    const shares = (await look('service')).check;
    expect(Object.values(made(shares).door.expected).sort()).toEqual([0.25, 0.25, 0.5]);
    const chart = draw(sight);
    const nodeOf = new Map(sight.source.pods.map(({ name, node }) => [podLabel(name), node]));
    const [nodes, pods] = chart.columns.slice(-2);
    for (const { from, to } of pods?.arrows ?? [])
      expect(nodeOf.get(pods?.cards[to]?.title ?? '')).toBe(nodes?.cards[from]?.title);
    await shop.kubectl(['patch', 'service', 'envoy', '-p', '{"spec":{"externalTrafficPolicy":"Cluster"}}']);
  });

  it('has no node where the targets are Pod addresses, and connections to the balancer end on every Pod', async () => {
    await shop.kubectl(['annotate', 'service', 'envoy', `${TARGET_TYPE}=ip`]);
    const sight = await look();
    await keep(sight, 'ip');
    const chart = draw(sight);
    expect(chart.columns.map(({ kind }) => kind)).toEqual(['client', 'balancer', 'pod']);
    expect(JSON.stringify(chart)).not.toContain(String(sight.source.service.node_port));
    const check = made(sight.check);
    expect(check.door).toMatchObject({ node: null, address: sight.source.service.address });
    await shop.kubectl(['annotate', 'service', 'envoy', `${TARGET_TYPE}-`]);
  });
});
