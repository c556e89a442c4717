import type { HealthCheckPort } from './health-checks.ts';
import type { Shutdown } from './shutdown.ts';

/**
 * What an arm has otherwise than it was found, beside a limit in Envoy's configuration.
 * client-policy: the clients balance by themselves over the Pods' addresses, as DNS gives them for a headless Service, in
 * the place of one connection through the balancer (gRPC, "Load Balancing", round_robin).
 * keepalive: the clients send an HTTP/2 PING after so long without a byte (gRPC, "Keepalive", GRPC_ARG_KEEPALIVE_TIME_MS).
 * shutdown: how Pods end; a Pod ends as the template says from which it was made.
 * health-checks: where Pods, or the balancer's targets, are asked whether they can take connections.
 */
export type Condition =
  | { kind: 'client-policy'; value: 'round_robin' }
  | { kind: 'keepalive'; value_ms: number }
  | { kind: 'shutdown'; value: Shutdown }
  | { kind: 'health-checks'; value: HealthCheckPort };

/** Whether each client holds a connection to each Pod that it knows. */
export function areBalancing(conditions: readonly Condition[]): boolean {
  return conditions.some(({ kind }) => kind === 'client-policy');
}
