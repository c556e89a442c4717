import { units } from './units.ts';

/** What a run found that changed the way to the Pods. */
export const way = {
  /** One arm's counts beside what its way predicts, Pods in one order. */
  side: (x: { where: string; counts: string; n: number; shares: string; p: string }) =>
    `${x.counts} of ${units.count(x.n, 'connection')} ${x.where} (expected ${x.shares} %, ${x.p})`,
  worse: (x: Found) =>
    `:warning: *${x.title} on ${x.target} makes the spread uneven, as predicted*: ${x.treatment}; ${x.control}.${x.alone}`,
  repaired: (x: Found) =>
    `:white_check_mark: *${x.title} on ${x.target} makes the spread even, as predicted*: ${x.treatment}; ${x.control}.${x.alone}`,
  follows: (x: Found) =>
    `:white_check_mark: *${x.title} on ${x.target}: connections go where the Service sends them*: ${x.treatment}; ${x.control}.${x.alone}`,
  same: (x: Found) =>
    `:white_check_mark: *${x.title} on ${x.target}: the same shares either way, as predicted*: ${x.treatment}; ${x.control}.`,
  undecided: (x: Found) =>
    `:grey_question: *Can't tell ${x.title} on ${x.target} from what was found by so few connections*: ${x.treatment}; ${x.control}.`,
  unexpected: (x: Found) =>
    `:warning: *${x.title} on ${x.target}: connections are not where the Service should send them*: ${x.treatment}; ${x.control}.`,
  alone: (setting: string, share: string, pod: string, node: string) =>
    ` ${setting} sends ${share} % to ${pod}, which is alone on ${node}.`,
  paid: (after: number, damage: string) =>
    `each client opened its connection anew, ${after === 0 ? 'no reconnects afterwards' : `${units.count(after, 'reconnect')} afterwards`}, ${damage}`,
  spreadPods: () => 'Give each node as many Pods as the next (`topologySpreadConstraints`), or leave it as found.',
  keep: (setting: string) => `Keep ${setting}.`,
  more: (command: string) => `More clients tell: \`${command}\`.`,
  lookAt: () =>
    'Look for what else decides: session affinity, zones of the balancer, or a change that has not arrived everywhere yet.',
  /** In a table. */
  fit: (shares: string, p: string, other: string) => `${shares} %, ${p} (by the other arm's ${other})`,
  chart: (treatment: string, now: string, control: string, before: string) =>
    `${now} ${treatment}, ${before} ${control}`,
  // Why it came out so.
  moved: (inLab: string) =>
    `In each arm every client closed its connection and opened another, while the Pods stayed: only the way to them decided${inLab}.`,
  asFound: (sentence: string) => `As found: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`,
  changed: (service: string, settings: string, at: string) => `At ${at} Service ${service} got ${settings}.`,
  local: (nodes: string) =>
    `With Local a node passes what reaches it to its own Pods alone, and the balancer sends to nodes: ${nodes}.`,
  node: (node: string, pods: number, share: string) =>
    `${node} has ${units.count(pods, 'Pod')}${pods === 0 ? ' and gets nothing' : `, ${share} % ${pods === 1 ? '' : 'each'}`.trimEnd()}`,
  cluster: () => 'With Cluster each node passes what reaches it to any Pod, so that each Pod is as likely as the next.',
  ip: (pods: string) =>
    `With ip the balancer's targets are the Pods' own addresses (${pods}): no node is in the way, and kube-proxy picks nothing.`,
  instance: () => "With instance the balancer's targets are the nodes' NodePorts, and kube-proxy picks the Pod there.",
};

interface Found {
  title: string;
  target: string;
  treatment: string;
  control: string;
  /** From `alone`; empty where no Pod is. */
  alone: string;
}
