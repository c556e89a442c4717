import type { Node, Pod, Service } from '../topology.ts';

/** What of a Pod decides what it gets. */
type Place = Pick<Pod, 'node' | 'ready'>;

/** One way from a node, or from the balancer or client itself where no node is in between, to a Pod. */
export interface PathLeg {
  /** Index of the node; null where none is in the way. */
  node: number | null;
  /** Index of the Pod. */
  pod: number;
  /** Share of all new connections that take it. */
  share: number;
}

/** Where new connections are expected to go; shares of all of them, between 0 and 1. */
export interface PathShares {
  /** What reaches each node; 0 for one that nothing is sent to. Empty where no node is in the way. */
  nodes: number[];
  /** Whether each node passes connections on: under policy Local one without a Ready Pod of its own does not. */
  eligible: boolean[];
  /** What each Pod gets. They add up to less than 1 where a node drops what reaches it. */
  pods: number[];
  legs: PathLeg[];
}

/** How connections enter: through a load balancer, at a node's NodePort, or at the Service's own address. */
export type PathEntry = 'nlb' | 'nodeport' | 'clusterip';

/** How clients reach the Service. */
export function entryOf({ type }: Pick<Service, 'type'>): PathEntry {
  if (type === 'LoadBalancer') return 'nlb';
  return type === 'NodePort' ? 'nodeport' : 'clusterip';
}

/** Whether a connection passes a NodePort on its way. */
export function passesNodes({ type, target_type }: Pick<Service, 'type' | 'target_type'>): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && target_type === 'instance');
}

/**
 * The expected share of new connections on every hop. The balancer's addresses are taken to get equal parts, each of
 * which goes in equal parts to the targets that pass their health check, those of its own zone where cross-zone is off;
 * kube-proxy then picks each Ready Pod that it may with equal chance, under policy Local one of its own node.
 * Sources: AWS, NLB user guide, "Cross-zone load balancing"; Kubernetes, "Virtual IPs and Service Proxies".
 */
export function pathShares(service: Service, pods: readonly Place[]): PathShares {
  const ready = pods.flatMap((pod, index) => (pod.ready ? [index] : []));
  if (!passesNodes(service)) return directShares(service, pods, ready);
  const isLocal = service.traffic_policy === 'Local';
  const behind = service.nodes.map(({ name }) =>
    isLocal ? ready.filter((index) => pods[index]?.node === name) : [...ready],
  );
  const eligible = behind.map((own) => own.length > 0);
  const nodes = service.type === 'NodePort' ? entryShares(service) : balancedShares(service, eligible);
  const legs = nodes.flatMap((share, node) =>
    share === 0 ? [] : (behind[node] ?? []).map((pod, _, own) => ({ node, pod, share: share / own.length })),
  );
  return { nodes, eligible, legs, pods: totals(legs, pods.length) };
}

/** No node in the way: an NLB with Pod addresses as targets, or kube-proxy on the client's own node. */
function directShares(service: Service, pods: readonly Place[], ready: readonly number[]): PathShares {
  const zones = ready.map((index) => zoneOf(service.nodes, pods[index]?.node ?? ''));
  const shares = service.type === 'LoadBalancer' ? spread(zones, service) : ready.map(() => 1 / ready.length);
  const legs = ready.map((pod, at) => ({ node: null, pod, share: shares[at] ?? 0 }));
  return { nodes: [], eligible: [], legs, pods: totals(legs, pods.length) };
}

/** Clients of a NodePort Service name one node. */
function entryShares({ nodes, address }: Service): number[] {
  const named = nodes.findIndex((node) => node.address === address);
  return nodes.map((_, index) => (index === Math.max(0, named) ? 1 : 0));
}

function balancedShares(service: Service, eligible: readonly boolean[]): number[] {
  const targets = service.nodes.flatMap((node, index) => (eligible[index] ? [{ index, zone: node.zone }] : []));
  const shares = spread(
    targets.map(({ zone }) => zone),
    service,
  );
  const all = service.nodes.map(() => 0);
  targets.forEach(({ index }, at) => {
    all[index] = shares[at] ?? 0;
  });
  return all;
}

/**
 * The share of each target, given the zone of each. With cross-zone off every zone that has both an address and a
 * target gets the same, because the DNS name leads to no address without a healthy target.
 */
function spread(zones: readonly string[], { nlb }: Service): number[] {
  if (nlb?.cross_zone !== false) return zones.map(() => 1 / zones.length);
  const served = new Set(nlb.zones.map(({ name }) => name));
  const used = new Set(zones.filter((zone) => served.size === 0 || served.has(zone)));
  return zones.map((zone) => (used.has(zone) ? 1 / used.size / zones.filter((other) => other === zone).length : 0));
}

function zoneOf(nodes: readonly Node[], name: string): string {
  return nodes.find((node) => node.name === name)?.zone ?? '';
}

function totals(legs: readonly PathLeg[], pods: number): number[] {
  const all = Array.from({ length: pods }, () => 0);
  for (const { pod, share } of legs) all[pod] = (all[pod] ?? 0) + share;
  return all;
}
