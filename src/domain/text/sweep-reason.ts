import { armKind } from '../arm-name.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { SweepResult, SweepSetting } from '../record-results.ts';
import { hasGoal } from '../sweep/sweep-result.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { verdictReason } from './verdict-reason.ts';
import { wordsIn } from './words.ts';

/**
 * Why a setting is not to be recommended, in mrkdwn; null when it may be. The record has it in English; in another language
 * it is made anew from the same numbers.
 */
export function unfitText(record: RunRecord, one: SweepSetting, language: Language = 'en'): string | null {
  const { verdict, time_to_balance_ms, failed, rpcs, unfit } = one;
  if (unfit === null || language === 'en') return unfit === null ? null : escapeMrkdwn(unfit);
  const { sweep: words, units } = wordsIn(language);
  if (verdict.name === 'INVALID') return words.notCounted(verdictReason(verdict, language));
  const valid = record.arms.filter((arm) => armKind(arm.name) === one.name && arm.verdict?.name !== 'INVALID');
  if (valid.some((arm) => arm.evidence === 'held')) {
    const [from, to] = valid[0]?.windows.observe ?? [0, 0];
    return words.closedNothing(Math.round(to / 1000 - from / 1000));
  }
  if (verdict.name === 'IMBALANCED') return words.uneven();
  if (verdict.name === 'INCONCLUSIVE') return words.undecided(verdict.more_picks);
  const { within } = time_to_balance_ms;
  const goal = record.parameters.sweep;
  if (goal?.within_ms != null && within !== null && within > goal.within_ms) {
    return words.tooLate(units.duration(within), units.duration(goal.within_ms));
  }
  return words.tooManyFailed(failed, rpcs, goal?.errors_percent ?? 0);
}

/** Why a setting is recommended, or why none is, in mrkdwn; as {@link unfitText} made anew where it is not English. */
export function sweepReason(record: RunRecord, sweep: SweepResult, language: Language = 'en'): string {
  if (language === 'en') return escapeMrkdwn(sweep.reason);
  const { sweep: words, units } = wordsIn(language);
  const { settings, recommended, tied } = sweep;
  const best = settings.find(({ name }) => name === recommended);
  const plan = record.parameters.sweep;
  const goal = plan !== undefined && hasGoal(settings, plan);
  if (best === undefined) {
    const each = settings.map((one) => `${one.name} ${unfitText(record, one, language) ?? ''}`);
    return words.noneFit(each.join(units.semicolon), goal);
  }
  const fit = settings.filter(({ unfit }) => unfit === null).length;
  if (fit === 1) return words.onlyOne(settings.length, goal);
  if (tied.length === 0) return words.cheapest(fit);
  return words.tied(best.reconnects_per_s.mean.toFixed(1), tied.join(units.and));
}
