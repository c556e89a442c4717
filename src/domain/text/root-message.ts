import type { Language } from '../language.ts';
import type { RunProgress } from '../progress.ts';
import type { RunRecord } from '../record.ts';
import { type Approval, hasEnded, type RunId, type RunRequest, type RunState } from '../run.ts';
import type { SinceLast } from '../schedule/since-last.ts';
import { answerLine } from './answer.ts';
import { approvalLines } from './approval-lines.ts';
import { failureLines, isLeftChanged, restoreLines, sentence } from './ended-lines.ts';
import { codeText, escapeMrkdwn, plainText } from './escape-mrkdwn.ts';
import type { ButtonName, RootMessage } from './message.ts';
import { priceLine } from './price.ts';
import { notRestored } from './recovery-text.ts';
import { personText, runTitle, targetText } from './run-words.ts';
import { connectionsText, phaseText, speakSeconds, stepsText } from './running-message.ts';
import { sinceLine } from './schedule-text.ts';
import { sweepLines } from './sweep-answer.ts';
import { taskList } from './task-list.ts';
import { wordsIn } from './words.ts';

/** All that a root message may tell of a run at one moment. */
export interface RunView {
  request: RunRequest;
  state: RunState;
  /** Place in the target's queue, 1 the next; null when it does not wait. */
  place: number | null;
  /** Estimated wait in milliseconds. */
  starts_in_ms: number | null;
  progress: RunProgress | null;
  record: RunRecord | null;
  cancelled_by: string | null;
  /** The word that it waits for, or has waited for; null on a target that is not guarded. */
  approval: Approval | null;
  /** Of a run that is done: the run before it that it can be compared with. */
  previous: RunId | null;
  /** Of a schedule's run that has ended: what it found beside the run before. */
  since?: SinceLast | null;
}

/** The line of a run that goes on, or back, that lists its steps. */
const STEPS_LINE = 1;

/** A run's one root message in any state, in the requester's language unless another is asked for; the first line alone answers. */
export function rootMessage(view: RunView, language: Language = view.request.language ?? 'en'): RootMessage {
  const [answer = view.request.id, ...rest] = linesOf(view, language);
  const lines = [answer, ...(view.since ? [sinceLine(view.since, language)] : []), ...rest];
  const { progress, state } = view;
  const goesOn = progress !== null && (state === 'running' || state === 'restoring');
  return {
    run: view.request.id,
    state,
    text: plainText(answer),
    lines,
    ...(goesOn ? { tasks: taskList(progress, STEPS_LINE, language) } : {}),
    context: contextOf(view, language),
    buttons: buttonsOf(view),
    ...(language === 'en' ? {} : { language }),
  };
}

/** The small print: which run and whose, until the last line says so, and who approved it. */
function contextOf({ request, state, approval }: RunView, language: Language): string[] {
  const { going } = wordsIn(language);
  const run = hasEnded(state) ? [] : [going.run(codeText(request.id)), personText(request.requested_by)];
  const by = approval?.given_by ? [going.approvedBy(personText(approval.given_by))] : [];
  const isOf = request.schedule !== undefined && !hasEnded(state);
  const of = isOf ? [going.schedule(codeText(request.schedule?.id ?? ''))] : [];
  const facts = [...run, ...of, ...by];
  return facts.length === 0 ? [] : [facts.join(' · ')];
}

function linesOf(view: RunView, language: Language): string[] {
  const { going } = wordsIn(language);
  const title = going.title(runTitle(view.request, language), targetText(view.request.target));
  switch (view.state) {
    case 'queued':
      return [going.queued(title, waitText(view, language))];
    case 'awaiting_approval':
      return approvalLines(title, view.request, view.approval, language);
    case 'running':
      return view.progress === null ? [going.starting(title)] : runningLines(title, view.progress, language);
    case 'restoring':
      return restoringLines(view, title, language);
    case 'done':
      return view.record === null ? failureLines(view, language) : doneLines(view.record, language);
    case 'failed':
    case 'cancelled':
    case 'interrupted':
      return failureLines(view, language);
  }
}

function waitText({ place, starts_in_ms }: RunView, language: Language): string {
  const { going, units } = wordsIn(language);
  const where =
    place === null ? going.waits() : place <= 0 ? going.startsNow() : place === 1 ? going.next() : going.nth(place);
  if (starts_in_ms === null || place === 0) return where;
  return going.startsIn(where, units.duration(Math.max(1000, Math.round(starts_in_ms / 1000) * 1000)));
}

function runningLines(title: string, progress: RunProgress, language: Language): string[] {
  const note = progress.note === null ? [] : [escapeMrkdwn(progress.note)];
  return [
    wordsIn(language).going.running(title, phaseText(progress, language)),
    stepsText(progress, language),
    connectionsText(progress, language),
    ...note,
  ];
}

function restoringLines({ request, progress, cancelled_by }: RunView, title: string, language: Language): string[] {
  const { going } = wordsIn(language);
  const target = targetText(request.target);
  if (progress === null) return [going.restoring(title, going.puttingBack(target))];
  const why =
    cancelled_by !== null
      ? going.cancelledAt(personText(cancelled_by), speakSeconds(measuredMs(progress), language))
      : progress.note === null
        ? going.complete()
        : going.endedEarly(sentence(escapeMrkdwn(progress.note)));
  const now = `${why} ${wayBackText(target, progress, language)}`;
  return [going.restoring(title, now), stepsText(progress, language)];
}

/** When the run stopped measuring, in milliseconds from its start. */
function measuredMs({ steps, elapsed_ms }: RunProgress): number {
  const back = steps.filter(({ name }) => name === 'restore' || name === 'report');
  return elapsed_ms - back.reduce((sum, { took_ms = 0 }) => sum + took_ms, 0);
}

/** How far the way back is; before the report is written the target is back, or is not. */
function wayBackText(target: string, { phase, steps }: RunProgress, language: Language): string {
  const { going } = wordsIn(language);
  if (phase !== 'report') return going.puttingBack(target);
  const restore = steps.find(({ name }) => name === 'restore')?.status;
  if (restore === 'failed') return going.notBack(target);
  return restore === 'done' ? going.isBack(target) : going.nothingToPutBack();
}

/** A target that is not restored comes before what the run has found. */
export function doneLines(record: RunRecord, language: Language = 'en'): string[] {
  const { sweep } = record;
  const answer =
    sweep === undefined
      ? [answerLine(record, language), priceLine(record, language)]
      : sweepLines(record, sweep, language);
  const lines = answer.filter((line) => line !== '');
  if (!isLeftChanged(record)) return [...lines, ...restoreLines(record, language)];
  const alarm = wordsIn(language).ended.doneBut(notRestored(record.target.name, language));
  return [alarm, ...restoreLines(record, language), ...lines];
}

function buttonsOf({ request, state, record, previous }: RunView): ButtonName[] {
  if (state === 'restoring') return [];
  if (state === 'awaiting_approval') return ['approve', 'cancel'];
  if (!hasEnded(state)) return ['cancel'];
  // A sweep is no single run that a form could change.
  const again: ButtonName[] = request.parameters.sweep === undefined ? ['rerun', 'change'] : ['rerun'];
  if (record === null) return [...again, 'explain'];
  return [...again, ...(previous === null ? [] : ['compare' as const]), 'explain', 'raw'];
}
