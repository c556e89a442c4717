import type { ScheduleId, When } from '../domain/schedule/schedule.ts';

/** A `When` that a clock decides. */
export type ClockWhen = Exclude<When, { kind: 'rollout' }>;

/** A moment at which a schedule's run is due. */
export interface Tick {
  schedule: ScheduleId;
  /** When it was due, ISO-8601 UTC: the same for every delivery of it. */
  due: string;
}

/**
 * The moments at which schedules are due, kept between processes. Moments that pass while nobody listens come once,
 * late, and never as many. Not in here: what is run then, and rollouts.
 * Every call throws AppError `queue_unavailable` when it is not answered.
 */
export interface ScheduleTicks {
  /** Makes a schedule due at these moments, from now on, in the place of any others. */
  set(id: ScheduleId, when: ClockWhen): Promise<void>;
  clear(id: ScheduleId): Promise<void>;
  /** The next moment of every schedule that is set, ISO-8601 UTC; one in the past is being delivered, or waits for a listener. */
  next(): Promise<ReadonlyMap<ScheduleId, string>>;
  /** The moments after another one, all ISO-8601 UTC, soonest first; nothing is set. */
  preview(when: ClockWhen, after: string, count: number): string[];
  /** Delivers each moment to one listener of all processes, until closed. */
  follow(onTick: (tick: Tick) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}
