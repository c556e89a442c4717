import { describe, expect, it } from 'vitest';
import { pathChart } from '../../../src/domain/chart/path-chart.ts';
import type { PathChart } from '../../../src/domain/chart/path-spec.ts';
import type { Language } from '../../../src/domain/language.ts';
import { pathView } from '../../../src/domain/path/path-view.ts';
import type { Pod, Service } from '../../../src/domain/topology.ts';
import { aNode, aPath, podsOn } from '../path/a-path.ts';
import { brokenMarks, englishIn, fullWidthIn, lostNumbers } from '../text/bilingual.ts';

interface Case {
  service?: Partial<Service>;
  pods?: Pod[];
  kubernetes_version?: string | null;
  held?: readonly number[];
}

const ABOUT = { target: 'lab', at: '2026-11-26T09:15:00.000Z', versions: ['Kubernetes v1.34.4'] };
const NLB = {
  zones: [
    { name: 'us-west-1b', address: '10.0.1.5' },
    { name: 'us-west-1c', address: null },
  ],
  cross_zone: false,
};

function chartOf({ held = [], ...changed }: Case = {}, language: Language = 'en'): PathChart {
  const counts = Object.fromEntries(held.map((count, index) => [`uid-${index}`, count]));
  return pathChart(pathView(aPath(changed), counts), ABOUT, language);
}

const kinds = (chart: PathChart): string[] => chart.columns.map(({ kind }) => kind);
const pods = (chart: PathChart) => chart.columns.at(-1)?.cards ?? [];
const many = Array.from({ length: 11 }, (_, index) => `node-${1 + (index % 7)}`);

const CASES: Readonly<Record<string, Case>> = {
  cluster: { service: { nlb: NLB, proxy_mode: 'iptables' }, held: [7, 6, 7] },
  'on one Pod': { held: [20, 0, 0] },
  Local: { service: { traffic_policy: 'Local', proxy_mode: 'ipvs' }, held: [5, 4, 11] },
  'Local, idle node': { service: { traffic_policy: 'Local', proxy_mode: null }, pods: podsOn(['node-1', 'node-1']) },
  'Pod addresses as targets': { service: { target_type: 'ip' } },
  zones: { service: { target_type: 'ip', nlb: { ...NLB, zones: [] } } },
  'a node that drops': {
    service: { type: 'NodePort', address: aNode('node-1').address, traffic_policy: 'Local' },
    pods: podsOn(['node-2', 'node-2']),
  },
  NodePort: { service: { type: 'NodePort', address: aNode('node-1').address, proxy_mode: 'nftables' } },
  ClusterIP: { service: { type: 'ClusterIP', address: '10.96.12.13:8080' } },
  'another balancer': { service: { address: '172.18.0.4:8080' } },
  lab: { service: { address: '127.0.0.1:31401' }, kubernetes_version: null },
  'one Pod': { pods: podsOn(['node-1']) },
  'none Ready': { pods: podsOn(['node-1']).map((pod) => ({ ...pod, ready: false })) },
  many: {
    service: {
      nodes: Array.from({ length: 7 }, (_, index) => aNode(`node-${index + 1}`)),
      nlb: { ...NLB, cross_zone: true },
    },
    pods: podsOn(many),
    held: many.map((_, index) => 3 * index),
  },
};

describe.each(Object.entries(CASES))('the picture of a path: %s', (_name, made) => {
  it('has each number of the English in Japanese, and nothing that is left over', () => {
    const [english, japanese] = (['en', 'ja'] as const).map((language) => {
      const chart = chartOf(made, language);
      const cards = chart.columns.flatMap(({ head, caption, cards: all }) => [
        head,
        caption,
        ...all.flatMap(({ title, lines }) => [title, ...lines.map(({ text }) => text)]),
      ]);
      return [chart.title, chart.subtitle, chart.alt, ...cards].join('\n');
    });
    expect({
      lost: lostNumbers(english ?? '', japanese ?? ''),
      english: englishIn(withoutNames(japanese ?? '')),
      wide: fullWidthIn(japanese ?? ''),
      marks: brokenMarks(japanese ?? ''),
    }).toEqual({ lost: [], english: [], wide: [], marks: [] });
  });

  it('draws arrows that add up to what the Pods get', () => {
    const chart = chartOf(made);
    const arrows = chart.columns.at(-1)?.arrows ?? [];
    const got = pathView(aPath(made), {}).pods.reduce((sum, { share }) => sum + share, 0);
    expect(arrows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(got, 9);
    for (const { to, from } of arrows) {
      expect(pods(chart)[to]).toBeDefined();
      expect(chart.columns.at(-2)?.cards[from]).toBeDefined();
    }
  });
});

/** Names of nodes, Services, hosts and the modes of kube-proxy. */
function withoutNames(text: string): string {
  return text.replaceAll(/\b(?:us-west-1\w|envoy|ip|instance|ipvs|nftables|cross-zone|[a-z0-9.-]+amazonaws)\b/g, ' ');
}

describe('the picture of a path', () => {
  it('shows no node where the targets are Pod addresses, and the NLB leads to the Pods', () => {
    const chart = chartOf({ service: { target_type: 'ip' } });
    expect(kinds(chart)).toEqual(['client', 'balancer', 'pod']);
    expect(JSON.stringify(chart)).not.toContain('31401');
    expect(chart.title).toBe('The NLB itself picks the Pod, with no node in between: 33 % of new connections each');
  });

  it('says which hop picks the Pod', () => {
    expect(chartOf().title).toBe('The NodePort, not the NLB, picks the Pod: 33 % of new connections each');
    expect(chartOf(CASES['another balancer']).title).toContain('not the load balancer,');
    expect(chartOf(CASES.NodePort).title).toBe('The NodePort picks the Pod: 33 % of new connections each');
    expect(chartOf(CASES.ClusterIP).title).toBe('kube-proxy picks the Pod: 33 % of new connections each');
  });

  it('names what is wrong with the way first', () => {
    expect(chartOf(CASES['on one Pod']).title).toBe(
      '20 of 20 connections are on one Pod, though each new one may go to any',
    );
    expect(chartOf(CASES.Local).title).toMatch(/^New connections are uneven, 25 % to 50 % a Pod: policy Local/);
    expect(chartOf(CASES['a node that drops']).title).toBe(
      'node-1 drops new connections: policy Local, and it has no Ready Pod of its own',
    );
    expect(chartOf(CASES['none Ready']).title).toBe('No Pod of Service envoy is Ready: new connections fail');
  });

  it('calls counts skewed that chance would hardly give, and no others', () => {
    expect(chartOf({ held: [9, 6, 5] }).title).toContain('The NodePort, not the NLB');
    expect(chartOf({ held: [13, 5, 2] }).title).toContain('13 of 20 connections are on one Pod');
  });

  it('has the percentage of each arrow, and its Pod’s colour', () => {
    const [node, pod] = chartOf(CASES.Local).columns.slice(-2);
    expect(node?.arrows.map(({ label }) => label)).toEqual(['50 %', '50 %']);
    expect(pod?.arrows.map(({ label, slot }) => [label, slot])).toEqual([
      ['25 %', 0],
      ['25 %', 1],
      ['50 %', 2],
    ]);
  });

  it('says of a count that was not read that it was not, and never 0', () => {
    const [first, second] = pods(chartOf({ held: [0] }));
    expect(first?.lines.at(-1)?.text).toBe('0 open now');
    expect(second?.lines.at(-1)?.text).toBe('open now: not read');
  });

  it('counts what has no room: the fullest seven of eleven Pods, five of seven nodes, and the rest together', () => {
    const chart = chartOf(CASES.many);
    expect(chart.columns.at(-2)?.cards.at(-1)?.title).toBe('and 2 more nodes');
    expect(pods(chart)).toHaveLength(8);
    expect(pods(chart).at(-1)).toMatchObject({ title: 'and 4 more Pods', value: '36 %', slot: null });
    expect(pods(chart).at(-1)?.lines[0]?.text).toBe('18 open now');
  });

  it('has in its description what is drawn: addresses, shares and counts', () => {
    expect(chartOf(CASES.cluster).alt).toContain(
      'node-1 in us-west-1b, NodePort 10.0.1.11:31401: 50 %. node-2 in us-west-1c, NodePort 10.0.1.12:31401: 50 %. ' +
        'Pod x7k2p on node-1, 10.244.1.20:8080: 33 % of new connections, 7 open now.',
    );
  });

  it('names the address that clients connect at once, where it is that of a zone', () => {
    const zones = ['21', '22'].map((host) => ({ name: `lab-1${host}`, address: `127.0.0.${host}:31401` }));
    const service = { address: '127.0.0.21:31401', nlb: { zones, cross_zone: true } };
    const [balancer] = chartOf({ service, kubernetes_version: null }).columns[1]?.cards ?? [];
    expect(balancer?.lines.map(({ text }) => text)).toEqual([
      'lab-121',
      '127.0.0.21:31401',
      'lab-122',
      '127.0.0.22:31401',
    ]);
  });

  it('has target, day and kube-proxy’s mode in its footer, or that the mode can not be read', () => {
    expect(chartOf(CASES.cluster).footer).toBe(
      'lab · 26 Nov 2026 09:15 UTC · kube-proxy: iptables · Kubernetes v1.34.4',
    );
    expect(chartOf(CASES['Local, idle node']).footer).toContain('kube-proxy: mode not readable');
    expect(chartOf(CASES.lab).footer).toContain('lab: stand-ins for AWS and kube-proxy');
  });
});
