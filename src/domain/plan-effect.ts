import { areBalancing, changesService, serviceChange } from './condition.ts';
import type { RunParameters } from './parameters.ts';
import type { PlanEffect } from './run.ts';
import { addsPods, isPrepared, observeMs, repeatArms } from './run-plan.ts';
import type { ArmPlan } from './scenario.ts';
import { settingsText } from './service-settings.ts';
import { picksUnder } from './setting-life.ts';
import { mostRounds } from './sweep/next-round.ts';
import type { Topology } from './topology.ts';

/**
 * What a run would do to a target, for whoever has to say yes. Each restart and each reconnect makes every client connect anew once, and a
 * setting goes on closing connections while its arm is observed; the restore is one more rollout, after the clients have
 * left.
 */
export function planEffect(topology: Topology, once: readonly ArmPlan[], parameters: RunParameters): PlanEffect {
  const { sweep, repeats } = parameters;
  const arms = repeatArms(
    once,
    sweep === undefined ? repeats : mostRounds(once, parameters, topology.deployment.replicas),
  );
  const prepared = arms.filter((arm) => isPrepared(arm) && !isOutside(arm, topology)).length;
  // A control after such an arm has its own way to end brought back first.
  const returned = Math.max(0, prepared - 1);
  const { scale } = parameters;
  // A scale-out begins with a restart, which brings every client onto the first Pods.
  const added = arms.filter((arm) => addsPods(arm, parameters)).length;
  const moved = arms.filter((arm) => arm.movement === 'restart' || arm.movement === 'scale-out').length - added;
  const anew = arms
    .filter((arm) => arm.movement === 'reconnect')
    .reduce((sum, { conditions }) => sum + (areBalancing(conditions) ? topology.pods.length : 1), 0);
  const kills = arms.filter((arm) => arm.movement === 'pod-kill').length;
  // A setting needs Pods made with it before one is killed, and a control after such an arm Pods made as they were found.
  const set = arms.filter((arm, at) => arm.movement === 'pod-kill' && arm.setting !== (arms[at - 1]?.setting ?? null));
  const restarts = moved + prepared + returned + set.length;
  const lost = (kills * parameters.clients) / Math.max(1, topology.deployment.replicas);
  const change = serviceChange(arms.find(({ conditions }) => changesService(conditions))?.conditions ?? []);
  const closed = arms.reduce((sum, arm) => sum + expectedPicks(arm, parameters), 0);
  return {
    deployment: topology.deployment.name,
    pods: topology.pods.map(({ name, node }) => ({ name, node })),
    ...(Object.keys(change).length === 0
      ? {}
      : { service: { name: topology.service.name, settings: settingsText(change) } }),
    rollouts: restarts === 0 ? 0 : restarts + 1,
    ...(scale === undefined ? {} : { scale }),
    ...(added === 0 ? {} : { added: { pods: parameters.add_pods ?? 0, times: added } }),
    ...(kills === 0 ? {} : { kills }),
    reconnects: Math.round(parameters.clients * (restarts + anew) + lost + closed),
    ...(sweep === undefined ? {} : { at_most: true }),
  };
}

/** Whether what an arm has otherwise is the balancer's, so that no Pod is made for it. */
function isOutside({ conditions }: ArmPlan, { health_checks }: Topology): boolean {
  return health_checks?.probe === '' && conditions.every(({ kind }) => kind === 'health-checks');
}

/** How many connections a setting should make the clients open while its arm is observed. */
export function expectedPicks(arm: ArmPlan, parameters: RunParameters): number {
  return (picksPerSecond(arm, parameters) * observeMs(arm, parameters)) / 1000;
}

function picksPerSecond({ setting }: ArmPlan, parameters: RunParameters): number {
  return setting === null ? 0 : picksUnder(setting, parameters);
}
