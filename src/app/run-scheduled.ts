import { AppError, type ErrorCode } from '../domain/errors.ts';
import type { RunId, RunRequest } from '../domain/run.ts';
import type { Busy, Schedule, SkipNote, StoredSchedule } from '../domain/schedule/schedule.ts';
import { skipText } from '../domain/text/schedule-text.ts';
import type { Log } from '../ports/log.ts';
import type { Schedules } from '../ports/schedules.ts';
import { type BusyDeps, busyWith } from './busy-target.ts';
import { type StartDeps, startRun } from './start-run.ts';
import { checkAllowed } from './submit-run.ts';

export interface ScheduledDeps extends StartDeps, BusyDeps {
  schedules: Schedules;
  log: Log;
}

/** What became of a due run. `repeated`: the same moment came before. */
export type Due =
  | { kind: 'started'; run: RunId; quiet: boolean }
  | { kind: 'skipped'; note: SkipNote }
  | { kind: 'paused' | 'repeated' };

/** A moment at which a schedule is due. */
export interface DueMoment {
  /** The same for every delivery of one moment. */
  tick: string;
  /** Who asked for it now; null for one that came by itself, which a pause holds back. */
  by: string | null;
  /** What kept the target busy when it came; undefined to look now. */
  busy?: Busy | null;
}

/** What may be left out in silence where only changes are posted: it says nothing about the schedule itself. */
const ORDINARY = 'target_busy';

/** What the bot itself stands on was away: nothing is decided. */
const AWAY: readonly ErrorCode[] = ['queue_unavailable', 'audit_unavailable'];

/**
 * Starts the run of a schedule that is due, once for each moment, or notes why it was left out. Whoever it is asked for
 * is looked up in the target's allow-list again, and the target's limits count as they are now.
 * @throws AppError `queue_unavailable`, `audit_unavailable`: not decided yet, to be tried again
 */
export async function runScheduled(deps: ScheduledDeps, stored: StoredSchedule, moment: DueMoment): Promise<Due> {
  const { schedule, last, note, paused } = stored;
  const { tick, by } = moment;
  if (last?.tick === tick || note?.tick === tick || (await isUnderWay(deps, schedule, tick)))
    return { kind: 'repeated' };
  if (paused && by === null) return { kind: 'paused' };
  try {
    const busy = moment.busy === undefined ? await busyWith(deps, schedule.target) : moment.busy;
    if (busy !== null) return await leaveOut(deps, stored, moment, { code: ORDINARY, message: busy.by, busy });
    const request = requestOf(deps, schedule, tick, by ?? schedule.owner);
    checkAllowed(deps, request.target, request.scenario, request.parameters);
    await startRun(deps, request, `${schedule.id}/${tick}`, null);
    // Another bot had the same moment: its run counts.
    if ((await deps.store.get(request.id)) === null) return { kind: 'repeated' };
    const at = deps.clock.wallIso();
    await deps.schedules.update(schedule.id, { last: { run: request.id, tick, at }, note: null });
    return { kind: 'started', run: request.id, quiet: request.schedule?.quiet ?? false };
  } catch (cause) {
    if (!(cause instanceof AppError) || AWAY.includes(cause.code)) throw cause;
    const { code, message } = cause;
    return leaveOut(deps, stored, moment, { code, message });
  }
}

/** The moment's run is there, but whoever started it had no time to note it. */
async function isUnderWay({ store }: ScheduledDeps, { id }: Schedule, tick: string): Promise<boolean> {
  const open = await store.open();
  return open.some(({ request: { schedule } }) => schedule?.id === id && schedule.tick === tick);
}

function requestOf(deps: ScheduledDeps, schedule: Schedule, tick: string, user: string): RunRequest {
  const { id, scenario, target, parameters, channel, post } = schedule;
  return {
    id: deps.newRunId(),
    scenario,
    target,
    parameters: { ...parameters, seed: deps.newSeed() },
    requested_by: user,
    requested_at: deps.clock.wallIso(),
    thread: { channel, ts: null },
    // Whoever is to approve a plan has to see it.
    schedule: { id, tick, quiet: post === 'changes' && deps.needOf(target) === 'none' },
    ...(schedule.language === undefined ? {} : { language: schedule.language }),
  };
}

async function leaveOut(
  deps: ScheduledDeps,
  { schedule, note: before }: StoredSchedule,
  { tick, by }: DueMoment,
  why: Pick<SkipNote, 'code' | 'message' | 'busy'>,
): Promise<Due> {
  const note = { at: deps.clock.wallIso(), tick, ...why };
  // Whoever asked for it now is told themselves, and it was not due.
  if (by !== null) return { kind: 'skipped', note };
  await deps.schedules.update(schedule.id, { note });
  const isNews = why.code !== ORDINARY && (before?.code !== why.code || before.message !== why.message);
  if (schedule.post === 'always' || isNews) {
    // A chat that is away is waited for minutes, and the other schedules' moments are behind this one.
    void tellSkipped(deps, schedule, skipText(schedule, note, schedule.language));
  }
  return { kind: 'skipped', note };
}

/** In the channel, or directly to whoever made the schedule where that is closed to the bot. Never rejects. */
async function tellSkipped(
  { chat, log }: ScheduledDeps,
  { id, channel, owner }: Schedule,
  text: string,
): Promise<void> {
  try {
    await chat.postText(channel, text).catch(() => chat.tell(owner, text));
  } catch (cause) {
    log.warn('skip_not_told', { schedule: id, reason: String(cause) });
  }
}
