import type { ErrorCode } from '../../errors.ts';
import { dayText, minuteText } from '../../iso-time.ts';
import type { Busy, Weekday } from '../../schedule/schedule.ts';

const DAYS: Readonly<Record<Weekday, string>> = {
  sun: 'Sunday',
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
};

/** What runs by itself. Ids, runs and targets come as code. */
export const schedule = {
  day: (iso: string) => dayText(iso),
  minute: (iso: string) => minuteText(iso),
  weekly: (day: Weekday, time: string, tz: string) => `every ${DAYS[day]} at ${time} (${tz})`,
  daily: (time: string, tz: string) => `every day at ${time} (${tz})`,
  every: (duration: string) => `every ${duration}`,
  afterRollout: () => 'after every rollout',
  // The list.
  none: () => 'There is no schedule yet. Make one:',
  weeklyExample: (line: string) => `${line} every Monday, posted when the verdict changed`,
  rolloutExample: (line: string) => `${line} after every rollout of the Deployment`,
  more: (line: string) => `More: ${line}`,
  count: (n: number) => (n === 1 ? '1 schedule' : `${n} schedules`),
  deeds: () => 'One: `/nlb schedule show ID`; `run`, `pause`, `resume` and `remove` take its place.',
  line: (id: string, title: string, target: string, facts: string) => `${id} *${title}* on ${target} - ${facts}`,
  isPaused: () => 'paused',
  next: (minute: string) => `next ${minute}`,
  nextUnknown: () => 'its next moment is not known yet',
  unseen: () => 'has not seen the Deployment yet',
  waitsForRollout: (minute: string) => `waits for a rollout, last look ${minute}`,
  noRun: () => 'no run yet',
  queued: (run: string) => `run ${run} waits in the queue`,
  unapproved: (run: string) => `run ${run} waits for approval`,
  goesOn: (run: string) => `run ${run} goes on`,
  last: (found: string, day: string, run: string) => `last ${found} on ${day}, ${run}`,
  withoutResult: () => 'without a result',
  failed: () => 'failed',
  leftOutOn: (minute: string, why: string) => `left out on ${minute}: ${why}`,
  // One of them.
  head: (id: string) => `*Schedule ${id}*`,
  runs: (line: string) => `Runs: ${line}`,
  postsAll: () => 'Posts every run, and what is left out',
  postsChanges: () => 'Posts a verdict that differs from the run before, and whatever went wrong',
  where: (posts: string, channel: string, person: string, day: string) =>
    `${posts}, in ${channel} · of ${person}, since ${day}`,
  sentence: (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`,
  // A new one.
  dry: (title: string, target: string, when: string) =>
    `Dry run: nothing is kept. This would run *${title}* on ${target} ${when}.`,
  made: (id: string, title: string, target: string, when: string) => `Schedule ${id}: *${title}* on ${target} ${when}.`,
  nextOnes: (minutes: readonly string[]) => `Next: ${minutes.join(', ')}`,
  endsWithBot: () =>
    ':warning: This bot keeps its schedules in a Valkey of its own, which keeps nothing over a restart. Set REDIS_URL to a Redis with persistence to keep them.',
  guarded: (target: string, isSecond: boolean) =>
    `:lock: Each run of ${target} waits for ${isSecond ? "a second person's approval" : 'a confirmation'} of its plan, and ends untouched when nobody gives it in time.`,
  same: (id: string, show: string) =>
    `Schedule ${id} runs the same at the same time already: ${show}. Nothing was added.`,
  // What was asked of one.
  unknown: (id: string) => `There is no schedule ${id}. \`/nlb schedule\` lists them.`,
  paused: (id: string, resume: string) => `Schedule ${id} is paused; ${resume} goes on with it.`,
  resumed: (id: string, minute: string | null) =>
    `Schedule ${id} goes on; ${minute === null ? 'it waits for the next rollout' : `next ${minute}`}.`,
  removed: (id: string) => `Schedule ${id} is removed; its runs stay in \`/nlb history\`.`,
  started: (id: string, run: string, show: string) => `Run ${run} of schedule ${id} is on its way: ${show}.`,
  ifNews: () => ' It is posted only if it finds something else than the run before.',
  skipped: (id: string, why: string) => `Schedule ${id} was not run: ${why}`,
  repeated: (id: string) => `Schedule ${id} is being run already: \`/nlb status\`.`,
  notAtShell: () =>
    'A schedule needs a bot that stays; this one ends with its command. Ask in Slack, or in the page of `npm start`.',
  // Why one was left out.
  busy: (kind: Busy['kind'], target: string, by: string) => {
    if (kind === 'run') return `run ${by} was on target ${target}.`;
    if (kind === 'held') return `${by} held target ${target}.`;
    return `target ${target} is still as run ${by} left it; \`/nlb recover\` puts it back.`;
  },
  notAllowed: (person: string, target: string) =>
    `${person} may no longer run this on target ${target} from this channel.`,
  problem: (_code: ErrorCode, message: string) => message,
  leftOut: (id: string, title: string, target: string, why: string, when: string) =>
    `:fast_forward: Schedule ${id}, *${title}* on ${target}, was left out: ${why} It is due ${when}.`,
  // What a run found beside the run before.
  since: (id: string, what: string) => `:alarm_clock: Schedule ${id}: ${what}`,
  first: () => 'its first result, with nothing to compare.',
  nothingNew: (before: string, day: string) => `${before} on ${day}, nothing new now.`,
  asBefore: (now: string, day: string) => `${now}, as on ${day}.`,
  changed: (before: string, day: string, now: string) => `was *${before}* on ${day}, now *${now}*.`,
};
