import { speakDuration } from '../duration.ts';
import type { Language } from '../language.ts';
import type { RunProgress } from '../progress.ts';
import type { RunRecord } from '../record.ts';
import { type Approval, hasEnded, type RunId, type RunRequest, type RunState } from '../run.ts';
import type { SinceLast } from '../schedule/since-last.ts';
import { answerLine } from './answer.ts';
import { approvalLines } from './approval-lines.ts';
import { failureLines, isLeftChanged, restoreLines, sentence } from './ended-lines.ts';
import { escapeMrkdwn, plainText } from './escape-mrkdwn.ts';
import type { ButtonName, RootMessage } from './message.ts';
import { priceLine } from './price.ts';
import { notRestored } from './recovery-text.ts';
import { personText, runTitle, targetText } from './run-words.ts';
import { connectionsText, phaseText, speakSeconds, stepsText } from './running-message.ts';
import { ordinal } from './say-number.ts';
import { sinceLine } from './schedule-text.ts';
import { sweepLines } from './sweep-answer.ts';
import { taskList } from './task-list.ts';

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

/** A run's one root message in any state; the first line alone answers. */
export function rootMessage(view: RunView): RootMessage {
  const [answer = view.request.id, ...rest] = linesOf(view);
  const lines = [answer, ...(view.since ? [sinceLine(view.since, view.request.language)] : []), ...rest];
  const { progress, state } = view;
  const goesOn = progress !== null && (state === 'running' || state === 'restoring');
  return {
    run: view.request.id,
    state,
    text: plainText(answer),
    lines,
    ...(goesOn ? { tasks: taskList(progress, STEPS_LINE) } : {}),
    context: contextOf(view),
    buttons: buttonsOf(view),
  };
}

/** The small print: which run and whose, until the last line says so, and who approved it. */
function contextOf({ request, state, approval }: RunView): string[] {
  const run = hasEnded(state) ? [] : [`run \`${escapeMrkdwn(request.id)}\``, personText(request.requested_by)];
  const by = approval?.given_by ? [`approved by ${personText(approval.given_by)}`] : [];
  const isOf = request.schedule !== undefined && !hasEnded(state);
  const of = isOf ? [`schedule \`${escapeMrkdwn(request.schedule?.id ?? '')}\``] : [];
  const facts = [...run, ...of, ...by];
  return facts.length === 0 ? [] : [facts.join(' · ')];
}

function linesOf(view: RunView): string[] {
  const title = titleText(view.request);
  switch (view.state) {
    case 'queued':
      return [`:hourglass: ${title} - ${waitText(view)}`];
    case 'awaiting_approval':
      return approvalLines(title, view.request, view.approval);
    case 'running':
      return view.progress === null ? [`:large_blue_circle: ${title} - starting`] : runningLines(title, view.progress);
    case 'restoring':
      return restoringLines(view);
    case 'done':
      return view.record === null ? failureLines(view) : doneLines(view.record, view.request.language ?? 'en');
    case 'failed':
    case 'cancelled':
    case 'interrupted':
      return failureLines(view);
  }
}

function titleText(request: RunRequest): string {
  return `*${runTitle(request)}* on ${targetText(request.target)}`;
}

function waitText({ place, starts_in_ms }: RunView): string {
  const where =
    place === null
      ? 'waits'
      : place <= 0
        ? 'starts now'
        : place === 1
          ? 'next in the queue'
          : `${ordinal(place)} in the queue`;
  if (starts_in_ms === null || place === 0) return where;
  return `${where}, starts in about ${speakDuration(Math.max(1000, Math.round(starts_in_ms / 1000) * 1000))}`;
}

function runningLines(title: string, progress: RunProgress): string[] {
  const note = progress.note === null ? [] : [escapeMrkdwn(progress.note)];
  return [
    `:large_blue_circle: ${title} - ${phaseText(progress)}`,
    stepsText(progress),
    connectionsText(progress),
    ...note,
  ];
}

function restoringLines({ request, progress, cancelled_by }: RunView): string[] {
  const target = targetText(request.target);
  const now = progress === null ? `Putting ${target} back as it was ...` : wayBackText(target, progress);
  const title = titleText(request);
  if (progress === null) return [`:leftwards_arrow_with_hook: ${title} - ${now}`];
  const why =
    cancelled_by !== null
      ? `Cancelled by ${personText(cancelled_by)} at ${speakSeconds(measuredMs(progress))}.`
      : progress.note === null
        ? 'The measurement is complete.'
        : `Ended early: ${sentence(escapeMrkdwn(progress.note))}`;
  return [`:leftwards_arrow_with_hook: ${title} - ${why} ${now}`, stepsText(progress)];
}

/** When the run stopped measuring, in milliseconds from its start. */
function measuredMs({ steps, elapsed_ms }: RunProgress): number {
  const back = steps.filter(({ name }) => name === 'restore' || name === 'report');
  return elapsed_ms - back.reduce((sum, { took_ms = 0 }) => sum + took_ms, 0);
}

/** How far the way back is; before the report is written the target is back, or is not. */
function wayBackText(target: string, { phase, steps }: RunProgress): string {
  if (phase !== 'report') return `Putting ${target} back as it was ...`;
  const restore = steps.find(({ name }) => name === 'restore')?.status;
  if (restore === 'failed') return `*${target} is not restored.* Writing the report ...`;
  if (restore === 'done') return `${target} is back as it was; writing the report ...`;
  return 'Nothing had to be put back; writing the report ...';
}

/** A target that is not restored comes before what the run has found. */
function doneLines(record: RunRecord, language: Language): string[] {
  const { sweep } = record;
  const answer =
    sweep === undefined
      ? [answerLine(record, language), priceLine(record, language)]
      : sweepLines(record, sweep, language);
  const lines = answer.filter((line) => line !== '');
  if (!isLeftChanged(record)) return [...lines, ...restoreLines(record)];
  const alarm = `:rotating_light: ${notRestored(record.target.name)} The run on it is done; its answer stands below.`;
  return [alarm, ...restoreLines(record), ...lines];
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
