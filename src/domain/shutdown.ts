/**
 * The ways to end an Envoy Pod that can be asked for.
 * sigterm: nothing before the signal, at which Envoy closes its listeners and exits, while nodes still send it connections.
 * sleep: a preStop hook that only waits, until the nodes have let go of the Pod; its connections are cut by the signal.
 * drain: a preStop hook that posts `/drain_listeners?graceful&skip_exit` and waits until the connections have left.
 * healthcheck-fail: one that posts `/healthcheck/fail` and waits as long.
 * Sources: Envoy, "Draining"; Kubernetes, "Pod Lifecycle", termination of Pods.
 */
export const SHUTDOWNS = ['sigterm', 'sleep', 'drain', 'healthcheck-fail'] as const;

export type Shutdown = (typeof SHUTDOWNS)[number];

/** How a target's Pods end as it was found; `own` is a preStop hook that does something else. */
export type FoundShutdown = Shutdown | 'own';

/** How the Pods end that a rollout would replace next, and how it could be otherwise. */
export interface PodEnding {
  found: FoundShutdown;
  /** The part of the Pod template that says so, YAML; empty where no template does. */
  hooks: string;
  /** What can be asked for, with what `hooks` becomes; `found` itself is among them unless it is `own`. */
  can: Readonly<Partial<Record<Shutdown, string>>>;
}
