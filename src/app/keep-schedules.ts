import type { ScheduleId } from '../domain/schedule/schedule.ts';
import type { ScheduleTicks } from '../ports/schedule-ticks.ts';
import { runScheduled } from './run-scheduled.ts';
import { lookForRollouts, type RolloutDeps, type Unsettled } from './watch-rollouts.ts';

/** How often rollouts are looked for, in milliseconds. */
const LOOK_MS = 15_000;
/** A moment that nobody is given for so long after it was due does not come any more, in milliseconds. */
const OVERDUE_MS = 120_000;

export interface KeepDeps extends RolloutDeps {
  ticks: ScheduleTicks;
}

/**
 * Runs what is due until the signal aborts: at the moments of schedules, and after rollouts. A schedule whose moment was
 * lost, because Redis was away when it was to be set, gets its next one.
 * @throws AppError `queue_unavailable` when the moments can not be listened to
 */
export async function keepSchedules(deps: KeepDeps, signal: AbortSignal): Promise<{ ended: Promise<void> }> {
  await deps.ticks.follow(async ({ schedule, due }) => {
    const stored = await deps.schedules.get(schedule);
    if (stored === null) await deps.ticks.clear(schedule);
    else await runScheduled(deps, stored, { tick: due, by: null });
  });
  return { ended: look(deps, signal) };
}

async function look(deps: KeepDeps, signal: AbortSignal): Promise<void> {
  const unsettled: Unsettled = new Map();
  const overdue = new Map<ScheduleId, number>();
  let failed: string | null = null;
  while (!signal.aborted) {
    try {
      await setLost(deps, overdue);
      await lookForRollouts(deps, unsettled);
      failed = null;
    } catch (cause) {
      const reason = String(cause);
      if (reason !== failed) deps.log.warn('schedules_not_looked_at', { reason });
      failed = reason;
    }
    await deps.clock.sleep(LOOK_MS, signal).catch(() => undefined);
  }
}

/** `overdue` is since when a moment is in the past, on the clock's milliseconds. */
async function setLost({ schedules, ticks, clock }: KeepDeps, overdue: Map<ScheduleId, number>): Promise<void> {
  const [all, next] = await Promise.all([schedules.list(), ticks.next()]);
  const now = Date.parse(clock.wallIso());
  for (const { schedule, paused } of all) {
    const { id, when } = schedule;
    if (when.kind === 'rollout' || paused) continue;
    const due = Date.parse(next.get(id) ?? '');
    if (due > now) {
      overdue.delete(id);
      continue;
    }
    const since = overdue.get(id) ?? clock.monotonicMs();
    overdue.set(id, since);
    if (!Number.isNaN(due) && clock.monotonicMs() - since < OVERDUE_MS) continue;
    await ticks.set(id, when);
    overdue.delete(id);
  }
}
