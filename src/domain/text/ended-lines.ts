import { ERROR_CODES, type ErrorCode } from '../errors.ts';
import { msBetween } from '../iso-time.ts';
import type { Language } from '../language.ts';
import type { Failure, RunRecord } from '../record.ts';
import type { Approval, RunRequest, RunState } from '../run.ts';
import { spreadText } from './arm-facts.ts';
import { commandText } from './command-text.ts';
import { stopReason } from './custom-text.ts';
import { codeText, escapeButChannels, escapeMrkdwn } from './escape-mrkdwn.ts';
import { obstacleText } from './obstacle-text.ts';
import { notRestored, notRestoredLines, recoveryLines } from './recovery-text.ts';
import { personText, runTitle, targetText } from './run-words.ts';
import { type Words, wordsIn } from './words.ts';

/**
 * The last lines of a finished run: whether the target is as it was, or what is in the way and how to go on; then which
 * run, how long, who asked.
 */
export function restoreLines(record: RunRecord, language: Language = 'en'): string[] {
  const { going, units } = wordsIn(language);
  const took = msBetween(record.started_at, record.ended_at);
  const facts = [going.run(codeText(record.id)), ...(took === null ? [] : [units.duration(took)])];
  const small = [...facts, personText(record.requested_by)].join(' · ');
  const [first = '', ...rest] = restoreText(record, language);
  return rest.length === 0 ? [`${first} · ${small}`] : [first, ...rest, small];
}

function restoreText({ restore, target }: RunRecord, language: Language): string[] {
  const { ended, units } = wordsIn(language);
  if (restore.recovery !== undefined) return recoveryLines(target.name, restore.recovery, language);
  switch (restore.state) {
    case 'RESTORED':
      return [ended.restored(units.duration(restore.took_ms))];
    case 'NOT_NEEDED':
      return [ended.nothingToRestore()];
    case 'FAILED':
      return notRestoredLines(target.name, restore.problem, { language });
  }
}

interface Ended {
  request: RunRequest;
  state: RunState;
  record: RunRecord | null;
  cancelled_by: string | null;
  approval: Approval | null;
}

/** The lines of a run that did not finish: what happened and how the target is, what to do, the restore. */
export function failureLines(view: Ended, language: Language = 'en'): string[] {
  const { request, state, record, cancelled_by, approval } = view;
  const { ended, going, units } = wordsIn(language);
  const title = going.title(runTitle(request, language), targetText(request.target));
  if (record === null && approval?.lapsed) return lapsedLines(request, title, approval.lapsed, language);
  if (record === null) return withoutRecord(view, title, language);
  const condition = conditionText(record, ended);
  const by = cancelled_by === null ? null : personText(cancelled_by);
  if (isLeftChanged(record)) {
    const how = endText(state, record, by, language);
    return [
      ended.leftChanged(notRestored(record.target.name, language), title, how),
      ...restoreLines(record, language),
    ];
  }
  if (state === 'cancelled') {
    const took = msBetween(record.started_at, record.ended_at);
    return [
      ended.cancelled(title, by, took === null ? null : units.duration(took), condition),
      seenText(record, language),
      ...restoreLines(record, language),
    ];
  }
  const stop = stopReason(record, language);
  if (stop !== null) {
    const line = wordsIn(language).custom.stopped(title, stop.at, stop.why, condition);
    const next = `${ended.advice('probe_stopped')}${units.gap}${seenText(record, language)}`;
    return [line, next, ...restoreLines(record, language)];
  }
  const message = messageText(record.failure, language);
  const head =
    state === 'interrupted'
      ? ended.interrupted(title, message, condition)
      : ended.failed(title, phaseOf(record.failure), message, condition);
  return [head, adviceText(record, language), ...restoreLines(record, language)];
}

/** Whether the target is still not as it was before the run, and the bot or a person has to do something about it. */
export function isLeftChanged({ restore }: RunRecord): boolean {
  return restore.state === 'FAILED' && (restore.recovery?.state ?? 'FAILED') === 'FAILED';
}

/** How a run ended that could not put its target back; why it could not stands in the next line. */
function endText(state: RunState, { failure, restore }: RunRecord, by: string | null, language: Language): string {
  const { ended } = wordsIn(language);
  if (state === 'cancelled') return ended.wasCancelled(by);
  if (failure === null || failure.message === restore.problem?.message) return ended.hasEnded();
  const message = messageText(failure, language);
  return state === 'interrupted' ? ended.wasInterrupted(message) : ended.hasFailed(phaseOf(failure), message);
}

/** A run that never got the word that it waited for. */
function lapsedLines(request: RunRequest, title: string, why: 'expired' | 'changed', language: Language): string[] {
  const { ended } = wordsIn(language);
  const again = ended.askAgain(commandText(request.scenario, request.target, request.parameters));
  return [ended[why](title, again), smallPrint(request, language)];
}

/** A run that ended before there was anything to record. */
function withoutRecord({ request, state, cancelled_by }: Ended, title: string, language: Language): string[] {
  const { ended } = wordsIn(language);
  const small = smallPrint(request, language);
  if (state === 'cancelled') {
    return [ended.cancelledUnstarted(title, cancelled_by === null ? null : personText(cancelled_by)), small];
  }
  const what = ended.withoutRecord[state === 'interrupted' || state === 'failed' ? state : 'done'](title);
  const again = ended.runAgain(commandText(request.scenario, request.target, request.parameters));
  return [what, ended.stands(`/nlb targets ${escapeMrkdwn(request.target)}`, again), small];
}

function smallPrint({ id, requested_by }: RunRequest, language: Language): string {
  return `${wordsIn(language).going.run(codeText(id))} · ${personText(requested_by)}`;
}

function phaseOf(failure: Failure | null): string | null {
  return failure === null ? null : escapeMrkdwn(failure.phase);
}

function messageText(failure: Failure | null, language: Language): string {
  const { ended } = wordsIn(language);
  if (failure?.obstacle !== undefined) return ended.hindered(obstacleText(failure.obstacle, language));
  return failure === null
    ? ended.message(null, null)
    : ended.message(sentence(escapeButChannels(failure.message)), failure.code);
}

/** A text that ends as a sentence does. */
export function sentence(text: string): string {
  return /[.?:。]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

function conditionText({ restore, target, timeline }: RunRecord, ended: Words['ended']): string {
  const name = targetText(target.name);
  if (restore.recovery?.state === 'KEPT') return ended.stays(name);
  if (restore.recovery?.state === 'RESTORED') return ended.isBackLater(name, restore.recovery.stays !== undefined);
  if (restore.state === 'RESTORED') return ended.isBack(name);
  // A restart alone leaves nothing to restore, but new Pods: only a run that never came to a change touched nothing.
  const phases = timeline.filter((entry) => entry.kind === 'phase');
  const touched = phases.length === 0 || phases.some((entry) => entry.ref.startsWith('change'));
  return touched ? ended.configIsBack(name) : ended.untouched(name);
}

function adviceText(record: RunRecord, language: Language): string {
  const { ended } = wordsIn(language);
  const code = record.failure?.code;
  const known = code !== undefined && code in ERROR_CODES ? (code as ErrorCode) : null;
  const command = commandText(record.scenario, record.target.name, record.parameters);
  const advice = known === null ? null : ended.advice(known);
  const next =
    known === null || advice === null
      ? ended.noVerdict(command)
      : ERROR_CODES[known].retryable
        ? ended.thenAgain(advice, command)
        : advice;
  return record.arms.some((arm) => arm.verdict !== null) ? `${next} ${seenText(record, language)}` : next;
}

/** What the arms that were complete had shown. */
function seenText(record: RunRecord, language: Language): string {
  const { ended, units } = wordsIn(language);
  const seen = record.arms
    .filter((arm) => arm.verdict !== null)
    .map((arm) => `${arm.name} ${spreadText(arm, language)}`);
  return seen.length === 0 ? ended.noArm() : ended.untilThen(seen.join(units.semicolon));
}
