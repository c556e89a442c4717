import { type Condition, changesService, serviceChange } from './condition.ts';
import type { ErrorCode } from './errors.ts';
import { HEALTH_CHECK_PORTS, type HealthCheckPort } from './health-checks.ts';
import { pathShares } from './path/path-shares.ts';
import { changeFrom, type ServiceSettings, serviceSettings } from './service-settings.ts';
import type { Shutdown } from './shutdown.ts';
import { sum } from './statistics/evenness.ts';
import type { Topology } from './topology.ts';

/** Where a node drops what reaches it, shares add up to less than all, and not by rounding. */
const ALL = 1 - 1e-9;

/**
 * Why an arm can not be carried out on a target, as facts that each language has a sentence for; `name` is of the Service
 * or of the Deployment.
 * service_set, checks_set, ending_set: the target is so as it was found, so that there is nothing to compare.
 * service_drops: connections would come to a node without a Ready Pod of its own. checks_unread, ending_unread: nobody can
 * tell how it is. checks_missing, sleep_missing, drain_missing: the target lacks what it takes.
 */
export type Obstacle =
  | { kind: 'service_set'; name: string; settings: Partial<ServiceSettings> }
  | { kind: 'service_drops'; name: string; settings: Partial<ServiceSettings> }
  | { kind: 'checks_unread'; name: string }
  | { kind: 'checks_set'; name: string; port: HealthCheckPort; other: HealthCheckPort | null }
  | { kind: 'checks_missing'; name: string }
  | { kind: 'ending_unread'; name: string }
  | { kind: 'ending_set'; name: string; way: Shutdown; others: Shutdown[] }
  | { kind: 'sleep_missing'; name: string; kubernetes: string | null; others: Shutdown[] }
  | { kind: 'drain_missing'; name: string; way: Shutdown; others: Shutdown[] };

/** The code under which a run ends for it. */
export function obstacleCode({ kind }: Obstacle): Extract<ErrorCode, 'already_set' | 'target_unfit'> {
  return kind === 'service_set' || kind === 'checks_set' || kind === 'ending_set' ? 'already_set' : 'target_unfit';
}

/** What stands against the conditions of an arm on a target as it was found; null where nothing does. */
export function obstacleTo(conditions: readonly Condition[], topology: Topology): Obstacle | null {
  for (const condition of conditions) {
    const found = obstacleOf(condition, topology);
    if (found !== null) return found;
  }
  return changesService(conditions) ? serviceObstacle(serviceChange(conditions), topology) : null;
}

function serviceObstacle(asked: Partial<ServiceSettings>, { service, pods }: Topology): Obstacle | null {
  const { name } = service;
  const settings = changeFrom(serviceSettings(service), asked);
  if (Object.keys(settings).length === 0) return { kind: 'service_set', name, settings: asked };
  if (sum(pathShares({ ...service, ...settings }, pods).pods) >= ALL) return null;
  return { kind: 'service_drops', name, settings };
}

function obstacleOf(condition: Condition, topology: Topology): Obstacle | null {
  if (condition.kind === 'shutdown') return shutdownObstacle(condition.value, topology);
  return condition.kind === 'health-checks' ? checksObstacle(condition.value, topology) : null;
}

function checksObstacle(port: HealthCheckPort, { deployment: { name }, health_checks }: Topology): Obstacle | null {
  if (health_checks === undefined) return { kind: 'checks_unread', name };
  if (health_checks.found === port) {
    const other = HEALTH_CHECK_PORTS.find((one) => one !== port && health_checks.can[one] !== undefined) ?? null;
    return { kind: 'checks_set', name, port, other };
  }
  return health_checks.can[port] === undefined ? { kind: 'checks_missing', name } : null;
}

function shutdownObstacle(way: Shutdown, { deployment, kubernetes_version }: Topology): Obstacle | null {
  const { name, shutdown } = deployment;
  if (shutdown === undefined) return { kind: 'ending_unread', name };
  const others = (Object.keys(shutdown.can) as Shutdown[]).filter((one) => one !== shutdown.found);
  if (shutdown.found === way) return { kind: 'ending_set', name, way, others };
  if (shutdown.can[way] !== undefined) return null;
  if (way === 'sleep') return { kind: 'sleep_missing', name, kubernetes: kubernetes_version, others };
  return { kind: 'drain_missing', name, way, others };
}
