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
  const way = arms.map(shutdownOf).find((found) => found !== null) ?? null;
  if (way === null || obstacle !== null) return '';
  const { name, shutdown } = topology.deployment;
  const diff = configDiff(shutdown?.hooks ?? '', shutdown?.can[way] ?? '');
  if (diff === '') return plan.preparing();
  const head = plan.change(plan.template(codeText(name)));
  return `${head}\n\`\`\`\n${escapeMrkdwn(diff)}\n\`\`\`\n${plan.preparing()}`;
}

/** What a way to end Pods should cost their clients. */
export function lossPrediction({ arms }: Pick<Ending, 'arms'>, { plan }: Words): string {
  const way = arms.map(shutdownOf).find((found) => found !== null) ?? null;
  return way === null ? '' : plan.predictLoss[way]();
}

function shutdownOf({ conditions }: ArmPlan): Shutdown | null {
  return conditions.find((condition) => condition.kind === 'shutdown')?.value ?? null;
}
