import { heldAt } from '../domain/analysis/clients.ts';
import { edgeLabels } from '../domain/analysis/run-data.ts';
import { areBalancing } from '../domain/condition.ts';
import { restartOf } from '../domain/custom/arm-of-run.ts';
import { AppError } from '../domain/errors.ts';
import type { Scale } from '../domain/parameters.ts';
import type { ArmRecord, Window } from '../domain/record-arm.ts';
import { gateMs, observeMs, paceMs, wholeCounts } from '../domain/run-plan.ts';
import type { ClientEvent } from '../domain/sample.ts';
import type { ArmPlan, Movement } from '../domain/scenario.ts';
import { nextRound } from '../domain/sweep/next-round.ts';
import type { Pod } from '../domain/topology.ts';
import type { Fence } from '../ports/target.ts';
import { applyConditions } from './apply-conditions.ts';
import { analysed } from './build-record.ts';
import type { Ready } from './preflight.ts';
import { prepareArm } from './prepare-arm.ts';
import type { Run } from './run-context.ts';
import { readPods } from './sampler.ts';
import { startFleet } from './start-fleet.ts';

type PlannedArm = ArmPlan & { label: string };

const POLL_MS = 100;
/** A Pod that takes the place of a killed one is Ready long before. */
const REPLACEMENT_MS = 180_000;

type Move = (run: Run, fence: Fence, ready: Ready, arm: PlannedArm) => Promise<void>;

/** Gives the time that it took; null where nothing had to be done. */
type Preparation = (...move: Parameters<Move>) => Promise<Window | null>;

const MOVES: Record<Exclude<Movement, 'none'>, Move> = {
  restart,
  reconnect,
  'scale-out': scaleOut,
  'pod-kill': killPod,
};

/** What has to be so before an arm's change begins: it is in none of the arm's numbers. */
const PREPARATIONS: Partial<Record<Movement, Preparation>> = {
  'scale-out': bringOntoFirstPods,
  'pod-kill': bringConfiguration,
};

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
    await MOVES[arm.movement](run, fence, ready, arm);
    const spoke = areBalancing(arm.conditions) ? everyClientSpokeToAll : everyClientSpoke;
    await spoke(run, `${arm.label} clients spoke after the change`);
    await everyPodCounted(run);
  }
  await run.enter('observe', arm.label);
  const observeFrom = await edge(labels.observe);
  const left = wholeCounts(observeMs(arm, run.request.parameters), run.source) - (recorder.now() - observeFrom);
  await deps.clock.sleep(Math.max(0, left), signal);
  const observeTo = await edge(labels.end);
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
async function bringOntoFirstPods(run: Run, fence: Fence, ready: Ready, arm: PlannedArm): Promise<Window> {
  const { from } = scaleOf(run);
  const since = run.recorder.now();
  const applied = await applying(run);
  const rollout = { document: documentOf(ready, arm), replicas: from, restart: true };
  await run.deps.target.rollout(fence, { ...rollout, pace_ms: paceMs(run.request.parameters) }, run.signal);
  await applied();
  await everyClientOn(run, arm.label, from);
  return [since, run.recorder.now()];
}

/** More Pods beside those that are there. */
async function scaleOut(run: Run, fence: Fence): Promise<void> {
  const { to } = scaleOf(run);
  const pace_ms = paceMs(run.request.parameters);
  await run.deps.target.rollout(fence, { replicas: to, restart: false, pace_ms }, run.signal);
  run.recorder.podsFound((await run.deps.target.describe()).pods);
}

/** A restart with the arm's configuration, where the Pods have another. */
async function bringConfiguration(run: Run, fence: Fence, ready: Ready, arm: PlannedArm): Promise<Window | null> {
  const document = documentOf(ready, arm);
  if ((await run.deps.target.describe()).config.document === document) return null;
  const since = run.recorder.now();
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
async function reconnect(run: Run, _fence: Fence, _ready: Ready, arm: PlannedArm): Promise<void> {
  await run.stopFleet();
  run.signal.throwIfAborted();
  await startFleet(run, arm.conditions);
}

async function everyClientOn(run: Run, arm: string, pods: number): Promise<void> {
  const { clients } = run.request.parameters;
  await run.deps.target.describe().then((topology) => run.recorder.podsFound(topology.pods));
  const onLive = (): number => {
    const held = heldAt(run.recorder.events, run.recorder.pods(), run.recorder.now());
    return [...run.recorder.live.keys()].reduce((sum, uid) => sum + (held.get(uid) ?? 0), 0);
  };
  const name = pods === 1 ? `${arm} clients on the one Pod` : `${arm} clients on the first Pods`;
  await gate(run, name, clients, () => (run.recorder.live.size === pods ? onLive() : 0));
}

/** Clients that hold several connections are complete when each has spoken on all of them. */
async function everyClientSpokeToAll(run: Run, name: string): Promise<void> {
  const pods = run.recorder.live.size;
  const since = run.recorder.now();
  const wanted = pods * run.request.parameters.clients;
  const limitMs = gateMs(run.request.parameters) + pods * run.request.parameters.interval_ms;
  await gate(
    run,
    name,
    wanted,
    () => new Set(answersSince(run, since).map(({ client, conn }) => `${client}/${conn}`)).size,
    limitMs,
  );
}

/**
 * The change ends when every client has had an answer to a request since the rollout did; without that, counts are no
 * evidence: a client that was only refused holds no connection yet.
 */
async function everyClientSpoke(run: Run, name: string): Promise<void> {
  const since = run.recorder.now();
  await gate(
    run,
    name,
    run.request.parameters.clients,
    () => new Set(answersSince(run, since).map(({ client }) => client)).size,
  );
}

/** Answers to requests that were sent at a moment or later. */
function answersSince({ recorder }: Run, since: number): ClientEvent[] {
  return recorder.events.filter(
    (event) => event.kind === 'rpc' && isAnswered(event) && event.at_ms - event.latency_ms >= since,
  );
}

/** Whether a Pod has answered, be it with an error. */
function isAnswered({ code, pod }: { code: string; pod: string | null }): boolean {
  return code === 'OK' || pod !== null;
}

/**
 * Waits until a source that counts only now and then has a count of each new Pod: an observation has no hole at its
 * start. What is unread then is for the gates to judge.
 */
async function everyPodCounted({ deps, recorder, signal }: Run): Promise<void> {
  const fresh = { since: deps.clock.monotonicMs(), signal };
  await Promise.allSettled([...recorder.live.values()].map(async (pod) => deps.stats.read(pod, fresh)));
  signal.throwIfAborted();
}

async function gate(
  run: Run,
  name: string,
  wanted: number,
  measure: () => number,
  limit = gateMs(run.request.parameters),
): Promise<void> {
  const { clock } = run.deps;
  const deadline = clock.monotonicMs() + limit;
  let value = measure();
  while (value < wanted && clock.monotonicMs() < deadline) {
    await clock.sleep(POLL_MS, run.signal);
    value = measure();
  }
  run.gates.push({ name, ok: value >= wanted, value, limit: wanted });
  if (value > 0) return;
  throw new AppError('gate_timeout', `None of ${wanted} within ${limit / 1000} s: ${name}.`);
}
