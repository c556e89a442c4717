import { units } from './units.ts';

/** How a connection reaches a Pod, and what the words of a report mean. */
export const explain = {
  index: (target: string) => `*What I can explain* for ${target}, or with \`on=TARGET\` for another target:`,
  topics: {
    nodeport: 'who picks the Pod behind a NodePort, and how',
    nlb: 'what the NLB balances, and what it never moves',
    alb: 'what an ALB does otherwise',
    clusterip: 'what a ClusterIP is, and what a headless Service',
    'target-type': '`instance` and `ip` targets',
    'traffic-policy': '`externalTrafficPolicy`: Cluster and Local',
    'max-connection-duration': 'what it closes, what it spreads, and its price',
    'idle-timeout': 'what it closes, and why it often moves nothing',
    'max-requests': 'a limit of requests instead of time',
    goaway: 'how a client is asked to leave',
    drain: 'what happens to connections when a Pod ends',
    skew: 'how connections come to be uneven, and why they stay so',
    lab: 'what is real in the lab, and what is stood in for',
    words: 'the words of a report',
  },
  runTopic: 'what moved which connections in a run, and what did not',
  here: (facts: string) => `*Here*: ${facts}`,
  unread: (target: string, command: string) =>
    `:warning: ${target} could not be read now, so this is what holds for every target; \`${command}\` says more.`,
  balancer: (name: string, target: string, address: string, targets: string) =>
    `Service ${name} on ${target} is a LoadBalancer at ${address} with ${targets} targets`,
  nodePortOnly: (name: string, target: string) => `Service ${name} on ${target} is a NodePort without a balancer`,
  clusterIpOnly: (name: string, target: string, address: string) =>
    `Service ${name} on ${target} is a ClusterIP at ${address}`,
  nodePort: (port: number, nodes: number, policy: string) =>
    `node port ${port} on ${nodes} ${nodes === 1 ? 'node' : 'nodes'}, traffic policy ${policy}`,
  proxyMode: (mode: string) => `kube-proxy in ${mode} mode`,
  zones: (names: string, n: number, crossZone: boolean | null) => {
    const cross = { true: 'on', false: 'off', null: 'not known' }[`${crossZone}`];
    return `Its ${n === 1 ? 'zone is' : 'zones are'} ${names}, cross-zone balancing is ${cross}.`;
  },
  ending: (target: string, how: string) => `The Pods of ${target} end ${how}.`,
  readyPods: (n: number) => `${units.count(n, 'Ready Pod')}`,
  perNode: (facts: string) => `Ready Pods by node: ${facts}`,
  localShare: (node: string, share: string) => `${share} for each on ${node}`,
  shares: (cluster: string, local: string) =>
    `Each Pod is expected to get ${cluster} of the connections under Cluster, and under Local, where every node gets as much, ${local}.`,
  isSet: (target: string, setting: string) => `the configuration of ${target} has \`${setting}\`.`,
  unreadable: (target: string) =>
    `the configuration of ${target} could not be understood, so what it has is not known.`,
  notSet: {
    'max-connection-duration': (target: string) =>
      `the configuration of ${target} has no \`max_connection_duration\`: no connection is closed for its age.`,
    'max-requests': (target: string) =>
      `the configuration of ${target} has no \`max_requests_per_connection\`: no connection is closed for its requests.`,
    'idle-timeout': (target: string) => `the configuration of ${target} has no \`idle_timeout\`: the default counts.`,
  },
  expected: (pods: number, shares: string) =>
    `A rolling restart of its ${pods} Pods is expected to leave ${shares} % of the connections on them, the first Ready first.`,
  versions: (target: string, envoy: string, kubernetes: string | null) =>
    `${target} runs Envoy ${envoy}${kubernetes === null ? '' : ` on Kubernetes ${kubernetes}`}.`,
  isLab: () => 'This is the lab: `/nlb explain lab` says what is stood in for.',
  labHead: () => 'AWS and the lab, by default',
  labBehaviour: 'behaviour',
  labRow: ({ behaviour, aws, lab, why }: Record<'behaviour' | 'aws' | 'lab' | 'why', string>) =>
    `*${behaviour}*: AWS: ${aws}. Lab: ${lab}. _${why}_`,
  more: (command: string) => `*More, with sources*: \`${command}\``,
  tryIt: (commands: string) => `*Try it*: ${commands}`,
  sources: () => '*Sources*',
  measured: (title: string) => `measured here, ${title}`,
  // The picture, in a code block.
  client: 'client',
  oneConnection: 'one TCP connection, kept open',
  toPod: 'a hash picks a Pod per connection',
  toNode: 'a hash picks a node per connection',
  picked: 'a Pod at random per connection',
  noPod: 'no Pod is Ready',
  onNode: (node: string) => `on ${node}`,
  noOwnPod: '(no Pod of its own)',
  andMore: (n: number) => `and ${n} more`,
  // The glossary.
  glossaryHead: () => '*The words of a report*',
  glossary: [
    ['run, target', 'one execution of an experiment, and the named Deployment that it runs on'],
    [
      'arm',
      'a part of a run under one setting: `control` is the restart alone, `treatment` the restart with the setting',
    ],
    ['pick', 'one new connection landing on a Pod; connections `held` are those open after the restart'],
    ['skew, even', 'connections on some Pods far more than on others; or as many on each as random picks give'],
    [
      'verdict',
      'BALANCED: even. IMBALANCED: not even. INCONCLUSIVE: too few connections to tell. INVALID: not counted',
    ],
    ['gate', 'a check that the measurement can be trusted; one that fails makes a run INVALID'],
    ['p', 'how often random, even picks would be at least this uneven; below alpha (0.05) it is no chance'],
    ['max/mean', 'connections of the fullest Pod over the average of all Pods; 1 is perfectly even'],
    ['band (95 %)', "where one Pod's share lies in 95 of 100 runs of random, even picks"],
    ['GOAWAY', 'how Envoy asks a client to leave a connection; gRPC finishes its requests and opens another'],
    ['price', 'what a setting costs: reconnects per second, handshakes, slower requests (p99), failed requests'],
    ['handshake', 'opening a TCP and HTTP/2 connection, which the first request on it waits for'],
    ['p50, p99', 'half, or 99 of 100, requests were answered within this time'],
    ['burst, rolling', "a restart down to one Pod first, or the Deployment's own, Pod by Pod"],
    ['jitter', "up to so much is added at random to each connection's age, so that they do not close together"],
    ['Holm', 'makes several tests as careful together as one alone'],
  ] as readonly (readonly [string, string])[],
};
