import { heldAt } from '../domain/analysis/clients.ts';
import { restartOf } from '../domain/custom/arm-of-run.ts';
import { AppError } from '../domain/errors.ts';
import type { Scale } from '../domain/parameters.ts';
import type { Window } from '../domain/record-arm.ts';
import { addsPods, paceMs } from '../domain/run-plan.ts';
import type { ArmPlan, Movement } from '../domain/scenario.ts';
import type { Pod } from '../domain/topology.ts';
import type { Fence } from '../ports/target.ts';
import { everyClientOn } from './await-clients.ts';
import type { Ready } from './preflight.ts';
import type { Run } from './run-context.ts';
import { startFleet } from './start-fleet.ts';

type PlannedArm = ArmPlan & { label: string };

const POLL_MS = 100;
/** A Pod that takes the place of a killed one is Ready long before. */
const REPLACEMENT_MS = 180_000;

/** How soon the run hears of a Pod that is gone already. */
const FOLLOWED_MS = 10_000;

type Move = (run: Run, fence: Fence, ready: Ready, arm: PlannedArm) => Promise<void>;

/** Gives the time that it took; null where nothing had to be done. */
type Preparation = (...move: Parameters<Move>) => Promise<Window | null>;

export const MOVES: Record<Exclude<Movement, 'none'>, Move> = {
  restart,
  reconnect,
  'scale-out': scaleOut,
  'pod-kill': killPod,
};

/** What has to be so before an arm's change begins: it is in none of the arm's numbers. */
export const PREPARATIONS: Partial<Record<Movement, Preparation>> = {
  'scale-out': bringOntoFirstPods,
  'pod-kill': bringConfiguration,
};

/** Restarts by the Deployment's own strategy, or as a burst: one new Pod first, and the others once every client is on it. */
async function restart(run: Run, fence: Fence, ready: Ready, arm: PlannedArm): Promise<void> {
  const { deps, request, signal } = run;
  const pace_ms = paceMs(request.parameters);
  const document = documentOf(ready, arm);
  const applied = await applying(run);
  if (restartOf(request.parameters, arm.name) === 'rolling') {
    await deps.target.rollout(fence, { document, restart: true, pace_ms }, signal);
  } else {
    await deps.target.rollout(fence, { document, replicas: 1, restart: true, pace_ms }, signal);
    await everyClientOn(run, arm.label, 1);
    await deps.target.rollout(fence, { replicas: ready.topology.deployment.replicas, restart: false, pace_ms }, signal);
  }
  await applied();
}

/** The configuration of an arm: that of its setting, or the one that was found. */
function documentOf(ready: Ready, arm: PlannedArm): string {
  return ready.documents.get(arm.name) ?? ready.topology.config.document;
}

/** Notes in the timeline that the configuration is another one than now, if it is so when the answer is called. */
async function applying({ deps, recorder, signal }: Run): Promise<() => Promise<void>> {
  const at_ms = recorder.now();
  const before = (await deps.target.describe()).config.document;
  signal.throwIfAborted();
  return async () => {
    const { config, pods } = await deps.target.describe();
    recorder.podsFound(pods);
    // Only what reads back counts: a target that ignored the document has applied nothing.
    if (config.document !== before) recorder.timeline.push({ at_ms, kind: 'config_applied', ref: config.image });
  };
}

/** A restart, as the arm has the configuration, down or up to the Pods of which a scale-out begins, with every client on them. */
async function bringOntoFirstPods(run: Run, fence: Fence, ready: Ready, arm: PlannedArm): Promise<Window | null> {
  if (addsPods(arm, run.request.parameters)) return null;
  const { from } = scaleOf(run);
  const since = run.recorder.now();
  run.now('restart');
  const applied = await applying(run);
  const rollout = { document: documentOf(ready, arm), replicas: from, restart: true };
  await run.deps.target.rollout(fence, { ...rollout, pace_ms: paceMs(run.request.parameters) }, run.signal);
  await applied();
  await everyClientOn(run, arm.label, from);
  return [since, run.recorder.now()];
}

/** More Pods beside those that are there. */
async function scaleOut(run: Run, fence: Fence, { topology }: Ready, arm: PlannedArm): Promise<void> {
  const { parameters } = run.request;
  const to = addsPods(arm, parameters) ? topology.deployment.replicas + (parameters.add_pods ?? 0) : scaleOf(run).to;
  const pace_ms = paceMs(run.request.parameters);
  await run.deps.target.rollout(fence, { replicas: to, restart: false, pace_ms }, run.signal);
  run.recorder.podsFound((await run.deps.target.describe()).pods);
}

/** A restart with the arm's configuration, where the Pods have another. */
async function bringConfiguration(run: Run, fence: Fence, ready: Ready, arm: PlannedArm): Promise<Window | null> {
  const document = documentOf(ready, arm);
  if ((await run.deps.target.describe()).config.document === document) return null;
  const since = run.recorder.now();
  run.now('restart');
  const applied = await applying(run);
  const pace_ms = paceMs(run.request.parameters);
  await run.deps.target.rollout(fence, { document, restart: true, pace_ms }, run.signal);
  await applied();
  return [since, run.recorder.now()];
}

/** Ends the Pod with most connections at once, and waits until another Pod has taken its place. */
async function killPod(run: Run, fence: Fence, { topology }: Ready): Promise<void> {
  const { deps, recorder, signal } = run;
  const held = heldAt(recorder.events, recorder.pods(), recorder.now());
  const count = (pod: Pod): number => held.get(pod.uid) ?? 0;
  const [victim] = [...recorder.live.values()].sort((a, b) => count(b) - count(a));
  if (victim === undefined) throw new AppError('target_unhealthy', 'There is no Pod that could be killed.');
  recorder.timeline.push({ at_ms: recorder.now(), kind: 'pod_killed', ref: victim.uid });
  await deps.target.intervene(fence, { kind: 'end-pod', uid: victim.uid }, signal);
  const deadline = deps.clock.monotonicMs() + REPLACEMENT_MS;
  for (;;) {
    const { pods } = await deps.target.describe();
    recorder.podsFound(pods);
    const others = pods.filter(({ ready, uid }) => ready && uid !== victim.uid);
    if (others.length >= topology.deployment.replicas) return;
    if (deps.clock.monotonicMs() > deadline) {
      const message = `Pod ${victim.name} was killed, and none is Ready in its place after ${REPLACEMENT_MS / 1000} s.`;
      throw new AppError('rollout_failed', message);
    }
    await deps.clock.sleep(POLL_MS, signal);
  }
}

function scaleOf({ request }: Run): Scale {
  const { scale } = request.parameters;
  if (scale === undefined) throw new AppError('internal', `Run ${request.id} scales out to no number of Pods.`);
  return scale;
}

/** Every client anew, as the arm has it: the Pods stay, so that only the way to them decides where connections land. */
async function reconnect(run: Run, fence: Fence, ready: Ready, arm: PlannedArm): Promise<void> {
  await run.stopFleet();
  run.signal.throwIfAborted();
  await takeAddedPodsAway(run, fence, ready);
  await startFleet(run, arm.conditions);
}

/** As many Pods as were found, where an arm before has added some; nobody is connected meanwhile. */
async function takeAddedPodsAway(run: Run, fence: Fence, { topology }: Ready): Promise<void> {
  const { deps, request, recorder, signal } = run;
  const { replicas } = topology.deployment;
  if (!request.parameters.add_pods || recorder.live.size <= replicas) return;
  await deps.target.rollout(fence, { replicas, restart: false, pace_ms: 0 }, signal);
  const deadline = deps.clock.monotonicMs() + FOLLOWED_MS;
  // A client that balances would ask a Pod that the run has not yet heard the end of.
  while (recorder.live.size > replicas && deps.clock.monotonicMs() < deadline) await deps.clock.sleep(POLL_MS, signal);
}
