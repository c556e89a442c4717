import { heldAt } from '../domain/analysis/clients.ts';
import { AppError } from '../domain/errors.ts';
import { gateMs } from '../domain/run-plan.ts';
import type { ClientEvent } from '../domain/sample.ts';
import type { Run } from './run-context.ts';

const POLL_MS = 100;

/** Waits until the last connection of every client is on a Pod that is there now; so many there should be. */
export async function everyClientOn(run: Run, arm: string, pods: number): Promise<void> {
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
export async function everyClientSpokeToAll(run: Run, name: string): Promise<void> {
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
export async function everyClientSpoke(run: Run, name: string): Promise<void> {
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
export async function everyPodCounted({ deps, recorder, signal }: Run): Promise<void> {
  const fresh = { since: deps.clock.monotonicMs(), signal };
  await Promise.allSettled([...recorder.live.values()].map(async (pod) => deps.stats.read(pod, fresh)));
  signal.throwIfAborted();
}

export async function gate(
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
