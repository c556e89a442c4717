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
  labStandIn: () => 'lab: stand-ins for AWS and kube-proxy',
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
  countedCaption: (evidence: 'held' | 'picks'): string =>
    evidence === 'picks'
      ? 'share of new connections,\nas the run counted them'
      : 'share of connections,\nas the run counted them',
  countOf: (n: number, total: number) => `${n.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`,
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
  // What is said beside it.
  askedBy: (person: string, command: string) => `${person} asked: \`${command}\``,
  follows: () => 'A picture of the path follows in this channel.',
  notPosted: (why: string) => `Its picture could not be posted: ${why}`,
  // The check.
  door: (node: string | null, address: string) => (node === null ? address : `${node} ${address}`),
  checked: (x: {
    opened: number;
    door: string;
    counts: string;
    pods: string;
    nodes: 'one' | 'both' | number;
    node: string;
  }) => {
    const where =
      x.nodes === 'one'
        ? `Pods of ${x.node} alone`
        : `Pods of ${x.nodes === 'both' ? 'both nodes' : `${x.nodes} nodes`}`;
    return `I opened ${units.count(x.opened, 'connection')} to ${x.door}: they landed ${x.counts} on ${x.pods}, ${where}`;
  },
  checkedOne: (opened: number, door: string, pod: string) =>
    `I opened ${units.count(opened, 'connection')} to ${door}: all landed on ${pod}, the only Pod that it leads to.`,
  checkedEven: (p: string) => ` (each Pod equally likely: ${p}).`,
  checkedShares: (shares: string, p: string) => ` (${shares} expected: ${p}).`,
  unlikely: () => 'That is hardly chance: something else than the path drawn here decides, such as session affinity.',
  checkFailed: (failed: number, codes: string) => `${failed} more ended without an answer: ${codes}.`,
  unanswered: (opened: number, door: string, codes: string) =>
    `I opened ${units.count(opened, 'connection')} to ${door}: none was answered (${codes}).`,
  unnamed: (n: number) =>
    `${units.count(n, 'connection')} got an answer that names no Pod of the target (response header \`x-envoy-pod\`) and ${n === 1 ? 'is' : 'are'} not counted.`,
  notMade: {
    held: (holder: string) => `I opened no connections: ${holder} uses the target, and they would be counted with it.`,
    no_way: () => 'I opened no connections: nothing leads to a Pod.',
    job: () => 'I opened no connections: the clients of this target run in a Job, and none is made for a check.',
    production: (command: string) =>
      `I opened no connections on a target of class production; \`${command}\` opens 60.`,
    not_allowed: (message: string) => `I opened no connections: ${message}`,
    failed: (message: string) => `The target could not be checked, and how many are open was not read: ${message}`,
    nobody: () => 'I opened no connections, and how many are open was not read: no worker of this target answers.',
  },
  altCounted: (x: { name: string; node: string; share: string }, count: string) =>
    `Pod ${x.name} on ${x.node}: ${x.share}, ${count}.`,
  percent: (share: number) => (share > 0 && share < 0.01 ? '<1 %' : units.percent(Math.round(100 * share) / 100)),
};
