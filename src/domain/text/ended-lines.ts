import { speakDuration } from '../duration.ts';
import { ERROR_CODES, type ErrorCode } from '../errors.ts';
import { msBetween } from '../iso-time.ts';
import type { Failure, RunRecord } from '../record.ts';
import type { Approval, RunRequest, RunState } from '../run.ts';
import { spreadText } from './arm-facts.ts';
import { commandText } from './command-text.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { notRestored, notRestoredLines, recoveryLines } from './recovery-text.ts';
import { personText, runTitle, targetText } from './run-words.ts';

/**
 * The last lines of a finished run: whether the target is as it was, or what is in the way and how to go on; then which
 * run, how long, who asked.
 */
export function restoreLines(record: RunRecord): string[] {
  const took = msBetween(record.started_at, record.ended_at);
  const facts = [`run \`${escapeMrkdwn(record.id)}\``, ...(took === null ? [] : [speakDuration(took)])];
  const small = [...facts, personText(record.requested_by)].join(' · ');
  const [first = '', ...rest] = restoreText(record);
  return rest.length === 0 ? [`${first} · ${small}`] : [first, ...rest, small];
}

function restoreText({ restore, target }: RunRecord): string[] {
  if (restore.recovery !== undefined) return recoveryLines(target.name, restore.recovery);
  switch (restore.state) {
    case 'RESTORED':
      return [`:leftwards_arrow_with_hook: Restored and verified in ${speakDuration(restore.took_ms)}`];
    case 'NOT_NEEDED':
      return [':leftwards_arrow_with_hook: Nothing to put back: the configuration is as it was found'];
    case 'FAILED':
      return notRestoredLines(target.name, restore.problem);
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
export function failureLines({ request, state, record, cancelled_by, approval }: Ended): string[] {
  const title = `*${runTitle(request)}* on ${targetText(request.target)}`;
  if (record === null && approval?.lapsed) return lapsedLines(request, title, approval.lapsed);
  if (record === null) return withoutRecord(request, title, state, cancelled_by);
  const condition = conditionText(record);
  if (isLeftChanged(record)) {
    return [
      `:rotating_light: ${notRestored(record.target.name)} ${title} ${endText(state, record, cancelled_by)}`,
      ...restoreLines(record),
    ];
  }
  if (state === 'cancelled') {
    const took = msBetween(record.started_at, record.ended_at);
    const by = cancelled_by === null ? '' : ` by ${personText(cancelled_by)}`;
    const after = took === null ? '' : ` after ${speakDuration(took)}`;
    return [
      `:leftwards_arrow_with_hook: ${title} was cancelled${by}${after}. ${condition}`,
      seenText(record),
      ...restoreLines(record),
    ];
  }
  const head =
    state === 'interrupted'
      ? `:warning: ${title} was interrupted${messageText(record.failure)}`
      : `:x: ${title} failed${phaseText(record.failure)}${messageText(record.failure)}`;
  return [`${head} ${condition}`, adviceText(record), ...restoreLines(record)];
}

/** Whether the target is still not as it was before the run, and the bot or a person has to do something about it. */
export function isLeftChanged({ restore }: RunRecord): boolean {
  return restore.state === 'FAILED' && (restore.recovery?.state ?? 'FAILED') === 'FAILED';
}

/** How a run ended that could not put its target back; why it could not stands in the next line. */
function endText(state: RunState, { failure, restore }: RunRecord, cancelledBy: string | null): string {
  if (state === 'cancelled') return `was cancelled${cancelledBy === null ? '' : ` by ${personText(cancelledBy)}`}.`;
  if (failure === null || failure.message === restore.problem?.message) return 'has ended.';
  return `${state === 'interrupted' ? 'was interrupted' : `failed${phaseText(failure)}`}${messageText(failure)}`;
}

/** A run that never got the word that it waited for. */
function lapsedLines(request: RunRequest, title: string, why: 'expired' | 'changed'): string[] {
  const again = `Ask again: \`${commandText(request.scenario, request.target, request.parameters)}\`.`;
  const small = `run \`${escapeMrkdwn(request.id)}\` · ${personText(request.requested_by)}`;
  return why === 'expired'
    ? [`:hourglass: ${title} was approved by nobody in time. Nothing was touched. ${again}`, small]
    : [
        `:x: ${title} was not started: the target has changed since its plan was shown. Nothing was touched. ${again}`,
        small,
      ];
}

/** A run that ended before there was anything to record. */
function withoutRecord(request: RunRequest, title: string, state: RunState, cancelledBy: string | null): string[] {
  const again = `Run it again: \`${commandText(request.scenario, request.target, request.parameters)}\`.`;
  const small = `run \`${escapeMrkdwn(request.id)}\` · ${personText(request.requested_by)}`;
  if (state === 'cancelled') {
    const by = cancelledBy === null ? '' : ` by ${personText(cancelledBy)}`;
    return [`:leftwards_arrow_with_hook: ${title} was cancelled${by} before it started. Nothing was touched.`, small];
  }
  const stands = `\`/nlb targets ${escapeMrkdwn(request.target)}\` shows how the target stands.`;
  const what = {
    interrupted: `:warning: ${title} was interrupted before it left a record.`,
    failed: `:x: ${title} failed before it left a record.`,
    done: `:grey_question: ${title} ended, but its record can not be read.`,
  }[state === 'interrupted' || state === 'failed' ? state : 'done'];
  return [what, `${stands} ${again}`, small];
}

function phaseText(failure: Failure | null): string {
  return failure === null ? '' : ` in ${escapeMrkdwn(failure.phase)}`;
}

function messageText(failure: Failure | null): string {
  return failure === null ? '.' : `: ${sentence(escapeMrkdwn(failure.message))}`;
}

/** A text that ends as a sentence does. */
export function sentence(text: string): string {
  return /[.?:]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

function conditionText({ restore, target, timeline }: RunRecord): string {
  const name = targetText(target.name);
  if (restore.recovery?.state === 'KEPT') return `${name} stays as it is now.`;
  if (restore.recovery?.state === 'RESTORED') {
    const but = restore.recovery.stays === undefined ? '' : ' but for what only its owner writes';
    return `${name} is as it was before${but}, since a later recovery.`;
  }
  if (restore.state === 'RESTORED') return `${name} is as it was before.`;
  // A restart alone leaves nothing to restore, but new Pods: only a run that never came to a change touched nothing.
  const phases = timeline.filter((entry) => entry.kind === 'phase');
  const touched = phases.length === 0 || phases.some((entry) => entry.ref.startsWith('change'));
  return touched ? `The configuration of ${name} is as it was before.` : `${name} was not touched.`;
}

function adviceText(record: RunRecord): string {
  const code = record.failure?.code;
  const known = code !== undefined && code in ERROR_CODES ? ERROR_CODES[code as ErrorCode] : null;
  const again = `run it again: \`${commandText(record.scenario, record.target.name, record.parameters)}\`.`;
  const next =
    known === null ? `No verdict was reached; ${again}` : known.advice + (known.retryable ? ` Then ${again}` : '');
  return record.arms.some((arm) => arm.verdict !== null) ? `${next} ${seenText(record)}` : next;
}

/** What the arms that were complete had shown. */
function seenText(record: RunRecord): string {
  const seen = record.arms.filter((arm) => arm.verdict !== null).map((arm) => `${arm.name} ${spreadText(arm)}`);
  return seen.length === 0 ? 'No arm was complete, so there is no verdict.' : `Until then: ${seen.join('; ')}.`;
}
