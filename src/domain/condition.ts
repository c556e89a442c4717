import type { HealthCheckPort } from './health-checks.ts';
import type { ServiceSettings } from './service-settings.ts';
import type { Shutdown } from './shutdown.ts';

/**
 * What an arm has otherwise than it was found, beside a limit in Envoy's configuration.
 * client-policy: the clients balance by themselves over the Pods' addresses, as DNS gives them for a headless Service, in
 * the place of one connection through the balancer (gRPC, "Load Balancing", round_robin).
 * keepalive: the clients send an HTTP/2 PING after so long without a byte (gRPC, "Keepalive", GRPC_ARG_KEEPALIVE_TIME_MS).
 * nlb-idle: the load balancer forgets a flow that carried no byte for so long (AWS, "Network Load Balancers", TCP idle timeout).
 * traffic-policy: to which Pods a node passes the connections that reach its NodePort (Kubernetes, externalTrafficPolicy).
 * target-type: what the load balancer's targets are, the nodes or the Pods (AWS, NLB target groups).
 * shutdown: how Pods end; a Pod ends as the template says from which it was made.
 * health-checks: where Pods, or the balancer's targets, are asked whether they can take connections.
 */
export type Condition =
  | { kind: 'client-policy'; value: 'round_robin' }
  | { kind: 'keepalive'; value_ms: number }
  | { kind: 'nlb-idle'; value_ms: number }
  | { kind: 'shutdown'; value: Shutdown }
  | { kind: 'health-checks'; value: HealthCheckPort }
  | { kind: 'traffic-policy'; value: ServiceSettings['traffic_policy'] }
  | { kind: 'target-type'; value: ServiceSettings['target_type'] };

/** Whether each client holds a connection to each Pod that it knows. */
export function areBalancing(conditions: readonly Condition[]): boolean {
  return conditions.some(({ kind }) => kind === 'client-policy');
}

/** What conditions ask of the Service; empty where they leave it as it was found. */
export function serviceChange(conditions: readonly Condition[]): Partial<ServiceSettings> {
  const change: Partial<ServiceSettings> = {};
  for (const condition of conditions) {
    if (condition.kind === 'traffic-policy') change.traffic_policy = condition.value;
    if (condition.kind === 'target-type') change.target_type = condition.value;
    if (condition.kind === 'nlb-idle') change.idle_timeout_ms = condition.value_ms;
  }
  return change;
}

/** Whether an arm has another way to the Pods than the one that was found. */
export function changesService(conditions: readonly Condition[]): boolean {
  return Object.keys(serviceChange(conditions)).length > 0;
}

/** Whether the load balancer forgets connections within an arm. */
export function isForgetful(conditions: readonly Condition[]): boolean {
  return conditions.some(({ kind }) => kind === 'nlb-idle');
}

/** Whether an arm changes to which Pods connections go, and with which shares. */
export function changesWay(conditions: readonly Condition[]): boolean {
  const { traffic_policy, target_type } = serviceChange(conditions);
  return traffic_policy !== undefined || target_type !== undefined;
}
