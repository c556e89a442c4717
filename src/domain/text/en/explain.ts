/** How a connection reaches a Pod, and what the words of a report mean. */
export const explain = {
  clusterIp: (name: string) =>
    `*Service ${name} is a ClusterIP: no balancer and no NodePort is in the way.* kube-proxy picks a Pod once, when a connection is opened.`,
  ipTargets: (name: string) =>
    `*Service ${name} has Pod addresses as targets*, so its NodePort is not used: the NLB itself picks the Pod, once per connection.`,
  nodePort: (name: string) =>
    `*The NodePort, not the NLB, picks the Pod of Service ${name}*: once, at random, when a connection is opened.`,
  local: () =>
    '• `externalTrafficPolicy: Local`: a node forwards only to its own Pods, so nodes with fewer Pods give each of them more.',
  port: (port: number) =>
    `• A packet to port ${port} of any node is treated as one to the ClusterIP: the labels of the Service select the Pods.`,
  iptables: () =>
    '• kube-proxy in iptables mode picks one Pod address at random for each new connection ("round robin", as it is often told, is imprecise: only IPVS has that). The kernel then keeps the connection there.',
  noNlb: (name: string, type: string) => `*Service ${name} is of type ${type}: there is no NLB in front of it.*`,
  nlbToPods: () =>
    '*The NLB balances connections, not requests*: its targets are Pod addresses, and it picks one when a connection is opened.',
  nlbToNodes: () =>
    '*The NLB balances connections, not requests, and its targets are nodes*: its algorithm does not choose the Pod.',
  hash: () =>
    '• It hashes protocol, addresses, ports and the TCP sequence number of a new connection to one target and never moves it. gRPC sends all requests of a client on that one connection.',
  blind: () =>
    '• Its health checks see nodes: when Pods are restarted no target changes, so it is blind to their imbalance.',
  crossZone: () =>
    '• Cross-zone balancing is off by default: an address of the NLB sends only to targets of its own zone.',
  idle: () =>
    '• It forgets a connection after 350 s without a packet (60 to 6000 s can be set); clients that speak more often are never touched.',
  alb: () => '• An ALB balances each gRPC request, and it or an NLB with `ip` targets can address Pods directly.',
  moves: () =>
    '*What moves a connection*: only its close. The Pod ends, `max_connection_duration` or `idle_timeout` closes it (GOAWAY), or the client does; the next request opens a new one, which is picked anew.',
  movesNot: () => '*What does not*: a new or Ready Pod, scaling out, a changed Service, waiting.',
  lab: (envoy: string) =>
    `*This is the lab*: Envoy ${envoy}, the gRPC servers and the clients are real, on loopback. Stood in for are AWS (the NLB is an Envoy hop that picks a node at random) and the kernel's packet rules (each node's NodePort is an Envoy hop that picks at random).`,
  more: (target: string, topic: string) =>
    `All addresses are those of ${target}. More: \`/nlb explain ${topic}\`, and the words: \`/nlb explain words\``,
  // The picture, in a code block.
  client: 'client',
  oneConnection: 'one TCP connection, kept for ever',
  toPod: 'one Pod address, chosen by a hash per new connection',
  toNode: 'one node, chosen by a hash per new connection',
  picked: 'one Pod address, picked at random per new connection',
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
