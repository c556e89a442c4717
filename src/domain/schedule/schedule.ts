import type { Language } from '../language.ts';
import type { RunParameters } from '../parameters.ts';
import type { RunId } from '../run.ts';
import type { ScenarioName } from '../scenario.ts';

/** A schedule's id: `s-` and six hexadecimal digits. */
export type ScheduleId = string;

/** The days of a week as they are typed, Sunday first as cron counts them. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A time of day on the clocks of a time zone, by its IANA name. */
export interface TimeOfDay {
  hour: number;
  minute: number;
  tz: string;
}

/** When a schedule's run is due: at moments of the clock, or after each completed rollout of the target's Deployment. */
export type When =
  | ({ kind: 'weekly'; day: Weekday } & TimeOfDay)
  | ({ kind: 'daily' } & TimeOfDay)
  | { kind: 'every'; ms: number }
  | { kind: 'rollout' };

/** `changes`: only what differs from the run before, and what went wrong. `always`: every run, and what was left out. */
export type PostRule = 'changes' | 'always';

/** A run that is started again and again. */
export interface Schedule {
  id: ScheduleId;
  scenario: ScenarioName;
  target: string;
  /** Each run gets a seed of its own. */
  parameters: RunParameters;
  when: When;
  post: PostRule;
  /** Whoever made it; every run is asked for in their name. */
  owner: string;
  channel: string;
  /** ISO-8601 UTC. */
  created_at: string;
  /** The language of its runs' messages; left out for English. */
  language?: Language;
}

/** Why a due run was not started. */
export interface SkipNote {
  at: string;
  /** Which moment it was of. */
  tick: string;
  code: string;
  message: string;
  /** With `target_busy`: what was in the way. */
  busy?: Busy;
}

/** What keeps a target from a run: another run, whoever holds its lease, or what a run left changed. */
export interface Busy {
  kind: 'run' | 'held' | 'changed';
  /** The run, or the holder. */
  by: string;
}

/** A schedule with what became of it. */
export interface StoredSchedule {
  schedule: Schedule;
  paused: boolean;
  /** The last run that was started. */
  last: { run: RunId; tick: string; at: string } | null;
  /** Of the last due run, when it was not started; null once one is started. */
  note: SkipNote | null;
  /** With `rollout`: the last completed rollout that was looked at, by its revision; null before the first look. */
  seen: { revision: string; at: string } | null;
}

/** The most schedules that are kept. */
export const MAX_SCHEDULES = 50;
