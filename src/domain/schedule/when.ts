import { formatDuration, parseDuration } from '../duration.ts';
import { nearest } from '../nearest.ts';
import { quote } from '../quote.ts';
import type { WrongPair } from '../read-pair.ts';
import { type TimeOfDay, WEEKDAYS, type Weekday, type When } from './schedule.ts';
import { DEFAULT_ZONE } from './time-zone.ts';

/** The keys that say when, of which a schedule has one. */
export const WHEN_KEYS = ['weekly', 'daily', 'every', 'after'] as const;
export type WhenKey = (typeof WHEN_KEYS)[number];

/** The bounds of `every`, in milliseconds. */
const LEAST_EVERY_MS = 3_600_000;
const MOST_EVERY_MS = 30 * 24 * 3_600_000;

/** The days by their whole names, which may be typed too. */
const DAY_NAMES: Readonly<Record<Weekday, string>> = {
  sun: 'Sunday',
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
};

/** `03:05`. */
export function timeText({ hour, minute }: TimeOfDay): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** The pairs of a command that say this again; the zone is left out where it is UTC. */
export function whenPairs(when: When): string[] {
  switch (when.kind) {
    case 'weekly':
      return [`weekly=${when.day}@${timeText(when)}`, ...zonePair(when)];
    case 'daily':
      return [`daily=${timeText(when)}`, ...zonePair(when)];
    case 'every':
      return [`every=${formatDuration(when.ms)}`];
    case 'rollout':
      return ['after=rollout'];
  }
}

function zonePair({ tz }: TimeOfDay): string[] {
  return tz === DEFAULT_ZONE ? [] : [`tz=${tz}`];
}

/** Reads the value of a key that says when, in UTC; gives what is wrong with it otherwise. */
export function readWhen(key: WhenKey, text: string): When | WrongPair {
  switch (key) {
    case 'weekly':
      return readWeekly(text);
    case 'daily': {
      const time = readTime(text);
      if (time !== null) return { kind: 'daily', ...time };
      return wrong(key, text, 'a time of day such as `03:00`', 'daily=03:00');
    }
    case 'every': {
      const ms = parseDuration(text.toLowerCase());
      if (ms !== null && ms >= LEAST_EVERY_MS && ms <= MOST_EVERY_MS) return { kind: 'every', ms };
      const range = `${formatDuration(LEAST_EVERY_MS)} to ${formatDuration(MOST_EVERY_MS)}`;
      return wrong(key, text, `a duration, ${range}`, ms !== null && ms < LEAST_EVERY_MS ? 'every=1h' : 'every=24h');
    }
    case 'after':
      if (text.toLowerCase() === 'rollout') return { kind: 'rollout' };
      return wrong(key, text, '`rollout`', 'after=rollout');
  }
}

function readWeekly(text: string): When | WrongPair {
  const [typed = '', at = ''] = text.toLowerCase().split('@', 2);
  const day = WEEKDAYS.find((candidate) => typed === candidate || typed === DAY_NAMES[candidate].toLowerCase());
  const time = readTime(at);
  if (day !== undefined && time !== null) return { kind: 'weekly', day, ...time };
  const near = day ?? nearest(typed, [...WEEKDAYS, ...Object.values(DAY_NAMES).map((name) => name.toLowerCase())]);
  const instead = `weekly=${near?.slice(0, 3) ?? 'mon'}@${time === null ? '03:00' : timeText(time)}`;
  return wrong('weekly', text, 'a day and a time such as `mon@03:00`', instead);
}

function readTime(text: string): TimeOfDay | null {
  const [, hour, minute] = /^(\d{1,2}):(\d\d)$/.exec(text) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return null;
  return { hour: Number(hour), minute: Number(minute), tz: DEFAULT_ZONE };
}

function wrong(key: WhenKey, text: string, expected: string, instead: string): WrongPair {
  return { message: `\`${key}\` is ${text === '' ? 'empty' : quote(text)}; it must be ${expected}.`, instead };
}
