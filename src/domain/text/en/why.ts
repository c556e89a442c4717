import type { Movement } from '../../scenario.ts';
import { moves } from './moves.ts';
import { units } from './units.ts';

/** Why a run came out as it did. */
export const why = {
  head: (sentences: string) => `*Why*: ${sentences}`,
  more: (commands: string) => `More: ${commands}`,
  checks: () =>
    'A health check of the traffic port is a TCP connection that closes without a byte. Envoy counts it in `downstream_cx_total`, and while it is open in `downstream_cx_active`; the HTTP/2 codec is made with the first bytes only, so `downstream_cx_http2_total` and `downstream_cx_http2_active` never have it.',
  /** What the Pods do when they are told to end. */
  ends: {
    sigterm: () =>
      'With SIGTERM alone Envoy closes its listeners and exits at once, while kube-proxy hears of it only with its next sync, about a second later: connections that the nodes send to the Pod until then are refused, and requests in flight are cut.',
    sleep: () =>
      'With a sleep the Pod goes on serving while the nodes let go of it; then the signal cuts its connections without a GOAWAY, and only requests in flight at that moment are lost.',
    drain: () =>
      "With a drain Envoy goes on serving, each response asks its connection to leave (GOAWAY), and the signal comes once all have left and the nodes have let go of the Pod; only who is silent beyond the drain's deadline is cut.",
    'healthcheck-fail': () =>
      'With a failed health check Envoy goes on serving and closes each connection with its next response (GOAWAY); the signal comes once all have left and the nodes have let go of the Pod.',
    own: () => 'As found a preStop hook of its own runs before the signal.',
  },
  untouched: (clients: number, spread: string) =>
    `Nothing was touched: each of the ${units.count(clients, 'connection')} stays on the Pod that it reached when it was opened (${spread}).`,
  pickedAgain: (from: string, to: string, spread: string) =>
    `${moved(from, to)}, and each client picked again among the Pods that were Ready then (${spread}).`,
  burst: (x: { from: string; to: string; pod: string; at: string; count: number; clients: number }) =>
    `${moved(x.from, x.to)} while ${x.pod}, Ready first at ${x.at}, was the only Pod behind the Service: ${x.count} of ${x.clients} clients are on it, and nothing moved them when the other Pods came.`,
  onlyEndpoint: (x: { from: string; to: string; pod: string; since: string; until: string; clients: number }) =>
    `${moved(x.from, x.to)} and left the Service with ${x.pod} alone from ${x.since} to ${x.until}: all ${x.clients} clients came back to it, and nothing moved them when the other Pods came.`,
  unlikely: (x: { from: string; to: string; pod: string; count: number; p: string }) =>
    `${moved(x.from, x.to)}, yet all ${units.count(x.count, 'connection')} ended on ${x.pod}, which picks during a rolling restart explain only with ${x.p}: look for a moment with a single Ready Pod, session affinity, or traffic policy Local in one zone.`,
  podByPod: (x: { from: string; to: string; pod: string; at: string; count: number; spread: string; fits: boolean }) =>
    `${moved(x.from, x.to)} Pod by Pod, and each client picked again among the Pods Ready at that moment. The model expects most on ${x.pod}, Ready first at ${x.at}: it has ${x.count} (all: ${x.spread}), ${x.fits ? 'which fits that' : 'so the counts do not show it'}.`,
  scaledOut: (x: { from: number; to: number; spread: string; clients: number }) =>
    `The ${units.count(x.clients, 'connection')} were on ${x.from === 1 ? 'the one Pod' : `the ${x.from} Pods`} that there ${x.from === 1 ? 'was' : 'were'} when the Deployment grew to ${x.to}. A new Pod only takes connections that are opened after it is Ready, and nothing closes the open ones: they stay where they were (${x.spread}).`,
  killed: (x: {
    pod: string;
    at: string;
    connections: number;
    failed: number;
    rpcs: number;
    gap: { half: string; longest: string } | null;
    next: { pod: string; held: number } | null;
    spread: string;
  }) =>
    `Pod ${x.pod} was killed at ${x.at} with ${units.count(x.connections, 'connection')}, without a GOAWAY: ${x.failed} of ${units.count(x.rpcs, 'request')} failed in the change${x.gap === null ? '' : `, and a client that lost its connection had its next answer ${x.gap.half} later at the median, ${x.gap.longest} at most`}. Each came back to a Pod that was Ready then.${x.next === null ? '' : ` Pod ${x.next.pod} took its place and holds ${x.next.held}: nothing closes an open connection to move it there (all: ${x.spread}).`}`,
  nothingMoved: (field: string, reason: string, movement: Movement) =>
    `In the treatment ${field} ${reason}, so nothing moved${moves.after[movement]}.`,
  agedOut: (x: Aged & { life: string }) => aged(x, `${x.life} after it was opened`),
  idledOut: (x: Aged & { value: string }) => aged(x, `after ${x.value} without a ${x.what}`),
  usedUp: (x: Aged & { requests: number }) =>
    aged(x, `with ${x.requests === 1 ? 'its first' : `the ${units.ordinal(x.requests)}`} ${x.what} on it`),
  closesOnce: (end: 'cut' | 'ended', call: string) =>
    `, and it closes once ${end === 'cut' ? 'max_stream_duration cuts its stream' : 'its stream has ended'}, ${call} after that was opened`,
  drain: (time: string) =>
    ` The final GOAWAY follows ${time} later (\`drain_timeout\`): it is for clients that do not leave at the first, as gRPC clients do.`,
  inLab: () => " (in the lab, its hops stand in for the NLB and kube-proxy's packet rules)",
  onePod: () => 'one of the Pods',
  oneOf: (pods: string) => `one of ${pods}`,
  servicePicks: (address: string | null, among: string, inLab: string) =>
    `The Service${address === null ? '' : ` at ${address}`} picks ${among} at random for each new connection and never moves an open one${inLab}.`,
  nlbHashes: (address: string, among: string, inLab: string) =>
    `The NLB at ${address} has the Pod addresses as its targets; it hashes each new connection to ${among} and never moves an open one${inLab}.`,
  toNodePort: (nodes: string) => `Clients connect to a node's NodePort (${nodes}), which says nothing about the Pod.`,
  nlbToNodePort: (address: string, nodes: string) =>
    `The NLB at ${address} only chooses a node's NodePort (${nodes}), so its algorithm does not choose the Pod.`,
  localPicks: (inLab: string) =>
    `Behind the NodePort, kube-proxy picks one of that node's own Pods at random for each new connection and never moves an open one${inLab}.`,
  nodePortPicks: (among: string, inLab: string) =>
    `Behind the NodePort, kube-proxy picks ${among} at random for each new connection and never moves an open one${inLab}.`,
};

const moved = (from: string, to: string): string => `The restart from ${from} to ${to} closed every connection`;

interface Aged {
  field: string;
  what: 'stream' | 'request';
  /** From `closesOnce`; empty where nothing is waited for. */
  streamEnd: string;
  closed: number;
  from: string;
  to: string;
  /** From `drain`; empty without that setting. */
  drain: string;
}

const aged = ({ field, what, streamEnd, closed, from, to, drain }: Aged, when: string): string =>
  `With ${field} Envoy asks a connection to leave (GOAWAY) ${when}${streamEnd}: ${units.count(closed, 'close')} from ${from} to ${to}, and each client's next ${what} opened a connection that picked its Pod anew.${drain}`;

/** Each way in which all connections can come to one Pod. */
export const mechanisms = {
  head: (total: number) => `*How all ${total} came to one Pod*, and what this run says of each way:`,
  single: (verdict: string) => `• one Ready Pod while the clients came back: ${verdict}`,
  chance: (verdict: string) => `• picks by chance: ${verdict}`,
  shared: (verdict: string) => `• several clients on one TCP connection: ${verdict}`,
  affinity: (verdict: string) => `• session affinity, or one source address: ${verdict}`,
  local: (verdict: string) => `• traffic policy Local, with the clients in one zone: ${verdict}`,
  oneEnvoy: () =>
    '• one Envoy counted for all: ruled out, each Pod is read by its own name, and each response names the Pod that gave it',
  neverSingle: () => 'ruled out, the Service never had a single endpoint in the restart',
  singleFits: (pod: string, time: string, from: string, to: string) =>
    `*fits*, ${pod} was the Service's only endpoint for ${time}, from ${from} to ${to}`,
  singleElsewhere: (pod: string, time: string, from: string, to: string) =>
    `does not fit, it is not the Pod that has them, ${pod} was the Service's only endpoint for ${time}, from ${from} to ${to}`,
  models: {
    surge: 'an ordinary rolling restart, surge 1',
    'in-place': 'a rolling restart that ends a Pod first',
    uniform: 'picking among all new Pods',
  },
  doesWith: (model: string, p: string) => `${model} does it with ${p}`,
  likelierSurge: (ratio: string) =>
    ` These counts are ${ratio} times likelier under a rolling restart that adds one Pod at a time than under even picks.`,
  likelierEven: (ratio: string) =>
    ` These counts are ${ratio} times likelier under even picks than under a rolling restart that adds one Pod at a time.`,
  maybeShared: () => 'not ruled out, the connections before the change were not one a client',
  notShared: (connections: number | string, clients: number) =>
    `ruled out, ${connections} connections were open before the change for ${clients} clients`,
  affinityUntested: () => 'not tested, a setting that makes the clients pick anew would tell',
  noAffinity: (pods: number) => `ruled out, with the setting the same clients picked ${pods} Pods`,
  affinityFits: () => '*fits*, with the setting the same clients picked the same Pod again',
  serviceUnknown: () => 'not known, the Service was not read',
  isCluster: () => "ruled out, the Service's policy is Cluster",
  isLocal: () => '*possible*, the policy is Local: look at the nodes of the Pods',
};
