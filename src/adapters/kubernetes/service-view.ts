import { AppError } from '../../domain/errors.ts';
import type { LoadBalancer, Node, Service } from '../../domain/topology.ts';
import type { KubeNode, KubeService } from './kube-objects.ts';

const ANNOTATION = 'service.beta.kubernetes.io/aws-load-balancer-';
/** The annotation that says what an NLB's targets are. */
export const TARGET_TYPE = `${ANNOTATION}nlb-target-type`;
const ZONE = 'topology.kubernetes.io/zone';
const NOT_A_TARGET = 'node.kubernetes.io/exclude-from-external-load-balancers';

type ServicePort = NonNullable<KubeService['spec']['ports']>[number];

/** The Service as a run sees it. @throws AppError `target_unfit` without the port, or while it has no address */
export function serviceView(service: KubeService, nodes: readonly KubeNode[], port: number): Service {
  const { port: found, nodePort } = servicePort(service, port);
  const targets = nodes.filter((node) => node.metadata.labels?.[NOT_A_TARGET] === undefined);
  const views = targets.map((node) => nodeView(node, nodePort ?? 0));
  return {
    name: service.metadata.name,
    type: typeOf(service),
    address: addressOf(service, found, views),
    node_port: nodePort ?? 0,
    nodes: views,
    traffic_policy: service.spec.externalTrafficPolicy === 'Local' ? 'Local' : 'Cluster',
    target_type: targetType(service.metadata.annotations ?? {}),
    ...(service.metadata.annotations?.[TARGET_TYPE] === undefined ? { unwritten: ['target_type'] } : {}),
    ...nlbOf(service),
  };
}

/** The Service's port of that number. @throws AppError `target_unfit` */
export function servicePort(service: KubeService, port: number): ServicePort {
  const ports = service.spec.ports ?? [];
  const found = ports.find((candidate) => candidate.port === port);
  if (found !== undefined) return found;
  throw new AppError(
    'target_unfit',
    `Service ${service.metadata.name} has no port ${port} (it has ${ports.map((known) => known.port).join(', ')}): correct \`port\` in the profile.`,
  );
}

function typeOf({ metadata, spec }: KubeService): Service['type'] {
  if (spec.type === 'LoadBalancer' || spec.type === 'NodePort' || spec.type === 'ClusterIP') return spec.type;
  throw new AppError(
    'target_unfit',
    `Service ${metadata.name} is of type ${spec.type}, which clients can not connect to: give a LoadBalancer Service.`,
  );
}

function addressOf(service: KubeService, port: number, nodes: readonly Node[]): string {
  const { name } = service.metadata;
  if (service.spec.type === 'ClusterIP') return `${service.spec.clusterIP}:${port}`;
  if (service.spec.type === 'NodePort') return nodes[0]?.address ?? '';
  const [ingress] = service.status?.loadBalancer?.ingress ?? [];
  const host = ingress?.hostname ?? ingress?.ip;
  if (host !== undefined) return `${host}:${port}`;
  throw new AppError(
    'target_unfit',
    `The load balancer of Service ${name} is still pending: look at \`kubectl describe service ${name}\`, and whether a load balancer controller runs in the cluster.`,
  );
}

function nodeView({ metadata, status }: KubeNode, nodePort: number): Node {
  const address = status?.addresses?.find((known) => known.type === 'InternalIP')?.address ?? metadata.name;
  return { name: metadata.name, address: `${address}:${nodePort}`, zone: metadata.labels?.[ZONE] ?? '' };
}

/**
 * What the annotations say of an AWS NLB, as the AWS Load Balancer Controller reads them; nothing of any other balancer.
 * Cross-zone is off unless something turns it on. The zones in which the NLB has addresses are in no object of Kubernetes.
 */
function nlbOf({ metadata: { annotations = {} }, spec }: KubeService): { nlb?: LoadBalancer } {
  const isNlb =
    annotations[`${ANNOTATION}type`] !== undefined || spec.loadBalancerClass?.startsWith('service.k8s.aws/');
  if (spec.type !== 'LoadBalancer' || isNlb !== true) return {};
  const attributes = annotations[`${ANNOTATION}attributes`] ?? '';
  const found = /(?:^|,)\s*load_balancing\.cross_zone\.enabled\s*=\s*(\w+)/.exec(attributes)?.[1];
  const isOn = (found ?? annotations[`${ANNOTATION}cross-zone-load-balancing-enabled`])?.toLowerCase() === 'true';
  return { nlb: { zones: [], cross_zone: isOn } };
}

/** As the AWS Load Balancer Controller reads it; without a word of it an NLB's targets are the nodes. */
export function targetType(annotations: Record<string, string>): Service['target_type'] {
  const ip = annotations[TARGET_TYPE] === 'ip' || annotations[`${ANNOTATION}type`] === 'nlb-ip';
  return ip ? 'ip' : 'instance';
}
