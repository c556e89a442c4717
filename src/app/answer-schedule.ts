import type { ErrorCode } from '../domain/errors.ts';
import { completeParameters } from '../domain/parameters.ts';
import type { PastRun } from '../domain/run-history.ts';
import type { ScheduleCommand, ScheduleDeed } from '../domain/schedule/command-schedule.ts';
import {
  MAX_SCHEDULES,
  type Schedule,
  type ScheduleId,
  type SkipNote,
  type StoredSchedule,
} from '../domain/schedule/schedule.ts';
import { whenPairs } from '../domain/schedule/when.ts';
import { wholeCommandText } from '../domain/text/command-text.ts';
import {
  type ScheduleView,
  scheduleAnswers,
  scheduleDetails,
  scheduleList,
  scheduleMade,
} from '../domain/text/schedule-text.ts';
import type { RunHistory } from '../ports/run-history.ts';
import type { ScheduleTicks } from '../ports/schedule-ticks.ts';
import { checkPerson, type Wanted } from './check-person.ts';
import { type Noted, note, noteOrRefuse, notingRefusal } from './note-audit.ts';
import { runScheduled, type ScheduledDeps } from './run-scheduled.ts';
import { checkAllowed, inLanguage, type Submission } from './submit-run.ts';

type Asker = Pick<Submission, 'user' | 'channel' | 'key' | 'language'>;

export interface ScheduleDeps extends ScheduledDeps {
  history: RunHistory;
  ticks: ScheduleTicks;
  /** Whether what is kept ends with this instance, as in a Valkey of its own. */
  keepsNothing: boolean;
  /** The same for every copy of one command. */
  newScheduleId: (key: string) => ScheduleId;
}

/** Moments that are told of a new schedule. */
const TOLD_MOMENTS = 3;

/** Answers `/nlb schedule ...`. @throws AppError; nothing was changed then */
export async function answerSchedule(deps: ScheduleDeps, asker: Asker, command: ScheduleCommand): Promise<string> {
  const { language } = asker;
  const answers = scheduleAnswers(language);
  if (deps.isShell) return answers.notAtShell();
  if (command.action === 'list') return scheduleList(await scheduleViews(deps), language);
  if (command.action === 'add') return addSchedule(deps, asker, command);
  const stored = await deps.schedules.get(command.id);
  return stored === null ? answers.unknown(command.id) : DEEDS[command.action](deps, asker, stored);
}

/** Every schedule, the oldest first, with its next moment and its last run. @throws AppError `queue_unavailable` */
export async function scheduleViews(
  deps: Pick<ScheduleDeps, 'schedules' | 'ticks' | 'history'>,
): Promise<ScheduleView[]> {
  const [all, next, runs] = await Promise.all([deps.schedules.list(), deps.ticks.next(), deps.history.runs()]);
  return all.map((stored) => viewOf(stored, next, runs));
}

function viewOf(stored: StoredSchedule, next: ReadonlyMap<ScheduleId, string>, runs: readonly PastRun[]): ScheduleView {
  const { schedule, last, paused } = stored;
  return {
    stored,
    next: paused ? null : (next.get(schedule.id) ?? null),
    last: runs.find(({ request }) => request.id === last?.run) ?? null,
  };
}

async function addSchedule(
  deps: ScheduleDeps,
  asker: Asker,
  command: Extract<ScheduleCommand, { action: 'add' }>,
): Promise<string> {
  const { language } = asker;
  const schedule = scheduleOf(deps, asker, command);
  const { target, scenario, when, parameters } = schedule;
  const noted = about(asker, target, addWords(schedule));
  /** Why it is not kept, null where it is. */
  const keep = async (): Promise<string | null> => {
    checkAllowed(deps, target, scenario, parameters);
    if (!command.dry) await checkPerson(deps, asker, { target, scenario });
    const same = await sameAs(deps, schedule);
    if (same !== null) return scheduleAnswers(language).same(same.id);
    // Another copy of the same command has made it.
    if (command.dry || (await deps.schedules.get(schedule.id)) !== null) return null;
    await noteOrRefuse(deps, { ...noted, kind: 'scheduled' });
    await deps.schedules.add(schedule, MAX_SCHEDULES);
    await begin(deps, schedule);
    return null;
  };
  const refusal = command.dry ? await keep() : await notingRefusal(deps, noted, keep);
  if (refusal !== null) return refusal;
  const next = when.kind === 'rollout' ? [] : deps.ticks.preview(when, deps.clock.wallIso(), TOLD_MOMENTS);
  return scheduleMade(
    { schedule, next, need: deps.needOf(target), dry: command.dry, keepsNothing: deps.keepsNothing },
    language,
  );
}

function scheduleOf(
  deps: ScheduleDeps,
  asker: Asker,
  { scenario, given, target, when, post }: Extract<ScheduleCommand, { action: 'add' }>,
): Schedule {
  const on = target ?? deps.defaultTarget;
  return {
    id: deps.newScheduleId(asker.key),
    scenario: scenario.name,
    target: on,
    parameters: completeParameters(scenario, given, deps.newSeed(), undefined, undefined, deps.targets.get(on)),
    when,
    post,
    owner: asker.user,
    channel: asker.channel,
    created_at: deps.clock.wallIso(),
    ...inLanguage(asker.language),
  };
}

/** What is typed to make a schedule. */
function addWords({ scenario, target, parameters, when, post }: Schedule): string[] {
  const run = wholeCommandText(scenario, target, parameters, { seed: false }).replace(/^\/nlb run /, '');
  return ['add', run, ...whenPairs(when), ...(post === 'always' ? ['post=always'] : [])];
}

/** Sets the moments of a new schedule, which is not kept where that fails. */
async function begin({ schedules, ticks }: ScheduleDeps, { id, when }: Schedule): Promise<void> {
  if (when.kind === 'rollout') return;
  try {
    await ticks.set(id, when);
  } catch (cause) {
    await schedules.remove(id).catch(() => undefined);
    throw cause;
  }
}

/** A kept schedule that runs the same at the same moments under another id; null when there is none. */
async function sameAs({ schedules }: ScheduleDeps, wanted: Schedule): Promise<Schedule | null> {
  const runs = ({ scenario, target, when, parameters: { seed: _seed, ...parameters } }: Schedule): string =>
    JSON.stringify([scenario, target, when, parameters]);
  const all = await schedules.list();
  return (
    all.map(({ schedule }) => schedule).find((kept) => kept.id !== wanted.id && runs(kept) === runs(wanted)) ?? null
  );
}

/** Ending is free to everybody; whatever starts a run is for those who may. */
const DEEDS: Record<ScheduleDeed, (deps: ScheduleDeps, asker: Asker, stored: StoredSchedule) => Promise<string>> = {
  async show(deps, { language }, stored) {
    const [next, runs] = await Promise.all([deps.ticks.next(), deps.history.runs()]);
    return scheduleDetails(viewOf(stored, next, runs), language);
  },
  async run(deps, asker, stored) {
    const { schedule } = stored;
    const { id } = schedule;
    await mayChange(deps, asker, schedule, ['run', id]);
    const due = await runScheduled(deps, stored, { tick: `asked ${asker.key}`, by: asker.user });
    const answers = scheduleAnswers(asker.language);
    if (due.kind === 'skipped' && isUntraced(due.note)) {
      await note(deps, { ...about(asker, schedule.target, ['run', id]), kind: 'refused', outcome: due.note.code });
    }
    if (due.kind === 'started') return answers.started(id, due.run, due.quiet);
    if (due.kind === 'skipped') return answers.skipped(stored.schedule, due.note);
    return answers.repeated(id);
  },
  async pause(deps, asker, { schedule: { id, target } }) {
    await deps.schedules.update(id, { paused: true });
    await deps.ticks.clear(id);
    await note(deps, { ...about(asker, target, ['pause', id]), kind: 'scheduled' });
    return scheduleAnswers(asker.language).paused(id);
  },
  async resume(deps, asker, { schedule }) {
    const { id, target, when } = schedule;
    await mayChange(deps, asker, schedule, ['resume', id]);
    await noteOrRefuse(deps, { ...about(asker, target, ['resume', id]), kind: 'scheduled' });
    // What was rolled out while it was paused is not to be run for.
    await deps.schedules.update(id, { paused: false, seen: null });
    if (when.kind === 'rollout') return scheduleAnswers(asker.language).resumed(id, null);
    await deps.ticks.set(id, when);
    return scheduleAnswers(asker.language).resumed(id, (await deps.ticks.next()).get(id) ?? null);
  },
  async remove(deps, asker, { schedule: { id, target } }) {
    await deps.schedules.remove(id);
    await deps.ticks.clear(id);
    await note(deps, { ...about(asker, target, ['remove', id]), kind: 'scheduled' });
    return scheduleAnswers(asker.language).removed(id);
  },
};

/** Whether it was left out before a run was asked for: what refuses one after that notes it. */
function isUntraced({ code }: SkipNote): boolean {
  const before: readonly string[] = ['target_busy', 'over_limit', 'target_unknown'] satisfies ErrorCode[];
  return before.includes(code);
}

/** What the audit log says of the command. */
function about(
  asker: Asker,
  target: string,
  words: readonly string[],
): Pick<Noted, 'who' | 'channel' | 'target' | 'what'> {
  return { who: asker.user, channel: asker.channel, target, what: ['/nlb schedule', ...words].join(' ') };
}

/** Checks that somebody may change a target, and notes when they may not. @throws AppError `not_allowed` */
async function mayChange(deps: ScheduleDeps, asker: Asker, wanted: Wanted, words: readonly string[]): Promise<void> {
  await notingRefusal(deps, about(asker, wanted.target, words), async () => {
    await checkPerson(deps, asker, wanted);
  });
}
