import { AppError } from '../../src/domain/errors.ts';
import type { StoredSchedule } from '../../src/domain/schedule/schedule.ts';
import type { Schedules } from '../../src/ports/schedules.ts';

export interface FakeSchedules extends Schedules {
  /** While true every call fails with `queue_unavailable`. */
  away(isAway: boolean): void;
}

/** Schedules in memory; what goes in and out is copied, as through a real store. */
export function createFakeSchedules(): FakeSchedules {
  const kept = new Map<string, StoredSchedule>();
  let isAway = false;
  const assertThere = (): void => {
    if (isAway) throw new AppError('queue_unavailable', 'Redis is away.');
  };
  return {
    away(next) {
      isAway = next;
    },
    async add(schedule, most) {
      assertThere();
      if (kept.has(schedule.id)) return;
      if (kept.size >= most) throw new AppError('over_limit', `${most} schedules are kept, and no more.`);
      kept.set(schedule.id, { schedule: structuredClone(schedule), paused: false, last: null, note: null, seen: null });
    },
    async get(id) {
      assertThere();
      return structuredClone(kept.get(id) ?? null);
    },
    async list() {
      assertThere();
      const all = [...kept.values()].sort((a, b) => a.schedule.created_at.localeCompare(b.schedule.created_at));
      return structuredClone(all);
    },
    async update(id, change) {
      assertThere();
      const stored = kept.get(id);
      if (stored !== undefined) Object.assign(stored, structuredClone(change));
    },
    async remove(id) {
      assertThere();
      return kept.delete(id);
    },
  };
}
