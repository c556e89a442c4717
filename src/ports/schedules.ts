import type { Schedule, ScheduleId, StoredSchedule } from '../domain/schedule/schedule.ts';

/**
 * The schedules that are kept, with what became of each. Not in here: when they are due
 * ({@link import('./schedule-ticks.ts').ScheduleTicks}), and their runs, which the run store keeps.
 * Every call throws AppError `queue_unavailable` when it is not answered.
 */
export interface Schedules {
  /** Keeps a new schedule; one whose id is kept already stays as it is. @throws AppError `over_limit` when `most` are kept already */
  add(schedule: Schedule, most: number): Promise<void>;
  get(id: ScheduleId): Promise<StoredSchedule | null>;
  /** Oldest first. */
  list(): Promise<StoredSchedule[]>;
  /** Changes what is given; one that was removed in the meantime stays removed. */
  update(id: ScheduleId, change: Partial<Omit<StoredSchedule, 'schedule'>>): Promise<void>;
  /** False when there was none. */
  remove(id: ScheduleId): Promise<boolean>;
}
