import type { HealthCheckPort } from '../health-checks.ts';
import type { Obstacle } from '../obstacle.ts';
import type { ArmPlan } from '../scenario.ts';
import type { Shutdown } from '../shutdown.ts';
import type { Topology } from '../topology.ts';
import { configDiff } from './config-diff.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import type { Words } from './words.ts';

/** What of a plan is about the end of Pods. */
interface Ending {
  arms: readonly ArmPlan[];
  topology: Topology;
  obstacle?: Obstacle | null;
}

/** How the template changes where Pods are to end in another way, and that it takes a rollout of its own. */
export function endingText({ arms, topology, obstacle = null }: Ending, { plan }: Words): string {
  const checks = arms.map(checksOf).find((found) => found !== null) ?? null;
  if (checks !== null && obstacle === null) return checksText(checks, topology, plan);
  const way = arms.map(shutdownOf).find((found) => found !== null) ?? null;
  if (way === null || obstacle !== null) return '';
  const { name, shutdown } = topology.deployment;
  const diff = configDiff(shutdown?.hooks ?? '', shutdown?.can[way] ?? '');
  if (diff === '') return plan.preparing();
  const head = plan.change(plan.template(codeText(name)));
  return `${head}\n\`\`\`\n${escapeMrkdwn(diff)}\n\`\`\`\n${plan.preparing()}`;
}

/** What a way to end Pods should cost their clients, or checks should add to the counters. */
export function lossPrediction({ arms }: Pick<Ending, 'arms'>, { plan }: Words): string {
  const way = arms.map(shutdownOf).find((found) => found !== null) ?? null;
  const checks = arms.map(checksOf).find((found) => found !== null) ?? null;
  if (checks !== null) return plan.predictNoise[checks]();
  return way === null ? '' : plan.predictLoss[way]();
}

/** How the readiness probe changes; nothing where the checks are the balancer's. */
function checksText(port: HealthCheckPort, { deployment, health_checks }: Topology, plan: Words['plan']): string {
  const diff = configDiff(health_checks?.probe ?? '', health_checks?.can[port] ?? '');
  if (diff === '') return '';
  const head = plan.change(plan.template(codeText(deployment.name)));
  return `${head}\n\`\`\`\n${escapeMrkdwn(diff)}\n\`\`\`\n${plan.checksInTemplate()}`;
}

function checksOf({ conditions }: ArmPlan): HealthCheckPort | null {
  return conditions.find((condition) => condition.kind === 'health-checks')?.value ?? null;
}

function shutdownOf({ conditions }: ArmPlan): Shutdown | null {
  return conditions.find((condition) => condition.kind === 'shutdown')?.value ?? null;
}
