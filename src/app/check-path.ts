import { type Door, type DoorAt, doorOf, type PathCheck } from '../domain/path/path-check.ts';
import type { PathSource } from '../domain/path/path-view.ts';
import type { ClientEvent } from '../domain/sample.ts';
import type { ClientFleet } from '../ports/client-fleet.ts';
import type { Clock } from '../ports/clock.ts';
import type { TargetGuard } from '../ports/target-guard.ts';

/** Enough for an exact test that sees a Pod without connections, few enough to trouble nobody. */
export const CHECK_CONNECTIONS = 60;
/** The connections are opened spread over so many milliseconds. */
const OPENED_WITHIN_MS = 1000;
/** Nobody waits longer for the answers on them, in milliseconds; closing them takes 4 s more at most. */
const ANSWERED_WITHIN_MS = 4000;
/** How often it is looked whether somebody takes the target, in milliseconds. */
const LOOK_MS = 500;

export interface CheckDeps {
  /** Clients of this process; null where the target's clients run in a Job. */
  probe: ClientFleet | null;
  guard: Pick<TargetGuard, 'holding'>;
  clock: Clock;
}

/** Makes a check at a door. */
export type MakeCheck = (source: PathSource, at: DoorAt) => Promise<PathCheck>;

/** Makes checks of one target, one at a time: who asks for one while another goes on there gets what that one shows. */
export function createPathChecks(deps: CheckDeps): MakeCheck {
  const running = new Map<DoorAt, Promise<PathCheck>>();
  let last: Promise<unknown> = Promise.resolve();
  return (source, at) => {
    const going = running.get(at);
    if (going !== undefined) return going;
    const check = last.then(() => checkPath(deps, source, at)).finally(() => running.delete(at));
    running.set(at, check);
    last = check.catch(() => undefined);
    return check;
  };
}

/**
 * Opens connections through a target's own path, one request on each, and counts which Pods answered; all are closed again
 * when it resolves. Opens none on a target that somebody holds, and gives up when somebody takes it meanwhile: a run counts every
 * connection. Changes nothing.
 * @throws AppError `target_unreachable` where nobody can tell whether the target is held, `clients_not_ready`
 */
export async function checkPath(deps: CheckDeps, source: PathSource, at: DoorAt = 'node'): Promise<PathCheck> {
  const holder = await holderOf(deps);
  if (holder !== null) return { kind: 'not_made', why: 'held', holder };
  if (deps.probe === null) return { kind: 'not_made', why: 'job' };
  const door = doorOf(source, at);
  if (door === null) return { kind: 'not_made', why: 'no_way' };
  return openAndCount(deps, deps.probe, door, source);
}

async function openAndCount(deps: CheckDeps, probe: ClientFleet, door: Door, source: PathSource): Promise<PathCheck> {
  const { clock } = deps;
  const answers = new Map<number, Extract<ClientEvent, { kind: 'rpc' }>>();
  const all = Promise.withResolvers<null>();
  const spec = { address: door.address, clients: CHECK_CONNECTIONS, interval_ms: OPENED_WITHIN_MS, seed: 1 };
  const fleet = await probe.start(spec, (event) => {
    // A second request of a client goes out on the connection that its first one is counted for.
    if (event.kind === 'rpc' && !answers.has(event.client)) answers.set(event.client, event);
    if (answers.size === CHECK_CONNECTIONS) all.resolve(null);
  });
  const over = new AbortController();
  let holder: string | null;
  try {
    const late = clock.sleep(ANSWERED_WITHIN_MS, over.signal).then(() => null);
    holder = await Promise.race([all.promise, late, untilHeld(deps, over.signal)]);
  } finally {
    over.abort();
    await fleet.stop();
  }
  return holder === null ? countsOf(door, source, [...answers.values()]) : { kind: 'not_made', why: 'held', holder };
}

function countsOf(
  door: Door,
  { pods }: PathSource,
  answers: readonly Extract<ClientEvent, { kind: 'rpc' }>[],
): PathCheck {
  const uids = new Map(pods.map(({ name, uid }) => [name, uid]));
  const landed: Record<string, number> = Object.fromEntries(Object.keys(door.expected).map((uid) => [uid, 0]));
  const failed: Record<string, number> = {};
  let unnamed = 0;
  for (const { code, pod } of answers) {
    const uid = uids.get(pod ?? '');
    if (code !== 'OK') failed[code] = (failed[code] ?? 0) + 1;
    else if (uid === undefined) unnamed += 1;
    else landed[uid] = (landed[uid] ?? 0) + 1;
  }
  const silent = CHECK_CONNECTIONS - answers.length;
  if (silent > 0) failed.DEADLINE_EXCEEDED = (failed.DEADLINE_EXCEEDED ?? 0) + silent;
  return { kind: 'made', door, asked: CHECK_CONNECTIONS, landed, unnamed, failed };
}

/** Resolves when somebody takes the target; never once the signal has aborted. */
async function untilHeld(deps: CheckDeps, signal: AbortSignal): Promise<string> {
  for (;;) {
    await deps.clock.sleep(LOOK_MS, signal);
    const holder = await holderOf(deps);
    if (holder !== null) return holder;
  }
}

async function holderOf({ guard }: CheckDeps): Promise<string | null> {
  const holding = await guard.holding();
  return holding === null || holding.expires_in_ms <= 0 ? null : holding.holder;
}
