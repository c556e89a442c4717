import { units } from './units.ts';

/** How the picture of a path calls what stands in front of the nodes. */
type Balancer = 'nlb' | 'other';

const NAMES = { nlb: 'NLB', other: 'load balancer' } as const;

/** The picture of a target's path and the check of it. */
export const path = {
  // The picture's title: where new connections go.
  noneReady: (service: string) => `No Pod of Service ${service} is Ready: new connections fail`,
  dropped: (node: string) => `${node} drops new connections: policy Local, and it has no Ready Pod of its own`,
  heldOnFew: (most: number, total: number) =>
    `${most} of ${total} connections are on one Pod, though each new one may go to any`,
  viaNodes: (balancer: Balancer | null, each: string) =>
    `${balancer === null ? 'The NodePort' : `The NodePort, not the ${NAMES[balancer]},`} picks the Pod: ${each} of new connections each`,
  viaBalancer: (balancer: Balancer, each: string) =>
    `The ${NAMES[balancer]} itself picks the Pod, with no node in between: ${each} of new connections each`,
  viaClusterIp: (each: string) => `kube-proxy picks the Pod: ${each} of new connections each`,
  uneven: (least: string, most: string, why: 'Local' | 'zones') =>
    `New connections are uneven, ${least} to ${most} a Pod: ${why === 'Local' ? 'policy Local, and nodes with different numbers of Pods' : 'cross-zone is off, and zones have different numbers of targets'}`,
  onlyPod: (pod: string) => `${pod} is the only Ready Pod: it gets every new connection`,
  // Its subtitle and footer.
  service: (name: string, type: string | null) => `Service ${name}${type === null ? '' : ` (${type})`}`,
  policy: (policy: string) => `externalTrafficPolicy: ${policy}`,
  targets: (type: 'instance' | 'ip'): string =>
    type === 'ip' ? 'targets: Pod addresses (ip)' : 'targets: nodes (instance)',
  crossZone: (on: boolean) => `cross-zone: ${on ? 'on' : 'off'}`,
  proxyMode: (mode: string | null) => `kube-proxy: ${mode ?? 'mode not readable'}`,
  labStandIn: () => 'lab: Envoy stands in for AWS and kube-proxy',
  // Its columns.
  client: () => 'client',
  balancer: (balancer: Balancer): string => (balancer === 'nlb' ? 'NLB' : 'Load balancer'),
  picksNode: (balancer: Balancer): string =>
    balancer === 'nlb' ? 'picks a node, by a hash of the connection' : 'picks a node',
  picksPod: (balancer: Balancer): string =>
    balancer === 'nlb' ? 'picks a Pod, by a hash of the connection' : 'picks a Pod',
  node: () => 'Node: NodePort',
  nodePicks: (how: 'random' | 'ipvs' | 'unknown' | 'lab', mode: string, isLocal: boolean) => {
    const of = isLocal ? 'a Pod of its own' : 'a Pod of any node';
    if (how === 'lab') return `Envoy picks ${of} at random`;
    if (how === 'random') return `kube-proxy (${mode}) picks ${of} at random`;
    return how === 'ipvs' ? `kube-proxy (${mode}) picks ${of} by its scheduler` : `kube-proxy picks ${of}`;
  },
  pod: () => 'Pod',
  podCaption: () => 'share of new connections,\nconnections open now',
  // Its cards.
  openNow: (held: number | null) => (held === null ? 'open now: not read' : `${held.toLocaleString('en-US')} open now`),
  notReady: () => 'not Ready',
  noOwnPod: () => 'no Ready Pod of its own',
  noAddress: () => 'no address in its zone',
  more: (n: number, what: 'node' | 'Pod') => `and ${n} more ${what}${n === 1 ? '' : 's'}`,
  // Its description.
  alt: (service: string, target: string) => `The way of a new connection to Service ${service} on ${target}.`,
  altBalancer: (balancer: Balancer, address: string) => `${path.balancer(balancer)} ${address}.`,
  altNode: (name: string, zone: string, address: string, share: string) =>
    `${name}${zone === '' ? '' : ` in ${zone}`}, NodePort ${address}: ${share}.`,
  altPod: (x: { name: string; node: string; address: string; share: string; held: string }) =>
    `Pod ${x.name} on ${x.node}, ${x.address}: ${x.share} of new connections, ${x.held}.`,
  percent: (share: number) => (share > 0 && share < 0.01 ? '<1 %' : units.percent(Math.round(100 * share) / 100)),
};
