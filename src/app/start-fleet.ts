import { areBalancing, type Condition } from '../domain/condition.ts';
import { AppError } from '../domain/errors.ts';
import { longestMs } from '../domain/run-plan.ts';
import type { ClientEvent } from '../domain/sample.ts';
import type { Fleet, FleetSpec } from '../ports/client-fleet.ts';
import type { Run } from './run-context.ts';
import type { RunRecorder } from './run-recorder.ts';

/**
 * Starts the clients of a run, or, after their end, starts them anew under an arm's conditions. Their connections go on
 * being counted where those before left off, so that no two have the same number.
 * @throws AppError `clients_not_ready`
 */
export async function startFleet(run: Run, conditions: readonly Condition[]): Promise<Fleet> {
  const { deps, recorder, request, topology, signal } = run;
  if (topology === null) throw new AppError('internal', 'The clients were started before the target was read.');
  const { clients, interval_ms, rpc, stream_ms, seed } = request.parameters;
  const spec: FleetSpec = { address: topology.service.address, clients, interval_ms, seed, rpc, stream_ms };
  const longest_ms = longestMs(run.plan, request.parameters, topology.deployment.replicas);
  const fleet = await deps.fleet.start({ ...spec, ...clientsUnder(run, conditions) }, numberedAfter(run), {
    id: request.id,
    longest_ms,
    signal,
  });
  run.fleet = fleet;
  return fleet;

  function numberedAfter({ recorder: { events } }: Run): (event: ClientEvent) => void {
    const before = events.reduce((most, { conn }) => Math.max(most, conn), 0);
    if (before === 0) return recorder.clientEvent;
    return (event) => recorder.clientEvent(event.conn === 0 ? event : { ...event, conn: event.conn + before });
  }
}

/** What conditions ask of the clients themselves. */
function clientsUnder({ recorder }: Run, conditions: readonly Condition[]): Pick<FleetSpec, 'keepalive_ms' | 'hosts'> {
  const keepalive = conditions.find((condition) => condition.kind === 'keepalive');
  return {
    ...(keepalive === undefined ? {} : { keepalive_ms: keepalive.value_ms }),
    ...(areBalancing(conditions) ? { hosts: () => readyAddresses(recorder) } : {}),
  };
}

/** What the name of a headless Service stands for at this moment: HOST:PORT of each Ready Pod. */
function readyAddresses({ live, pods, timeline }: RunRecorder): string[] {
  const left = new Set<string>();
  for (const { kind, ref } of timeline) {
    if (kind === 'endpoint_removed' || kind === 'pod_terminating') left.add(ref);
    // One whose readiness came back is an endpoint again.
    if (kind === 'endpoint_added') left.delete(ref);
  }
  const ready = pods().filter(({ uid, ready_at_ms }) => ready_at_ms !== null && !left.has(uid));
  return ready.flatMap(({ uid }) => live.get(uid)?.address ?? []);
}
