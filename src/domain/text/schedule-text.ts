import { speakDuration } from '../duration.ts';
import { dayText, minuteText } from '../iso-time.ts';
import { hasEnded, type RunState } from '../run.ts';
import type { PastRun } from '../run-history.ts';
import type { Schedule, StoredSchedule, When } from '../schedule/schedule.ts';
import { type Found, foundBy, isChanged, type SinceLast } from '../schedule/since-last.ts';
import { dayName, timeText } from '../schedule/when.ts';
import { commandText } from './command-text.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { effectText, personText, runTitle, targetText } from './run-words.ts';

/** A schedule with its next moment and its last run, as far as they are known. */
export interface ScheduleView {
  stored: StoredSchedule;
  /** ISO-8601 UTC; null for one that is paused, or that waits for a rollout. */
  next: string | null;
  last: PastRun | null;
}

/** When it runs: `every Monday at 03:00 (Europe/Paris)`, `after every rollout`. */
export function whenText(when: When): string {
  switch (when.kind) {
    case 'weekly':
      return `every ${dayName(when.day)} at ${timeText(when)} (${when.tz})`;
    case 'daily':
      return `every day at ${timeText(when)} (${when.tz})`;
    case 'every':
      return `every ${speakDuration(when.ms)}`;
    case 'rollout':
      return 'after every rollout';
  }
}

/** Every schedule, a line each with its note; how to make one where there is none. */
export function scheduleList(views: readonly ScheduleView[]): string {
  if (views.length === 0) {
    return [
      'There is no schedule yet. Make one:',
      '• `/nlb schedule add rollout-restart weekly=mon@03:00` every Monday, posted when the verdict changed',
      '• `/nlb schedule add rollout-restart after=rollout post=always` after every rollout of the Deployment',
      'More: `/nlb help schedule`',
    ].join('\n');
  }
  const count = views.length === 1 ? '1 schedule' : `${views.length} schedules`;
  return [
    `*${count}*`,
    ...views.flatMap(scheduleLines),
    'One: `/nlb schedule show ID`; `run`, `pause`, `resume` and `remove` take its place.',
  ].join('\n');
}

/** One line, and a second one where its last due run was left out. */
export function scheduleLines(view: ScheduleView): string[] {
  const { schedule } = view.stored;
  const facts = [whenText(schedule.when), nextText(view), lastText(view)];
  return [
    `• ${idText(schedule)} *${runTitle(schedule)}* on ${targetText(schedule.target)} - ${facts.join(' · ')}`,
    ...noteLines(view.stored),
  ];
}

function nextText({ stored, next }: ScheduleView): string {
  if (stored.paused) return 'paused';
  if (next !== null) return `next ${minuteText(next)}`;
  if (stored.schedule.when.kind !== 'rollout') return 'its next moment is not known yet';
  return stored.seen === null
    ? 'has not seen the Deployment yet'
    : `waits for a rollout, last look ${minuteText(stored.seen.at)}`;
}

function lastText({ stored, last }: ScheduleView): string {
  if (stored.last === null) return 'no run yet';
  const run = `\`${escapeMrkdwn(stored.last.run)}\``;
  if (last !== null && !hasEnded(last.state)) return `run ${run} ${GOES_ON[last.state] ?? 'goes on'}`;
  const found = last === null ? null : foundBy(last);
  const how = found === null ? 'without a result' : foundText(found);
  return `last ${how} on ${dayText(stored.last.at)}, ${run}`;
}

const GOES_ON: Readonly<Partial<Record<RunState, string>>> = {
  queued: 'waits in the queue',
  awaiting_approval: 'waits for approval',
};

function noteLines({ note }: StoredSchedule): string[] {
  return note === null ? [] : [`   :fast_forward: left out on ${minuteText(note.at)}: ${escapeMrkdwn(note.message)}`];
}

/** Everything about one schedule. */
export function scheduleDetails(view: ScheduleView): string {
  const { schedule } = view.stored;
  return [
    `*Schedule ${idText(schedule)}* · ${whenText(schedule.when)} · ${nextText(view)}`,
    `Runs: \`${runLine(schedule)}\``,
    `${postText(schedule)}, in <#${escapeMrkdwn(schedule.channel)}> · of ${personText(schedule.owner)}, since ${dayText(schedule.created_at)}`,
    `${sentence(lastText(view))}`,
    ...noteLines(view.stored),
    `\`/nlb schedule run ${schedule.id}\` · \`/nlb schedule ${view.stored.paused ? 'resume' : 'pause'} ${schedule.id}\` · \`/nlb schedule remove ${schedule.id}\``,
  ].join('\n');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function postText({ post }: Schedule): string {
  return post === 'always'
    ? 'Posts every run, and what is left out'
    : 'Posts a verdict that differs from the run before, and whatever went wrong';
}

/** That a schedule was made, or would be; `next` are its next moments, none after a rollout. */
export function scheduleMade(schedule: Schedule, next: readonly string[], need: string | null, dry: boolean): string {
  const what = `*${runTitle(schedule)}* on ${targetText(schedule.target)} ${whenText(schedule.when)}`;
  const head = dry ? `Dry run: nothing is kept. This would run ${what}.` : `Schedule ${idText(schedule)}: ${what}.`;
  const times = next.length === 0 ? [] : [`Next: ${next.map(minuteText).join(', ')}`];
  const guarded =
    need === null
      ? []
      : [
          `:lock: Each run of ${targetText(schedule.target)} waits for ${need === 'second-person' ? "a second person's approval" : 'a confirmation'} of its plan, and ends untouched when nobody gives it in time.`,
        ];
  const more = dry ? [] : [`\`/nlb schedule show ${schedule.id}\` · \`/nlb schedule remove ${schedule.id}\``];
  return [head, `Runs: \`${runLine(schedule)}\``, `${postText(schedule)}.`, ...times, ...guarded, ...more].join('\n');
}

function runLine({ scenario, target, parameters }: Schedule): string {
  return commandText(scenario, target, parameters);
}

/** What became of a request about one schedule. */
export const scheduleAnswers = {
  same: (id: string) =>
    `Schedule \`${id}\` runs the same at the same time already: \`/nlb schedule show ${id}\`. Nothing was added.`,
  unknown: (id: string) => `There is no schedule \`${escapeMrkdwn(id)}\`. \`/nlb schedule\` lists them.`,
  paused: (id: string) => `Schedule \`${id}\` is paused; \`/nlb schedule resume ${id}\` goes on with it.`,
  resumed: (id: string, next: string | null) =>
    `Schedule \`${id}\` goes on; ${next === null ? 'it waits for the next rollout' : `next ${minuteText(next)}`}.`,
  removed: (id: string) => `Schedule \`${id}\` is removed; its runs stay in \`/nlb history\`.`,
  started: (id: string, run: string, isQuiet: boolean) =>
    `Run \`${run}\` of schedule \`${id}\` is on its way: \`/nlb show ${run}\`.${isQuiet ? ' It is posted only if it finds something else than the run before.' : ''}`,
  skipped: (id: string, message: string) => `Schedule \`${id}\` was not run: ${escapeMrkdwn(message)}`,
  repeated: (id: string) => `Schedule \`${id}\` is being run already: \`/nlb status\`.`,
  notAtShell:
    'A schedule needs a bot that stays; this one ends with its command. Ask in Slack, or in the page of `npm start`.',
};

/** Why a due run was left out because of others, with what to do about it. */
export const busyTexts = {
  run: (target: string, run: string) => `run ${run} was on target ${target}.`,
  held: (target: string, holder: string) => `${holder} held target ${target}.`,
  changed: (target: string, run: string) =>
    `target ${target} is still as run ${run} left it; /nlb recover ${target} puts it back.`,
};

/** The message of its own about a due run that was left out. */
export function skipText(schedule: Schedule, message: string): string {
  return `:fast_forward: Schedule ${idText(schedule)}, *${runTitle(schedule)}* on ${targetText(schedule.target)}, was left out: ${escapeMrkdwn(message)} It is due ${whenText(schedule.when)}.`;
}

/** The line of an ended run that says what it is a run of, and what has changed since the run before. */
export function sinceLine(since: SinceLast): string {
  const of = `:alarm_clock: Schedule \`${escapeMrkdwn(since.schedule)}\``;
  const { now, before } = since;
  if (before === null) return `${of}: its first result, with nothing to compare.`;
  const day = dayText(before.at);
  if (now === null) return `${of}: ${foundText(before.found)} on ${day}, nothing new now.`;
  if (!isChanged(since)) return `${of}: ${foundText(now)}, as on ${day}.`;
  return `${of}: was *${foundText(before.found)}* on ${day}, now *${foundText(now)}*.`;
}

function foundText(found: Found): string {
  if (found === 'failed') return 'failed';
  return found.effect === null ? found.verdict : `${found.verdict} (${effectText(found.effect)})`;
}

function idText({ id }: Schedule): string {
  return `\`${escapeMrkdwn(id)}\``;
}
