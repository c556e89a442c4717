import type { HealthChecking } from './health-checks.ts';
import type { PodEnding } from './shutdown.ts';

/** A Pod of the target's Envoy Deployment as it is now. Times are monotonic milliseconds of the target's host. */
export interface Pod {
  uid: string;
  name: string;
  node: string;
  /** HOST:PORT of the listener that the clients' connections end at. */
  address: string;
  ready: boolean;
  ready_at: number | null;
  /** Where its read-only statistics are served. */
  stats_url: string;
}

/** A node as the balancer sees it: one target of the NLB. */
export interface Node {
  name: string;
  /** HOST:PORT of its NodePort. */
  address: string;
  zone: string;
}

/** What is known of the load balancer in front of the nodes. */
export interface LoadBalancer {
  /** The zones in which it has an address, and that address (a host, or HOST:PORT), null where it is not known. */
  zones: { name: string; address: string | null }[];
  /** Whether an address also sends to targets of other zones; null where nothing says so. */
  cross_zone: boolean | null;
}

/** The Service that the clients come through. */
export interface Service {
  name: string;
  type: 'LoadBalancer' | 'NodePort' | 'ClusterIP';
  /** HOST:PORT where clients connect. */
  address: string;
  node_port: number;
  nodes: Node[];
  traffic_policy: 'Cluster' | 'Local';
  target_type: 'instance' | 'ip';
  /** What of these its manifest does not say, so that the default counts; left out where it says all of it. */
  unwritten?: 'target_type'[];
  /** After how long without a byte the load balancer forgets a flow, in milliseconds; left out where it is not read. */
  idle_timeout_ms?: number;
  /** Left out where there is none, or where nothing is known of it. */
  nlb?: LoadBalancer;
  /** kube-proxy's mode, e.g. `iptables`; null where it may not be read, left out where there is no kube-proxy. */
  proxy_mode?: string | null;
}

/** Everything that a run needs to know of its target before it touches it. */
export interface Topology {
  pods: Pod[];
  service: Service;
  deployment: {
    name: string;
    replicas: number;
    max_surge: number;
    max_unavailable: number;
    /** Whether every Pod is Ready, made from the current template, and no other is left. */
    rolled_out: boolean;
    /** Names the Pods' template: another one with each rollout, and the same whatever the replicas. */
    revision: string;
    /** How its Pods end; left out where nobody can tell. */
    shutdown?: PodEnding;
  };
  /** Left out where nobody can tell. */
  health_checks?: HealthChecking;
  config: {
    /** The object that holds the configuration, e.g. a ConfigMap's name. */
    name: string;
    /** Envoy's configuration, YAML. */
    document: string;
    /** sha256 (hex) of what a restore brings back: configuration, replicas and the Service's settings. */
    image: string;
  };
  envoy_version: string;
  kubernetes_version: string | null;
}

/** Something that happened to the target's Pods; `at` is on the monotonic clock of the reader's host, in milliseconds. */
export interface TargetEvent {
  at: number;
  kind: 'pod_ready' | 'pod_terminating' | 'pod_gone' | 'endpoint_added' | 'endpoint_removed' | 'config_applied';
  uid: string;
  name: string;
  node: string;
  /** With `pod_gone`: what the Pod's counters said right before it was signalled; null where nobody could read them. */
  last_counters?: PodCounters | null;
  /** When `last_counters` were read. */
  last_counters_at?: number;
}

/**
 * One reading of a Pod's `http.<stat_prefix>.downstream_*` statistics
 * (Envoy, "HTTP connection manager statistics"). Gauges end in `active`, the rest count up from the Pod's start.
 * The http2 pair counts a connection only once it has spoken HTTP/2, so that a balancer's TCP probe is no connection.
 */
export interface PodCounters {
  cx_active: number;
  cx_total: number;
  http2_active: number;
  http2_total: number;
  destroy: number;
  destroy_active_rq: number;
  max_duration: number;
  idle_timeout: number;
  max_requests: number;
  drain_close: number;
}
