import type { Condition } from './condition.ts';
import type { FoundShutdown, Shutdown } from './shutdown.ts';
import type { Topology } from './topology.ts';

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
    const found = condition.kind === 'shutdown' ? shutdownObstacle(condition.value, topology) : null;
    if (found !== null) return found;
  }
  return null;
}

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
