import { type Condition, changesService, serviceChange } from './condition.ts';
import { HEALTH_CHECK_PORTS, type HealthCheckPort } from './health-checks.ts';
import { pathShares } from './path/path-shares.ts';
import { changeFrom, type ServiceSettings, serviceSettings, settingsText } from './service-settings.ts';
import type { FoundShutdown, Shutdown } from './shutdown.ts';
import { sum } from './statistics/evenness.ts';
import type { Topology } from './topology.ts';

/** Where a node drops what reaches it, shares add up to less than all, and not by rounding. */
const ALL = 1 - 1e-9;

/** Why an arm can not be carried out on a target. */
export interface Obstacle {
  /** `already_set`: the target is so as it was found, so that there is nothing to compare. */
  code: 'already_set' | 'target_unfit';
  /** What is the matter and what to do, a sentence or two for a person. */
  message: string;
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
  const settings = changeFrom(serviceSettings(service), asked);
  if (Object.keys(settings).length === 0) {
    const message = `Service ${service.name} has ${settingsText(asked)} already, so there is nothing to compare, and nothing was touched: choose another \`value\`.`;
    return { code: 'already_set', message };
  }
  if (sum(pathShares({ ...service, ...settings }, pods).pods) >= ALL) return null;
  const message = `With ${settingsText(settings)} Service ${service.name} would drop connections, because clients come to a node without a Ready Pod of its own. Nothing was touched.`;
  return { code: 'target_unfit', message };
}

function obstacleOf(condition: Condition, topology: Topology): Obstacle | null {
  if (condition.kind === 'shutdown') return shutdownObstacle(condition.value, topology);
  return condition.kind === 'health-checks' ? checksObstacle(condition.value, topology) : null;
}

function checksObstacle(port: HealthCheckPort, { deployment, health_checks }: Topology): Obstacle | null {
  const pods = `The Pods of Deployment ${deployment.name}`;
  if (health_checks === undefined) {
    return { code: 'target_unfit', message: `Where ${pods.replace('The', 'the')} are checked can not be read.` };
  }
  if (health_checks.found === port) {
    const other = HEALTH_CHECK_PORTS.find((one) => one !== port && health_checks.can[one] !== undefined);
    const advice = other === undefined ? '' : `: choose \`value=${other}\``;
    return {
      code: 'already_set',
      message: `${pods} have their health checks on ${NAMES[port]} already, so there is nothing to compare, and nothing was touched${advice}.`,
    };
  }
  if (health_checks.can[port] !== undefined) return null;
  return {
    code: 'target_unfit',
    message: `${pods} have no probe on a listener of its own that the bot could choose, and nothing was touched: take over listener \`health\` and the readiness probe from manifests/base.`,
  };
}

const NAMES: Readonly<Record<HealthCheckPort, string>> = {
  'traffic-port': 'the traffic port',
  'own-listener': 'a listener of their own',
};

function shutdownObstacle(way: Shutdown, { deployment, kubernetes_version }: Topology): Obstacle | null {
  const { name, shutdown } = deployment;
  if (shutdown === undefined) {
    return { code: 'target_unfit', message: `How the Pods of Deployment ${name} end can not be read.` };
  }
  if (shutdown.found === way) {
    const message = `The Pods of Deployment ${name} end by ${way} already, so there is nothing to compare, and nothing was touched: choose another \`value\` (${othersOf(shutdown.can, way)}).`;
    return { code: 'already_set', message };
  }
  if (shutdown.can[way] !== undefined) return null;
  const why =
    way === 'sleep'
      ? `a preStop sleep needs Kubernetes 1.30 (this is ${kubernetes_version ?? 'unknown'}) and a terminationGracePeriodSeconds above 5 s`
      : `no container of theirs drains Envoy, and the bot adds none: take over sidecar \`drain\`, both preStop hooks and Envoy's --drain-time-s from manifests/base/envoy-deployment.yaml`;
  const message = `The Pods of Deployment ${name} can not be made to end by ${way}: ${why}, or choose another \`value\` (${othersOf(shutdown.can, shutdown.found)}). Nothing was touched.`;
  return { code: 'target_unfit', message };
}

function othersOf(can: Readonly<Partial<Record<Shutdown, string>>>, found: FoundShutdown): string {
  const others = Object.keys(can).filter((way) => way !== found);
  return others.map((way) => `\`${way}\``).join(', ');
}
