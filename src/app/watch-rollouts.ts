import { hasEnded } from '../domain/run.ts';
import type { StoredSchedule } from '../domain/schedule/schedule.ts';
import type { RunHistory } from '../ports/run-history.ts';
import type { Target } from '../ports/target.ts';
import { busyWith } from './busy-target.ts';
import { RECOVERY_HOLDER } from './recover-target.ts';
import { runScheduled, type ScheduledDeps } from './run-scheduled.ts';

export interface RolloutDeps extends ScheduledDeps {
  history: RunHistory;
  target: (name: string) => Target;
}

/** A target that was in our own hands at the last look: whatever is rolled out afterwards is of our making. */
const OURS = Symbol('ours');

/** By target: the revision that was seen at the last look and counts only if it is seen again. */
export type Unsettled = Map<string, string | typeof OURS>;

/**
 * Looks once at every target that a schedule watches. A rollout counts once it is complete and two looks in a row have
 * seen it, so that several in a row are one. One that a run of ours made, or that came in its midst, counts as seen.
 * What is kept with each schedule outlasts the bot: a rollout while it was down is noticed at its first looks.
 * @throws AppError `queue_unavailable`
 */
export async function lookForRollouts(deps: RolloutDeps, unsettled: Unsettled): Promise<void> {
  const watching = (await deps.schedules.list()).filter(
    ({ schedule, paused }) => schedule.when.kind === 'rollout' && !paused && deps.targets.has(schedule.target),
  );
  const byTarget = Map.groupBy(watching, ({ schedule }) => schedule.target);
  for (const target of unsettled.keys()) if (!byTarget.has(target)) unsettled.delete(target);
  for (const [target, schedules] of byTarget) await lookAt(deps, target, schedules, unsettled);
}

async function lookAt(
  deps: RolloutDeps,
  target: string,
  schedules: readonly StoredSchedule[],
  unsettled: Unsettled,
): Promise<void> {
  const waiting = unsettled.get(target);
  if (await isInOurHands(deps, target)) {
    // What had come before our own run is due all the same, and is left out with a note.
    if (typeof waiting === 'string') await runAll(deps, target, schedules, waiting);
    unsettled.set(target, OURS);
    return;
  }
  const revision = await rolledOut(deps, target);
  if (revision === null) {
    if (waiting !== OURS) unsettled.delete(target);
    return;
  }
  const late = await keepSeen(deps, schedules, revision, waiting === OURS);
  unsettled.delete(target);
  if (late.length === 0) return;
  if (waiting === revision) await runAll(deps, target, late, revision);
  else unsettled.set(target, revision);
}

/** The revision of a target whose rollout is complete; null while one goes on, and where nobody can tell. */
async function rolledOut({ target }: RolloutDeps, name: string): Promise<string | null> {
  try {
    const { deployment } = await target(name).describe();
    return deployment.rolled_out ? deployment.revision : null;
  } catch {
    return null;
  }
}

/** Keeps with each schedule what is seen now; gives those for which that is a rollout of somebody else's. */
async function keepSeen(
  deps: RolloutDeps,
  schedules: readonly StoredSchedule[],
  revision: string,
  isOurs: boolean,
): Promise<StoredSchedule[]> {
  const late: StoredSchedule[] = [];
  const at = deps.clock.wallIso();
  for (const stored of schedules) {
    const { schedule, seen } = stored;
    const isOther = !isOurs && seen !== null && seen.revision !== revision;
    if (isOther && !(await ranSince(deps, schedule.target, seen.at))) late.push(stored);
    else await deps.schedules.update(schedule.id, { seen: { revision, at } });
  }
  return late;
}

/** The runs of all of them are started for one rollout, and wait for each other; the target is looked at before the first. */
async function runAll(
  deps: RolloutDeps,
  target: string,
  schedules: readonly StoredSchedule[],
  revision: string,
): Promise<void> {
  const busy = await busyWith(deps, target);
  for (const stored of schedules) {
    if (stored.seen === null || stored.seen.revision === revision) continue;
    // A template may come back, so it alone names no moment; every bot has the same look before it.
    await runScheduled(deps, stored, { tick: `rollout ${revision} after ${stored.seen.at}`, by: null, busy });
    const seen = { revision, at: deps.clock.wallIso() };
    await deps.schedules.update(stored.schedule.id, { seen });
  }
}

/** Whether a run or a recovery of ours changes the target now, or has left it changed. */
async function isInOurHands({ store, guard }: RolloutDeps, target: string): Promise<boolean> {
  const open = await store.open();
  const runs = open.filter(({ request, state }) => request.target === target && !hasEnded(state));
  if (runs.some(({ state }) => state === 'running' || state === 'restoring')) return true;
  const holding = await guard(target)
    .holding()
    .catch(() => null);
  const isHeld = holding !== null && holding.expires_in_ms > 0;
  if (isHeld && (holding.holder.startsWith('r-') || holding.holder.startsWith(RECOVERY_HOLDER))) return true;
  const undo = await guard(target)
    .readUndo()
    .catch(() => null);
  return undo !== null;
}

/** Whether a run of ours was on the target since a moment; it may have made another revision and left that behind. */
async function ranSince({ history }: RolloutDeps, target: string, since: string): Promise<boolean> {
  const runs = (await history.runs()).filter(({ request }) => request.target === target);
  return runs.some(({ summary, recovery }) => {
    const ends = [summary?.ended_at, recovery?.at].filter((end) => end !== undefined);
    return ends.some((end) => Date.parse(end) >= Date.parse(since));
  });
}
