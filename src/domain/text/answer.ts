import type { ArmRecord, RecordVerdict, RunRecord } from '../record.ts';
import { armCounts, spreadText } from './arm-facts.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { gateFailure } from './gate-words.ts';
import { noEffectReason } from './no-effect-reason.ts';
import { pooledArm } from './pooled-arm.ts';
import { runTitle, targetText } from './run-words.ts';
import { sayCount, sayNumber } from './say-number.ts';

/** The one line that answers a finished run's question, with its evidence. */
export function answerLine(record: RunRecord): string {
  const { verdict } = record;
  const judged = judgedArm(record);
  if (verdict === null || judged === undefined) {
    return `:grey_question: *${runTitle(record)}* on ${targetText(record.target.name)} ended without a verdict.`;
  }
  if (verdict.name === 'INVALID') {
    const title = `${runTitle(record)} on ${targetText(record.target.name)} is not counted`;
    return `:no_entry: *${title}*: ${gateFailure(record)?.what ?? escapeMrkdwn(verdict.reason)} (${judged.name}).`;
  }
  const control = judged.setting === null ? undefined : pooledArm(record, 'control');
  return control === undefined ? singleArm(record, judged, verdict) : comparison({ record, control, judged, verdict });
}

/** The arm that the verdict is about, with its repeats added up. */
export function judgedArm(record: RunRecord): ArmRecord | undefined {
  return record.verdict === null ? undefined : pooledArm(record, record.verdict.judged_arm);
}

interface Comparison {
  record: RunRecord;
  control: ArmRecord;
  judged: ArmRecord;
  verdict: NonNullable<RunRecord['verdict']>;
}

function comparison({ record, control, judged, verdict }: Comparison): string {
  const setting = runTitle(record);
  const target = targetText(record.target.name);
  const pods = sayCount(verdict.k, 'Pod');
  const spread = spreadText(judged);
  switch (verdict.effect) {
    case 'REPAIRED':
      return `:white_check_mark: *${setting} repairs the skew on ${target}*: connections spread evenly over ${pods} (${spread}). After a restart without it, ${controlText(record, control)}.`;
    case 'NO_EFFECT':
      return `:no_entry_sign: *${setting} changed nothing on ${target}*: it ${noEffectReason(record, record.arms.find((arm) => arm.setting !== null) ?? judged)}. Connections stayed where the restart put them (${spread}).`;
    case 'WORSE':
      if (!isLessEven(judged, control)) {
        return `:warning: *Connections are uneven on ${target} with ${setting}*: ${spread}, ${fullestText(record, judged)}. After a restart without it, ${controlText(record, control)}, no more even: nothing shows that the setting is to blame.`;
      }
      return `:warning: *${setting} makes the spread uneven on ${target}*: ${spread}, ${fullestText(record, judged)}. After a restart without it, ${controlText(record, control)}.`;
    case 'NOT_SHOWN':
    case null:
      return notShown({ record, control, judged, verdict });
  }
}

/** Whether the fullest Pod has more of the mean than without the setting; a verdict may turn on the number of picks alone. */
function isLessEven(judged: ArmRecord, control: ArmRecord): boolean {
  return (judged.verdict?.max_over_mean ?? 0) > (control.verdict?.max_over_mean ?? 0);
}

function notShown({ record, control, judged, verdict }: Comparison): string {
  const setting = runTitle(record);
  const target = targetText(record.target.name);
  const spread = spreadText(judged);
  const without = `After a restart without it, ${controlText(record, control)}`;
  if (verdict.name === 'IMBALANCED') {
    return `:warning: *${setting} does not repair the skew on ${target}*: ${spread}, ${fullestText(record, judged)}. ${without}.`;
  }
  if (verdict.name === 'INCONCLUSIVE') {
    return `:grey_question: *Can't tell from ${evidenceText(judged, verdict)} whether ${setting} evens them out on ${target}*: ${spread}; ${moreText(record, judged, verdict)}. ${without}.`;
  }
  return `:white_check_mark: *Connections spread evenly on ${target} with ${setting}*, but a repair is not shown: ${spread}. ${without}${CONTROL_SHOWS[control.verdict?.name ?? 'INVALID']}.`;
}

/** What a control that is not skewed says about a repair. */
const CONTROL_SHOWS = {
  BALANCED: ', which is even too',
  INCONCLUSIVE: ', too few to tell whether there was a skew to repair',
  IMBALANCED: '',
  INVALID: '',
} as const;

function singleArm(record: RunRecord, arm: ArmRecord, verdict: RecordVerdict): string {
  const target = targetText(record.target.name);
  const when = record.scenario === 'baseline' ? '' : ' after the restart';
  const spread = spreadText(arm, ` on ${sayCount(verdict.k, 'Pod')}`);
  if (verdict.name === 'IMBALANCED') {
    const stay = arm.closes.total === 0 ? ' Nothing closes a connection, so it stays so.' : '';
    return `:warning: *Connections are uneven on ${target}${when}*: ${spread}, ${fullestText(record, arm)}.${stay}`;
  }
  if (verdict.name === 'BALANCED') {
    return `:white_check_mark: *Connections are spread evenly on ${target}${when}*: ${spread}.`;
  }
  return `:grey_question: *Can't tell from ${evidenceText(arm, verdict)} on ${target}${when}*: ${spread}; ${moreText(record, arm, verdict)}.`;
}

/** `20 of 20 stayed on one Pod`, or the counts where the skew was smaller. */
function controlText(record: RunRecord, control: ArmRecord): string {
  const counts = armCounts(control, record.topology.pods).map(({ count }) => count);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (control.verdict?.name === 'INVALID')
    return `the control is not counted (${escapeMrkdwn(control.verdict.reason)})`;
  if (total > 0 && counts[0] === total) return `${total} of ${total} stayed on one Pod`;
  return `it was ${spreadText(control)}`;
}

function fullestText(record: RunRecord, arm: ArmRecord): string {
  const fullest = armCounts(arm, record.topology.pods)[0];
  const ratio = arm.verdict?.max_over_mean;
  if (fullest === undefined || ratio === null || ratio === undefined) return 'uneven';
  return `\`${escapeMrkdwn(fullest.label)}\` has ${sayNumber(ratio)} times its share`;
}

function evidenceText(arm: ArmRecord, verdict: RecordVerdict): string {
  return sayCount(verdict.n, arm.evidence === 'picks' ? 'pick' : 'connection');
}

/** How many more connections would decide, and the parameter that brings them. */
function moreText(record: RunRecord, arm: ArmRecord, verdict: RecordVerdict): string {
  const clients = clientsToDecide(record, verdict);
  if (verdict.more_picks === null)
    return escapeMrkdwn(verdict.n === 0 ? verdict.reason : 'no number of connections at these shares would decide');
  const more = `${verdict.more_picks.toLocaleString('en-US')} more would decide`;
  if (clients !== null) return `${more}: \`clients=${clients}\``;
  return arm.evidence === 'picks' ? `${more}: a longer \`observe\`` : `${more}, beyond the 2,000 clients of one run`;
}

/** Clients, in tens, that would bring the missing evidence in the same time; null when a run can not have so many. */
export function clientsToDecide(record: RunRecord, verdict: RecordVerdict): number | null {
  if (verdict.more_picks === null || verdict.n === 0) return null;
  const clients = 10 * Math.ceil((record.parameters.clients * (verdict.n + verdict.more_picks)) / verdict.n / 10);
  return clients <= 2000 ? clients : null;
}
