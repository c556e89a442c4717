import type { ExplainTopic } from '../command.ts';
import type { Service, Topology } from '../topology.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { routePicture } from './route-picture.ts';
import { targetText } from './run-words.ts';

/**
 * How a connection reaches a Pod on this target and what moves it, in mrkdwn: the answer, the picture, then the details.
 * A target without a Kubernetes version is the embedded lab, and the text says what is stood in for there.
 * Sources: AWS, NLB user guide (flow hash, cross-zone, idle timeout); Kubernetes, "Virtual IPs and Service Proxies".
 */
export function explain(topic: ExplainTopic, topology: Topology, target: string): string {
  const { service } = topology;
  const paragraphs = [
    topic === 'nodeport' ? nodePortAnswer(service) : nlbAnswer(service),
    routePicture(topology),
    ...(topic === 'nodeport' ? nodePortDetails(service) : nlbDetails(service)),
    moves(),
    ...(topology.kubernetes_version === null ? [labText(topology.envoy_version)] : []),
    `All addresses are those of ${targetText(target)}. More: \`/nlb explain ${topic === 'nodeport' ? 'nlb' : 'nodeport'}\``,
  ];
  return paragraphs.join('\n');
}

function nodePortAnswer(service: Service): string {
  const name = `\`${escapeMrkdwn(service.name)}\``;
  if (service.type === 'ClusterIP') {
    return `*Service ${name} is a ClusterIP: no balancer and no NodePort is in the way.* kube-proxy picks a Pod once, when a connection is opened.`;
  }
  if (service.target_type === 'ip') {
    return `*Service ${name} has Pod addresses as targets*, so its NodePort is not used: the NLB itself picks the Pod, once per connection.`;
  }
  return `*The NodePort, not the NLB, picks the Pod of Service ${name}*: once, at random, when a connection is opened.`;
}

function nodePortDetails(service: Service): string[] {
  if (service.type !== 'ClusterIP' && service.target_type === 'ip') return [];
  const local =
    service.traffic_policy === 'Local'
      ? [
          '• `externalTrafficPolicy: Local`: a node forwards only to its own Pods, so nodes with fewer Pods give each of them more.',
        ]
      : [];
  const port =
    service.type === 'ClusterIP'
      ? []
      : [
          `• A packet to port ${service.node_port} of any node is treated as one to the ClusterIP: the labels of the Service select the Pods.`,
        ];
  return [
    ...port,
    '• kube-proxy in iptables mode picks one Pod address at random for each new connection ("round robin", as it is often told, is imprecise: only IPVS has that). The kernel then keeps the connection there.',
    ...local,
  ];
}

function nlbAnswer(service: Service): string {
  if (service.type !== 'LoadBalancer') {
    return `*Service \`${escapeMrkdwn(service.name)}\` is of type ${service.type}: there is no NLB in front of it.*`;
  }
  return service.target_type === 'ip'
    ? '*The NLB balances connections, not requests*: its targets are Pod addresses, and it picks one when a connection is opened.'
    : '*The NLB balances connections, not requests, and its targets are nodes*: its algorithm does not choose the Pod.';
}

function nlbDetails(service: Service): string[] {
  if (service.type !== 'LoadBalancer') return [];
  const blind =
    service.target_type === 'instance' && service.traffic_policy === 'Cluster'
      ? ['• Its health checks see nodes: when Pods are restarted no target changes, so it is blind to their imbalance.']
      : [];
  return [
    '• It hashes protocol, addresses, ports and the TCP sequence number of a new connection to one target and never moves it. gRPC sends all requests of a client on that one connection.',
    ...blind,
    '• Cross-zone balancing is off by default: an address of the NLB sends only to targets of its own zone.',
    '• It forgets a connection after 350 s without a packet (60 to 6000 s can be set); clients that speak more often are never touched.',
    '• An ALB balances each gRPC request, and it or an NLB with `ip` targets can address Pods directly.',
  ];
}

function moves(): string {
  return [
    '*What moves a connection*: only its close. The Pod ends, `max_connection_duration` or `idle_timeout` closes it (GOAWAY), or the client does; the next request opens a new one, which is picked anew.',
    '*What does not*: a new or Ready Pod, scaling out, a changed Service, waiting.',
  ].join('\n');
}

function labText(envoyVersion: string): string {
  return `*This is the lab*: Envoy ${escapeMrkdwn(envoyVersion)}, the gRPC servers and the clients are real, on loopback. Stood in for are AWS (the NLB is an Envoy hop that picks a node at random) and the kernel's packet rules (each node's NodePort is an Envoy hop that picks at random).`;
}
