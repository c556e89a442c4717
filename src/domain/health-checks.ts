/**
 * Where a target's Pods, or the balancer's targets, are asked whether they can take connections.
 * traffic-port: by a TCP connection to where clients connect, which is one of Envoy's connections each time.
 * own-listener: on a port that no client uses.
 */
export const HEALTH_CHECK_PORTS = ['traffic-port', 'own-listener'] as const;

export type HealthCheckPort = (typeof HEALTH_CHECK_PORTS)[number];

/** How a target is checked, and how it could be otherwise. */
export interface HealthChecking {
  found: HealthCheckPort;
  /** The part of the Pod template that says so, YAML; empty where the checks are the balancer's. */
  probe: string;
  /** What can be asked for, with what `probe` becomes; `found` itself is among them. */
  can: Readonly<Partial<Record<HealthCheckPort, string>>>;
}
