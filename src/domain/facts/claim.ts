import type { Language } from '../language.ts';
import type { Topology } from '../topology.ts';

/** What a claim rests on: a page of somebody else's documentation, or a test or document of this repository. */
export type Source =
  | { kind: 'documentation'; title: string; url: string }
  | { kind: 'measured'; title: string; path: string };

/** A target that a claim is about. */
export type Where =
  | 'no-balancer'
  /** Connections pass a node's NodePort. */
  | 'node-hop'
  /** The balancer's targets are Pod addresses. */
  | 'pod-targets'
  | 'cluster-ip'
  /** kube-proxy is in iptables mode, its default, or nothing says that it is not. */
  | 'iptables'
  /** Connections pass a node's NodePort, which forwards to Pods of every node, or of its own alone. */
  | 'policy-cluster'
  | 'policy-local'
  /** A balancer whose targets are nodes that answer wherever the Pods are. */
  | 'blind-balancer';

/**
 * One statement of an explanation. Its sentence is true by itself, of every target, so that it may be shown where nothing
 * of a target is known; `where` leaves it out for targets that it is not about.
 */
export interface Claim {
  id: string;
  where?: Where;
  /** Mrkdwn, one sentence or two. */
  say: Readonly<Record<Language, string>>;
  source: Source;
}

const passesNode = ({ service }: Topology): boolean => service.type !== 'ClusterIP' && service.target_type !== 'ip';
const hasBalancer = ({ service }: Topology): boolean => service.type === 'LoadBalancer';

const RULES: Readonly<Record<Where, (topology: Topology) => boolean>> = {
  'no-balancer': (topology) => !hasBalancer(topology),
  'node-hop': passesNode,
  'pod-targets': (topology) => hasBalancer(topology) && topology.service.target_type === 'ip',
  'cluster-ip': ({ service }) => service.type === 'ClusterIP',
  iptables: ({ service }) => (service.proxy_mode ?? 'iptables') === 'iptables',
  'policy-cluster': (topology) => passesNode(topology) && topology.service.traffic_policy === 'Cluster',
  'policy-local': (topology) => passesNode(topology) && topology.service.traffic_policy === 'Local',
  'blind-balancer': (topology) =>
    hasBalancer(topology) && passesNode(topology) && topology.service.traffic_policy === 'Cluster',
};

/** Whether a claim is about such a target; every claim is, where the target is not known. */
export function isAbout({ where }: Claim, topology: Topology | null): boolean {
  return where === undefined || topology === null || RULES[where](topology);
}

/** A claim from documentation; `anchor` is the part of the page. */
export function documented(page: { title: string; url: string }, anchor = ''): Source {
  return { kind: 'documentation', title: page.title, url: anchor === '' ? page.url : `${page.url}#${anchor}` };
}

/** A claim that a test or a document of this repository shows. */
export function measured(path: string, title: string): Source {
  return { kind: 'measured', title, path };
}
