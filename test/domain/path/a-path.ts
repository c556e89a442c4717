import type { PathSource } from '../../../src/domain/path/path-view.ts';
import type { Node, Pod, Service } from '../../../src/domain/topology.ts';

const SUFFIXES = ['x7k2p', 'b4m9t', 'q2w8z', 'h5v6c', 'n8d3s', 'r6j4f', 'k9t2b', 'm3x7q', 'w5c8h', 'z2s6n', 'f4r9j'];

/** A node by its number, as in `node-2`. */
export function aNode(name: string, zone = `us-west-1${'abcdefgh'[Number(name.split('-')[1])] ?? 'a'}`): Node {
  return { name, zone, address: `10.0.1.${10 + Number(name.split('-')[1])}:31401` };
}

/** One Ready Pod on each of these nodes. */
export function podsOn(nodes: readonly string[]): Pod[] {
  return nodes.map((node, index) => ({
    uid: `uid-${index}`,
    name: `envoy-6d8f7c9b5-${SUFFIXES[index % SUFFIXES.length]}`,
    node,
    address: `10.244.${node.split('-')[1]}.${20 + index}:8080`,
    ready: true,
    ready_at: index,
    stats_url: '',
  }));
}

/** A LoadBalancer Service in front of two nodes and three Pods on EKS, unless changed. */
export function aPath(
  changed: { service?: Partial<Service>; pods?: Pod[]; kubernetes_version?: string | null } = {},
): PathSource {
  const { service = {}, pods = podsOn(['node-1', 'node-1', 'node-2']), kubernetes_version = 'v1.34.4' } = changed;
  return {
    pods,
    kubernetes_version,
    service: {
      name: 'envoy',
      type: 'LoadBalancer',
      address: 'k8s-default-envoy-2f6f1c0e5d.elb.us-west-1.amazonaws.com:8080',
      node_port: 31401,
      nodes: [aNode('node-1', 'us-west-1b'), aNode('node-2', 'us-west-1c')],
      traffic_policy: 'Cluster',
      target_type: 'instance',
      ...service,
    },
  };
}
