/**
 * What the balancer thinks of a target (AWS, "Health checks for Network Load Balancer target groups", target health
 * status): initial until its first check has passed, draining once it is deregistered.
 */
export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining';

/** A target as far as the choice of one goes. */
export interface RoutedTarget {
  zone: string;
  state: TargetState;
}

/** Where a new flow that arrives in a zone may go. */
export interface Route<T> {
  /** The targets to choose among; none: the flow is refused. */
  targets: T[];
  /** Whether the zone's address is in the balancer's DNS name. */
  isInDns: boolean;
  /** No target is healthy anywhere, so that all are taken for healthy. */
  isFailOpen: boolean;
}

/**
 * Where new flows of a zone go. With cross-zone off a zone only has its own targets; where none of them is healthy its
 * address leaves DNS, and whoever still connects to it is refused. When no zone has a healthy target the balancer fails
 * open: all targets take flows, whatever their health. Source: AWS, "Health checks for Network Load Balancer target
 * groups", and the re:Post article "ELB DNS and traffic flow with cross-zone load balancing".
 */
export function routeOf<T extends RoutedTarget>(targets: readonly T[], zone: string, crossZone: boolean): Route<T> {
  const registered = targets.filter(({ state }) => state !== 'draining');
  const reached = crossZone ? registered : registered.filter((target) => target.zone === zone);
  if (!registered.some(isHealthy)) return { targets: reached, isInDns: true, isFailOpen: true };
  const healthy = reached.filter(isHealthy);
  return { targets: healthy, isInDns: healthy.length > 0, isFailOpen: false };
}

function isHealthy({ state }: RoutedTarget): boolean {
  return state === 'healthy';
}
