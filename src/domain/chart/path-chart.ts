import type { Language } from '../language.ts';
import type { PathView } from '../path/path-view.ts';
import { sum } from '../statistics/evenness.ts';
import { type Words, wordsIn } from '../text/words.ts';
import { cardOf, type Folded, foldCards } from './fold-cards.ts';
import { pathAlt } from './path-alt.ts';
import { heldText, podCard, restCard, shortName } from './path-cards.ts';
import type { PathArrow, PathCard, PathChart, PathColumn } from './path-spec.ts';
import { balancerOf, pathTitle } from './path-title.ts';

/** More than these would not be readable where a chat shows the picture. */
const MAX_NODES = 6;
const MAX_PODS = 8;

/** Whose path it is. */
export interface PathAbout {
  target: string;
  /** In the place of what the path itself shows. */
  title?: string;
  /** Of a run, in the footer. */
  run?: string;
  /** When it was looked at, ISO-8601 UTC. */
  at: string;
  /** e.g. `Kubernetes v1.34.4`. */
  versions: readonly string[];
}

/** The way of a new connection as a picture of cards and arrows, as thick as the traffic that is expected there. */
export function pathChart(view: PathView, about: PathAbout, language: Language = 'en'): PathChart {
  const { path, units } = wordsIn(language);
  const title = about.title ?? pathTitle(view, language);
  const nodes = foldCards(
    view.nodes.map(({ share }) => share),
    MAX_NODES,
  );
  const pods = foldPods(view);
  const columns = [
    clientColumn(path),
    ...frontColumns(view, path),
    ...(view.nodes.length === 0 ? [] : [nodeColumn(view, nodes, path)]),
    podColumn(view, { nodes, pods }, path),
  ];
  return {
    kind: 'path',
    title,
    subtitle: subtitleOf(view, path),
    footer: [
      ...(about.run === undefined ? [] : [about.run]),
      about.target,
      units.minute(about.at),
      view.isLab ? path.labStandIn() : view.proxy_mode === undefined ? null : path.proxyMode(view.proxy_mode),
      ...about.versions,
    ]
      .filter((part) => part !== null)
      .join(' · '),
    alt: pathAlt(view, title, about.target, language),
    ...(language === 'en' ? {} : { language }),
    columns,
  };
}

/** The fullest Pods, which are what somebody looks for, node by node, so that few arrows cross. */
function foldPods({ pods, nodes }: PathView): Folded {
  const { shown, rest } = foldCards(
    pods.map(({ held, share }) => (held ?? 0) + share),
    MAX_PODS,
  );
  const placeOf = (index: number): number => nodes.findIndex(({ name }) => name === pods[index]?.node);
  return { shown: shown.sort((a, b) => placeOf(a) - placeOf(b) || a - b), rest };
}

function subtitleOf({ service, nodes, entry, cross_zone }: PathView, path: Words['path']): string {
  return [
    path.service(service.name, entry === 'nlb' ? null : service.type),
    ...(nodes.length === 0 ? [] : [path.policy(service.traffic_policy)]),
    ...(entry === 'nlb' ? [path.targets(service.target_type)] : []),
    ...(cross_zone === null ? [] : [path.crossZone(cross_zone)]),
  ].join(' · ');
}

function clientColumn(path: Words['path']): PathColumn {
  const card = { title: path.client(), value: null, lines: [], slot: null, isIdle: false };
  return { kind: 'client', head: '', caption: '', cards: [card], arrows: [] };
}

/** The balancer, or the Service's own address where there is none; nothing where clients name a node. */
function frontColumns(view: PathView, path: Words['path']): PathColumn[] {
  const { service, zones, entry } = view;
  if (entry === 'nodeport') return [];
  const balancer = balancerOf(view);
  const isOfZone = zones.some(({ address }) => address === service.address);
  const lines: PathCard['lines'] = [
    // Clients connect at an address of a zone, or at a name that leads to all of them.
    ...(isOfZone ? [] : [{ text: service.address, style: 'address' as const }]),
    ...zones.flatMap(({ name, address }): PathCard['lines'] => [
      { text: name, style: 'plain' },
      ...(address === null ? [] : [{ text: address, style: 'address' as const }]),
    ]),
  ];
  const caption =
    balancer === null
      ? path.nodePicks(...proxyOf(view), false)
      : view.nodes.length > 0
        ? path.picksNode(balancer)
        : path.picksPod(balancer);
  return [
    {
      kind: 'balancer',
      head: balancer === null ? 'ClusterIP' : path.balancer(balancer),
      caption,
      cards: [{ title: service.name, value: null, lines, slot: null, isIdle: false }],
      arrows: [{ from: 0, to: 0, share: 1, label: '', slot: null }],
    },
  ];
}

function nodeColumn(view: PathView, folded: Folded, path: Words['path']): PathColumn {
  const cards = folded.shown.flatMap((index) => {
    const node = view.nodes[index];
    if (node === undefined) return [];
    const isBare = view.service.traffic_policy === 'Local' && !node.eligible;
    const why = !isBare ? [] : [{ text: path.noOwnPod(), style: 'muted' as const }];
    const where = node.zone === '' ? [] : [{ text: node.zone, style: 'muted' as const }];
    const lines: PathCard['lines'] = [{ text: node.address, style: 'address' }, ...where, ...why];
    return [{ title: shortName(node.name), value: null, lines, slot: null, isIdle: node.share === 0 }];
  });
  const shareOf = (indexes: readonly number[]): number => sum(indexes.map((index) => view.nodes[index]?.share ?? 0));
  const rest = shareOf(folded.rest);
  const arrows = [...folded.shown.map((index) => shareOf([index])), ...(folded.rest.length > 0 ? [rest] : [])].flatMap(
    (share, to): PathArrow[] => (share === 0 ? [] : [{ from: 0, to, share, label: path.percent(share), slot: null }]),
  );
  return {
    kind: 'node',
    head: path.node(),
    caption: path.nodePicks(...proxyOf(view), view.service.traffic_policy === 'Local'),
    cards: [...cards, ...restCard(path.more(folded.rest.length, 'node'), folded.rest, null, [])],
    arrows,
  };
}

function podColumn(view: PathView, { nodes, pods }: { nodes: Folded; pods: Folded }, path: Words['path']): PathColumn {
  const cards = pods.shown.flatMap((index) => {
    const pod = view.pods[index];
    return pod === undefined ? [] : [podCard(pod, view, path)];
  });
  const others = pods.rest.flatMap((index) => view.pods[index] ?? []);
  const held = others.some((pod) => pod.held === null) ? null : sum(others.map((pod) => pod.held ?? 0));
  const share = path.percent(sum(others.map((pod) => pod.share)));
  const merged = new Map<string, PathArrow>();
  for (const { node, pod, share: part } of view.legs) {
    const [from, to] = [node === null ? 0 : cardOf(nodes, node), cardOf(pods, pod)];
    const slot = to < pods.shown.length ? (view.pods[pod]?.slot ?? null) : null;
    const so = merged.get(`${from} ${to}`)?.share ?? 0;
    merged.set(`${from} ${to}`, { from, to, share: so + part, label: path.percent(so + part), slot });
  }
  return {
    kind: 'pod',
    head: path.pod(),
    caption: view.counted === undefined ? path.podCaption() : path.countedCaption(view.counted.evidence),
    cards: [
      ...cards,
      ...restCard(path.more(others.length, 'Pod'), others, share, [
        { text: heldText(held, view, path), style: 'plain' },
      ]),
    ],
    arrows: [...merged.values()],
  };
}

/** How kube-proxy chooses: at random in the modes iptables and nftables, by a scheduler in mode ipvs. */
function proxyOf({ isLab, proxy_mode }: PathView): ['random' | 'ipvs' | 'unknown' | 'lab', string] {
  if (isLab) return ['lab', ''];
  if (proxy_mode === 'iptables' || proxy_mode === 'nftables') return ['random', proxy_mode];
  return proxy_mode === 'ipvs' ? ['ipvs', proxy_mode] : ['unknown', proxy_mode ?? ''];
}
