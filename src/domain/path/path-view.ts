import type { Pod, Service, Topology } from '../topology.ts';
import { entryOf, type PathEntry, type PathLeg, passesNodes, pathShares } from './path-shares.ts';

/** A node on the way; `share` of all new connections. */
export interface PathNode {
  name: string;
  zone: string;
  /** HOST:PORT of its NodePort. */
  address: string;
  share: number;
  /** Whether it passes connections on; see {@link import('./path-shares.ts').PathShares}. */
  eligible: boolean;
}

/** A Pod at the end of the way. */
export interface PathPod {
  uid: string;
  name: string;
  node: string;
  /** HOST:PORT of the listener that connections end at; empty where it is not known. */
  address: string;
  ready: boolean;
  /** Its place in the order of the target's Pods, which gives its colour in every chart. */
  slot: number;
  /** Expected share of new connections. */
  share: number;
  /** Connections that it holds now; null where that was not read. */
  held: number | null;
}

/** The way of a new connection through a target, with its addresses and where it is expected to end. */
export interface PathView {
  entry: PathEntry;
  service: Pick<Service, 'name' | 'type' | 'address' | 'traffic_policy' | 'target_type'>;
  zones: { name: string; address: string | null }[];
  cross_zone: boolean | null;
  /** As in {@link Service}; undefined where there is no kube-proxy. */
  proxy_mode: string | null | undefined;
  /** Empty where no node is in the way. */
  nodes: PathNode[];
  pods: PathPod[];
  legs: PathLeg[];
  /** Whether the target is the lab, where Envoy stands in for balancer and kube-proxy. */
  isLab: boolean;
  /** Of a run: what its shares count, which then are not expected but measured; `held` of a Pod is its part of the total. */
  counted?: { evidence: 'held' | 'picks'; total: number };
}

/** What a view is made of. */
export type PathSource = Pick<Topology, 'pods' | 'service' | 'kubernetes_version'>;

/** The view of a target as it is; `held` has the connections of each Pod, by uid, null or left out where it was not read. */
export function pathView(
  { pods, service, kubernetes_version }: PathSource,
  held: Readonly<Record<string, number | null>>,
): PathView {
  const shares = pathShares(service, pods);
  const { name, type, address, traffic_policy, target_type, nlb, proxy_mode } = service;
  return {
    entry: entryOf(service),
    service: { name, type, address, traffic_policy, target_type },
    zones: type === 'LoadBalancer' ? (nlb?.zones ?? []) : [],
    cross_zone: type === 'LoadBalancer' ? (nlb?.cross_zone ?? null) : null,
    proxy_mode,
    nodes: passesNodes(service)
      ? service.nodes.map((node, index) => ({
          ...node,
          share: shares.nodes[index] ?? 0,
          eligible: shares.eligible[index] ?? false,
        }))
      : [],
    pods: pods.map((pod, slot) => podView(pod, slot, shares.pods[slot] ?? 0, held[pod.uid] ?? null)),
    legs: shares.legs,
    isLab: kubernetes_version === null,
  };
}

function podView({ uid, name, node, address, ready }: Pod, slot: number, share: number, held: number | null): PathPod {
  return { uid, name, node, address, ready, slot, share, held };
}
