import { movementOf } from '../arm-movement.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord, RecordVerdict } from '../record-arm.ts';
import { armCounts, spreadText } from './arm-facts.ts';
import { balancingAnswer } from './client-ways.ts';
import { customAnswer } from './custom-text.ts';
import { codeText } from './escape-mrkdwn.ts';
import { gateFailure } from './gate-words.ts';
import { lossAnswer } from './loss-answer.ts';
import { noEffectReason } from './no-effect-reason.ts';
import { noiseAnswer, noiseIn } from './noise-answer.ts';
import { pooledArm } from './pooled-arm.ts';
import { runTitle, targetText, triedTitle } from './run-words.ts';
import { sayCount, sayNumber } from './say-number.ts';
import { uncountedArm } from './uncounted-arm.ts';
import { verdictReason } from './verdict-reason.ts';
import { wayAnswer } from './way-answer.ts';
import { wordsIn } from './words.ts';

/** The one line that answers a finished run's question, with its evidence. */
export function answerLine(record: RunRecord, language: Language = 'en'): string {
  const { verdict, loss } = record;
  if (loss !== undefined) return lossAnswer(record, loss, language);
  const { answer } = wordsIn(language);
  const judged = judgedArm(record);
  const noise = noiseIn(record);
  const [title, target] = [runTitle(record, language), targetText(record.target.name)];
  if (verdict === null || judged === undefined) return answer.noVerdict(title, target);
  const uncounted = uncountedArm(record);
  if (uncounted !== null)
    return answer.invalid(title, target, whyInvalid(record, uncounted.verdict, language), uncounted.name);
  if (noise !== null) return noiseAnswer(record, noise, language);
  if (record.scenario === 'custom') return customAnswer(record, judged, language);
  if (record.way !== undefined) return wayAnswer(record, record.way, language);
  const balancing = balancingAnswer(record, judged, language);
  if (balancing !== null) return balancing;
  const control = judged.setting === null ? undefined : pooledArm(record, 'control');
  return control === undefined
    ? singleArm(record, judged, verdict, language)
    : comparison({ record, control, judged, verdict, language });
}

function whyInvalid({ gates }: RunRecord, verdict: RecordVerdict, language: Language): string {
  return gateFailure(gates, verdict, language)?.what ?? verdictReason(verdict, language);
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
  language: Language;
}

function comparison(compared: Comparison): string {
  const { record, control, judged, verdict, language } = compared;
  const { answer } = wordsIn(language);
  const found = foundIn(compared);
  switch (verdict.effect) {
    case 'REPAIRED':
      return answer.repaired(found, verdict.k);
    case 'NO_EFFECT': {
      const tried = record.arms.find((arm) => arm.setting !== null) ?? judged;
      return answer.noEffect(found, noEffectReason(record, tried, language));
    }
    case 'WORSE':
      return isLessEven(judged, control)
        ? answer.worse(found, fullestText(record, judged, language))
        : answer.unevenToo(found, fullestText(record, judged, language));
    case 'NOT_SHOWN':
    case null:
      return notShown(compared);
  }
}

function foundIn({ record, control, judged, language }: Comparison) {
  return {
    setting: triedTitle(record, language),
    target: targetText(record.target.name),
    spread: spreadText(judged, language),
    moved: movementOf(record, judged),
    control: controlText(record, control, language),
  };
}

/** Whether the fullest Pod has more of the mean than without the setting; a verdict may turn on the number of picks alone. */
function isLessEven(judged: ArmRecord, control: ArmRecord): boolean {
  return (judged.verdict?.max_over_mean ?? 0) > (control.verdict?.max_over_mean ?? 0);
}

function notShown(compared: Comparison): string {
  const { record, control, judged, verdict, language } = compared;
  const { answer } = wordsIn(language);
  const found = foundIn(compared);
  if (verdict.name === 'IMBALANCED') return answer.notRepaired(found, fullestText(record, judged, language));
  if (verdict.name === 'INCONCLUSIVE') {
    return answer.undecided(
      found,
      evidenceText(judged, verdict, language),
      moreText(record, judged, verdict, language),
    );
  }
  return answer.even(found, control.verdict?.name ?? 'INVALID');
}

function singleArm(record: RunRecord, arm: ArmRecord, verdict: RecordVerdict, language: Language): string {
  const { answer } = wordsIn(language);
  const target = targetText(record.target.name);
  const moved = movementOf(record, arm);
  const spread = spreadText(arm, language, verdict.k);
  if (verdict.name === 'IMBALANCED') {
    const fullest = fullestText(record, arm, language);
    return answer.aloneUneven(target, moved, spread, fullest, arm.closes.total === 0);
  }
  if (verdict.name === 'BALANCED') return answer.aloneEven(target, moved, spread);
  const [evidence, more] = [evidenceText(arm, verdict, language), moreText(record, arm, verdict, language)];
  return answer.aloneUndecided(target, moved, spread, evidence, more);
}

/** `20 of 20 stayed on one Pod`, or the counts where the skew was smaller. */
function controlText(record: RunRecord, control: ArmRecord, language: Language): string {
  const { answer } = wordsIn(language);
  const counts = armCounts(control, record.topology.pods).map(({ count }) => count);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (control.verdict?.name === 'INVALID')
    return answer.controlNotCounted(whyInvalid(record, control.verdict, language));
  return total > 0 && counts[0] === total ? answer.controlOnOne(total) : answer.control(spreadText(control, language));
}

function fullestText(record: RunRecord, arm: ArmRecord, language: Language): string {
  const { answer } = wordsIn(language);
  const fullest = armCounts(arm, record.topology.pods)[0];
  const ratio = arm.verdict?.max_over_mean;
  if (fullest === undefined || ratio === null || ratio === undefined) return answer.uneven();
  return answer.fullest(codeText(fullest.label), sayNumber(ratio));
}

function evidenceText(arm: ArmRecord, verdict: RecordVerdict, language: Language): string {
  return sayCount(verdict.n, arm.evidence === 'picks' ? 'pick' : 'connection', language);
}

/** How many more connections would decide, and the parameter that brings them. */
function moreText(record: RunRecord, arm: ArmRecord, verdict: RecordVerdict, language: Language): string {
  const { answer } = wordsIn(language);
  const clients = clientsToDecide(record, verdict);
  if (verdict.more_picks === null) {
    return verdict.n === 0 ? verdictReason(verdict, language) : answer.noneWouldDecide();
  }
  const more = verdict.more_picks.toLocaleString('en-US');
  if (clients !== null) return answer.moreByClients(more, clients);
  return arm.evidence === 'picks' ? answer.moreByTime(more) : answer.moreThanFits(more);
}

/** Clients, in tens, that would bring the missing evidence in the same time; null when a run can not have so many. */
export function clientsToDecide(record: RunRecord, verdict: RecordVerdict): number | null {
  if (verdict.more_picks === null || verdict.n === 0) return null;
  const clients = 10 * Math.ceil((record.parameters.clients * (verdict.n + verdict.more_picks)) / verdict.n / 10);
  return clients <= 2000 ? clients : null;
}
