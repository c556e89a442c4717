import { edgeLabels } from '../domain/analysis/run-data.ts';
import { areBalancing } from '../domain/condition.ts';
import type { ArmRecord } from '../domain/record-arm.ts';
import { observeMs, wholeCounts } from '../domain/run-plan.ts';
import type { ArmPlan } from '../domain/scenario.ts';
import { nextRound } from '../domain/sweep/next-round.ts';
import type { Fence } from '../ports/target.ts';
import { applyConditions, checkConditions } from './apply-conditions.ts';
import { everyClientSpoke, everyClientSpokeToAll, everyPodCounted } from './await-clients.ts';
import { analysed } from './build-record.ts';
import { MOVES, PREPARATIONS } from './move-connections.ts';
import type { Ready } from './preflight.ts';
import { prepareArm } from './prepare-arm.ts';
import type { Run } from './run-context.ts';
import { readPods } from './sampler.ts';

type PlannedArm = ArmPlan & { label: string };

/**
 * Carries out every arm in order: its change, the wait until every client has spoken since, its observation. A sweep goes
 * on with what is undecided while its budget lasts.
 */
export async function carryOutArms(run: Run, fence: Fence, ready: Ready): Promise<void> {
  const seen: ArmRecord[] = [];
  for (let next = 0; next < run.plan.length; next += 1) {
    const arm = run.plan[next];
    if (arm !== undefined) await carryOut(run, fence, ready, arm);
    if (next === run.plan.length - 1) run.plan.push(...(await anotherRound(run, ready, seen)));
  }
}

/** What a sweep goes on with; `seen` has the arms of the rounds before, and takes those of this one. */
async function anotherRound(run: Run, ready: Ready, seen: ArmRecord[]): Promise<PlannedArm[]> {
  const { parameters } = run.request;
  if (parameters.sweep === undefined) return [];
  const { analysis, broken } = await analysed(run, run.arms.slice(seen.length));
  // The run's record will say what is the matter; what was not judged is no reason to go on.
  if (broken !== null) return [];
  seen.push(...analysis.arms);
  return nextRound({
    parameters,
    once: run.once,
    arms: seen,
    elapsedMs: run.recorder.now(),
    replicas: ready.topology.deployment.replicas,
    source: run.source,
  });
}

async function carryOut(run: Run, fence: Fence, ready: Ready, arm: PlannedArm): Promise<void> {
  const { recorder, deps, signal } = run;
  const labels = edgeLabels(arm.label);
  const edge = async (label: string): Promise<number> => {
    const at = recorder.now();
    await readPods({ ...deps, recorder }, { kind: 'edge', tick: null, label }, signal);
    signal.throwIfAborted();
    return at;
  };
  await run.enter('change', arm.label);
  await run.watch?.edge(arm.label);
  const prepared =
    (await prepareArm(run, fence, ready, arm)) ?? (await PREPARATIONS[arm.movement]?.(run, fence, ready, arm)) ?? null;
  if (prepared !== null) await everyClientSpoke(run, `${arm.label} clients spoke before the change`);
  const changeFrom = await edge(labels.change);
  await applyConditions(run, fence, ready.topology, arm);
  if (arm.movement !== 'none') {
    run.now(arm.movement);
    await MOVES[arm.movement](run, fence, ready, arm);
    // Who stays connected while Pods come knows nothing of them.
    const isAnew = arm.movement === 'reconnect' && areBalancing(arm.conditions);
    const spoke = isAnew ? everyClientSpokeToAll : everyClientSpoke;
    await spoke(run, `${arm.label} clients spoke after the change`);
    await everyPodCounted(run);
  }
  await run.enter('observe', arm.label);
  const observeFrom = await edge(labels.observe);
  const left = wholeCounts(observeMs(arm, run.request.parameters), run.source) - (recorder.now() - observeFrom);
  await deps.clock.sleep(Math.max(0, left), signal);
  const observeTo = await edge(labels.end);
  await checkConditions(run, ready.topology, arm);
  await run.watch?.edge(arm.label);
  run.arms.push({
    name: arm.label,
    setting: arm.setting,
    conditions: arm.conditions,
    movement: arm.movement,
    windows: {
      ...(prepared === null ? {} : { prepare: prepared }),
      change: [changeFrom, observeFrom],
      observe: [observeFrom, observeTo],
    },
  });
}
