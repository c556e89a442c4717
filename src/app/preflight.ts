import { areBalancing } from '../domain/condition.ts';
import { formatDuration } from '../domain/duration.ts';
import { AppError } from '../domain/errors.ts';
import { obstacleTo } from '../domain/obstacle.ts';
import { gateMs } from '../domain/run-plan.ts';
import { serviceSettings } from '../domain/service-settings.ts';
import { isSet, settingText } from '../domain/setting.ts';
import type { Topology } from '../domain/topology.ts';
import type { Undo } from '../domain/undo.ts';
import type { Fence } from '../ports/target.ts';
import { rehearseConditions } from './apply-conditions.ts';
import { assertKnown } from './assert-known.ts';
import { checkRequester } from './check-person.ts';
import { noteOrRefuse } from './note-audit.ts';
import { ObstacleError } from './obstacle-error.ts';
import { planHash } from './plan-hash.ts';
import { recoverTarget } from './recover-target.ts';
import type { Run } from './run-context.ts';
import { readPods, sample } from './sampler.ts';
import { startFleet } from './start-fleet.ts';
import { watchProbes } from './watch-probes.ts';

const POLL_MS = 200;

/** What the arms need to know. */
export interface Ready {
  topology: Topology;
  /** The configuration of each arm that has a setting, by the arm's name. */
  documents: ReadonlyMap<string, string>;
}

/**
 * Checks everything that can be checked without touching anything, writes the undo record, starts clients and sampler,
 * and waits until every client holds its own connection.
 * @throws AppError `restore_failed` when an earlier run's change can not be undone, `target_unhealthy`, `target_unfit`,
 * `already_set`, `config_invalid`, `approval_missing`, `not_allowed`, `plan_changed`, `audit_unavailable`, `stats_unreadable`, `clients_not_ready`, `target_unreachable`,
 * `target_forbidden`
 */
export async function preflight(run: Run, fence: Fence): Promise<Ready> {
  const { deps, request, recorder } = run;
  const recovered = await recoverTarget(deps, fence);
  if (recovered?.restore.state === 'FAILED') {
    // What is there now is no pre-image: a run that took it for one would bring it back for good.
    const { id, target } = recovered.request;
    const message = `What run ${id} left on ${target} could not be put back; nothing was started.`;
    throw new AppError('restore_failed', message);
  }
  checkRequester(deps.allow, request);
  const topology = await healthyTopology(run);
  const documents = await armDocuments(run, topology);
  if (!deps.fleet.balances && run.once.some(({ conditions }) => areBalancing(conditions))) {
    const fix = 'set `fleet: {mode: worker}` for this target';
    throw new AppError('target_unfit', `Clients in a Job can not balance by themselves: ${fix}; nothing was touched.`);
  }
  for (const arm of run.once) await rehearseConditions(run, topology, arm);
  await checkApproved(run, topology, [...documents.values()][0] ?? topology.config.document);
  if (request.parameters.custom !== undefined) run.watch = watchProbes(run);
  const [pod] = topology.pods;
  if (pod !== undefined && run.once.some(({ movement }) => movement === 'pod-kill'))
    await deps.target.rehearse({ kind: 'end-pod', uid: pod.uid });
  run.source = await deps.stats.prepare(topology.pods);
  await noteOrRefuse(deps, { kind: 'started', target: request.target, run: request.id });
  const undo: Undo = {
    request,
    started_at: run.startedAt,
    document: topology.config.document,
    replicas: topology.deployment.replicas,
    service: serviceSettings(topology.service),
    ...(topology.deployment.shutdown === undefined ? {} : { shutdown: topology.deployment.shutdown }),
    ...(topology.health_checks === undefined ? {} : { health_checks: topology.health_checks }),
    image: topology.config.image,
    versions: run.versions(),
  };
  await deps.guard.writeUndo(fence, undo);
  run.undo = undo;
  await deps.target.watch(
    {
      onEvent(event) {
        recorder.targetEvent(event);
        if (event.kind === 'pod_ready') void meetPods(run);
      },
      // Without events nobody knows which Pods there are, so no count would be evidence any more.
      onLost: (error) => run.abort(new AppError('target_unreachable', error.message, { cause: error })),
    },
    run.ended,
  );
  recorder.podsFound(topology.pods);
  await warmUp(run);
  return { topology, documents };
}

async function healthyTopology(run: Run): Promise<Topology> {
  const topology = await run.deps.target.describe();
  run.topology = topology;
  const { name, replicas, rolled_out } = topology.deployment;
  const ready = topology.pods.filter((pod) => pod.ready).length;
  if (!rolled_out || ready !== replicas) {
    const what =
      ready === replicas
        ? 'is in the middle of a rollout: a Pod of the former one is still there'
        : `has ${ready} of ${replicas} Pods Ready`;
    throw new AppError('target_unhealthy', `Deployment ${name} ${what}; nothing was changed.`);
  }
  return topology;
}

async function armDocuments(run: Run, topology: Topology): Promise<Map<string, string>> {
  const { config } = run.deps;
  const documents = new Map<string, string>();
  const found = topology.config.document;
  for (const arm of run.once) {
    const obstacle = obstacleTo(arm.conditions, topology);
    if (obstacle !== null) throw new ObstacleError(obstacle);
    if (arm.setting === null) continue;
    assertKnown(arm.setting, topology, run.request);
    if (isSet(config.read(found, arm.setting.kind), arm.setting)) {
      throw new AppError(
        'already_set',
        `${settingText(arm.setting)} is already in ${topology.config.name}; there is nothing to compare, and nothing was touched.`,
      );
    }
    documents.set(arm.name, config.write(found, arm.setting));
  }
  for (const document of new Set(documents.values())) await config.validate(document);
  return documents;
}

/** The last look at a person's word, on the target as it is right before the first change. */
async function checkApproved({ deps, request }: Run, topology: Topology, document: string): Promise<void> {
  if (deps.need === 'none') return;
  const { approved } = request;
  if (approved === undefined || (deps.need === 'second-person' && approved.by === request.requested_by)) {
    throw new AppError('approval_missing', `Nobody has approved run ${request.id} on ${request.target}.`);
  }
  if ((await planHash(request, topology, document)) === approved.plan) return;
  throw new AppError('plan_changed', `${request.target} is no longer as the plan that ${approved.by} approved has it.`);
}

/** New Pods are asked for as they come, because an event does not carry their addresses. */
async function meetPods(run: Run): Promise<void> {
  try {
    run.recorder.podsFound((await run.deps.target.describe()).pods);
  } catch (cause) {
    run.deps.log.warn('pods_not_read', { run: run.request.id, reason: String(cause) });
  }
}

async function warmUp(run: Run): Promise<void> {
  const { deps, recorder, request, signal } = run;
  const { clients, warmup_ms } = request.parameters;
  await run.enter('warm-up');
  const fleet = await startFleet(run, []);
  void sample({ ...deps, recorder }, run.tell, run.ended);
  await deps.clock.sleep(warmup_ms, signal);
  const limit = gateMs(request.parameters);
  const deadline = deps.clock.monotonicMs() + limit;
  while (speaking(run) < clients) {
    if (deps.clock.monotonicMs() > deadline) throw notReady(run, fleet.address, warmup_ms + limit);
    await deps.clock.sleep(POLL_MS, signal);
  }
  await readPods({ ...deps, recorder }, { kind: 'edge', tick: null, label: 'warm-up end' }, signal);
  const open = recorder.readings
    .filter((reading) => reading.label === 'warm-up end')
    .reduce((sum, reading) => sum + (reading.counters?.http2_active ?? 0), 0);
  run.gates.push({ name: 'run open connections', ok: open === clients, value: open, limit: clients });
  const sockets = fleet.sockets();
  run.gates.push({ name: 'run client sockets', ok: sockets === clients, value: sockets, limit: clients });
}

/** Clients that have had an answer. */
function speaking(run: Run): number {
  const answered = run.recorder.events.filter((event) => event.kind === 'rpc' && event.code === 'OK');
  return new Set(answered.map((event) => event.client)).size;
}

function notReady(run: Run, address: string, waitedMs: number): AppError {
  const { clients } = run.request.parameters;
  const codes = run.recorder.events.flatMap((event) =>
    event.kind === 'rpc' && event.code !== 'OK' ? [event.code] : [],
  );
  const unknown = codes.includes('UNIMPLEMENTED')
    ? ' (a server that does not know this kind of call: the hello server of this version does)'
    : '';
  const why =
    codes.length === 0 ? 'no request ended' : `requests ended with ${[...new Set(codes)].join(', ')}${unknown}`;
  return new AppError(
    'clients_not_ready',
    `Only ${speaking(run)} of ${clients} clients had an answer from ${address} within ${formatDuration(Math.round(waitedMs))}: ${why}; nothing was changed.`,
  );
}
