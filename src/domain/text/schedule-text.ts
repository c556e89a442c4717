import { ERROR_CODES, type ErrorCode } from '../errors.ts';
import type { Language } from '../language.ts';
import { hasEnded } from '../run.ts';
import type { PastRun } from '../run-history.ts';
import type { Schedule, SkipNote, StoredSchedule, When } from '../schedule/schedule.ts';
import { type Found, foundBy, isChanged, type SinceLast } from '../schedule/since-last.ts';
import { timeText } from '../schedule/when.ts';
import { commandText } from './command-text.ts';
import { codeText, escapeButChannels, escapeMrkdwn } from './escape-mrkdwn.ts';
import { effectText, personText, runTitle, targetText } from './run-words.ts';
import { wordsIn } from './words.ts';

/** A schedule with its next moment and its last run, as far as they are known. */
export interface ScheduleView {
  stored: StoredSchedule;
  /** ISO-8601 UTC; null for one that is paused, or that waits for a rollout. */
  next: string | null;
  last: PastRun | null;
}

/** When it runs: `every Monday at 03:00 (Europe/Paris)`, `after every rollout`. */
function whenText(when: When, language: Language): string {
  const { schedule: words, units } = wordsIn(language);
  switch (when.kind) {
    case 'weekly':
      return words.weekly(when.day, timeText(when), when.tz);
    case 'daily':
      return words.daily(timeText(when), when.tz);
    case 'every':
      return words.every(units.duration(when.ms));
    case 'rollout':
      return words.afterRollout();
  }
}

/** Every schedule, a line each with its note; how to make one where there is none. */
export function scheduleList(views: readonly ScheduleView[], language: Language = 'en'): string {
  const { schedule: words } = wordsIn(language);
  if (views.length === 0) {
    return [
      words.none(),
      `• ${words.weeklyExample('`/nlb schedule add rollout-restart weekly=mon@03:00`')}`,
      `• ${words.rolloutExample('`/nlb schedule add rollout-restart after=rollout post=always`')}`,
      words.more('`/nlb help schedule`'),
    ].join('\n');
  }
  const lines = views.flatMap((view) => scheduleLines(view, language));
  return [`*${words.count(views.length)}*`, ...lines, words.deeds()].join('\n');
}

/** One line, and a second one where its last due run was left out. */
export function scheduleLines(view: ScheduleView, language: Language = 'en'): string[] {
  const { schedule } = view.stored;
  const facts = [whenText(schedule.when, language), nextText(view, language), lastText(view, language)].join(' · ');
  const title = runTitle(schedule, language);
  return [
    `• ${wordsIn(language).schedule.line(codeText(schedule.id), title, targetText(schedule.target), facts)}`,
    ...noteLines(view.stored, language),
  ];
}

function nextText({ stored, next }: ScheduleView, language: Language): string {
  const { schedule: words } = wordsIn(language);
  if (stored.paused) return words.isPaused();
  if (next !== null) return words.next(words.minute(next));
  if (stored.schedule.when.kind !== 'rollout') return words.nextUnknown();
  return stored.seen === null ? words.unseen() : words.waitsForRollout(words.minute(stored.seen.at));
}

function lastText({ stored, last }: ScheduleView, language: Language): string {
  const { schedule: words } = wordsIn(language);
  if (stored.last === null) return words.noRun();
  const run = codeText(stored.last.run);
  if (last?.state === 'queued') return words.queued(run);
  if (last?.state === 'awaiting_approval') return words.unapproved(run);
  if (last !== null && !hasEnded(last.state)) return words.goesOn(run);
  const found = last === null ? null : foundBy(last);
  return words.last(
    found === null ? words.withoutResult() : foundText(found, language),
    words.day(stored.last.at),
    run,
  );
}

function noteLines({ schedule, note }: StoredSchedule, language: Language): string[] {
  if (note === null) return [];
  const { schedule: words } = wordsIn(language);
  return [`   :fast_forward: ${words.leftOutOn(words.minute(note.at), whyText(schedule, note, language))}`];
}

/** Why a due run was left out. */
function whyText({ target, owner }: Schedule, { code: found, message, busy }: SkipNote, language: Language): string {
  const { schedule: words } = wordsIn(language);
  if (busy !== undefined) return words.busy(busy.kind, targetText(target), codeText(busy.by));
  // The message of the check speaks to whoever asks, and nobody does.
  if (found === 'not_allowed') return words.notAllowed(personText(owner), targetText(target));
  return words.problem(found in ERROR_CODES ? (found as ErrorCode) : 'internal', escapeButChannels(message));
}

/** Everything about one schedule. */
export function scheduleDetails(view: ScheduleView, language: Language = 'en'): string {
  const { schedule: words } = wordsIn(language);
  const { schedule, paused } = view.stored;
  const { id, channel, owner, created_at } = schedule;
  const deeds = ['run', paused ? 'resume' : 'pause', 'remove'];
  return [
    `${words.head(codeText(id))} · ${whenText(schedule.when, language)} · ${nextText(view, language)}`,
    words.runs(runLine(schedule)),
    words.where(postText(schedule, language), `<#${escapeMrkdwn(channel)}>`, personText(owner), words.day(created_at)),
    words.sentence(lastText(view, language)),
    ...noteLines(view.stored, language),
    deeds.map((deed) => codeText(`/nlb schedule ${deed} ${id}`)).join(' · '),
  ].join('\n');
}

function postText({ post }: Schedule, language: Language): string {
  const { schedule: words } = wordsIn(language);
  return post === 'always' ? words.postsAll() : words.postsChanges();
}

/** A schedule that was made, or would be. */
export interface NewSchedule {
  schedule: Schedule;
  /** Its next moments, ISO-8601 UTC; none after a rollout. */
  next: readonly string[];
  /** Whose word each run needs. */
  need: 'none' | 'confirm' | 'second-person';
  dry: boolean;
  /** Whether it ends with the bot. */
  keepsNothing: boolean;
}

/** That a schedule was made, or would be. */
export function scheduleMade(
  { schedule, next, need, dry, keepsNothing }: NewSchedule,
  language: Language = 'en',
): string {
  const { schedule: words, units } = wordsIn(language);
  const { id } = schedule;
  const [title, target] = [runTitle(schedule, language), targetText(schedule.target)];
  const when = whenText(schedule.when, language);
  return [
    dry ? words.dry(title, target, when) : words.made(codeText(id), title, target, when),
    words.runs(runLine(schedule)),
    `${postText(schedule, language)}${units.stop}`,
    ...(next.length === 0 ? [] : [words.nextOnes(next.map(words.minute))]),
    ...(need === 'none' ? [] : [words.guarded(target, need === 'second-person')]),
    ...(keepsNothing ? [words.endsWithBot()] : []),
    ...(dry ? [] : [`${codeText(`/nlb schedule show ${id}`)} · ${codeText(`/nlb schedule remove ${id}`)}`]),
  ].join('\n');
}

function runLine({ scenario, target, parameters }: Schedule): string {
  return codeText(commandText(scenario, target, parameters));
}

/** What became of a request about one schedule. */
export function scheduleAnswers(language: Language) {
  const { schedule: words } = wordsIn(language);
  return {
    same: (id: string) => words.same(codeText(id), codeText(`/nlb schedule show ${id}`)),
    unknown: (id: string) => words.unknown(codeText(id)),
    paused: (id: string) => words.paused(codeText(id), codeText(`/nlb schedule resume ${id}`)),
    resumed: (id: string, next: string | null) =>
      words.resumed(codeText(id), next === null ? null : words.minute(next)),
    removed: (id: string) => words.removed(codeText(id)),
    started: (id: string, run: string, isQuiet: boolean) =>
      `${words.started(codeText(id), codeText(run), codeText(`/nlb show ${run}`))}${isQuiet ? words.ifNews() : ''}`,
    skipped: (schedule: Schedule, note: SkipNote) =>
      words.skipped(codeText(schedule.id), whyText(schedule, note, language)),
    repeated: (id: string) => words.repeated(codeText(id)),
    notAtShell: () => words.notAtShell(),
  };
}

/** The message of its own about a due run that was left out. */
export function skipText(schedule: Schedule, note: SkipNote, language: Language = 'en'): string {
  const why = whyText(schedule, note, language);
  return wordsIn(language).schedule.leftOut(
    codeText(schedule.id),
    runTitle(schedule, language),
    targetText(schedule.target),
    why,
    whenText(schedule.when, language),
  );
}

/** The line of an ended run that says what it is a run of, and what has changed since the run before. */
export function sinceLine(since: SinceLast, language: Language = 'en'): string {
  return wordsIn(language).schedule.since(codeText(since.schedule), sinceText(since, language));
}

function sinceText(since: SinceLast, language: Language): string {
  const { schedule: words } = wordsIn(language);
  const { now, before } = since;
  if (before === null) return words.first();
  const [found, day] = [foundText(before.found, language), words.day(before.at)];
  if (now === null) return words.nothingNew(found, day);
  if (!isChanged(since)) return words.asBefore(found, day);
  return words.changed(found, day, foundText(now, language));
}

function foundText(found: Found, language: Language): string {
  if (found === 'failed') return wordsIn(language).schedule.failed();
  return found.effect === null ? found.verdict : `${found.verdict} (${effectText(found.effect, language)})`;
}
