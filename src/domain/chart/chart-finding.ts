import { movementOf } from '../arm-movement.ts';
import { armKind } from '../arm-name.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import type { SweepResult } from '../record-results.ts';
import { sum } from '../statistics/evenness.ts';
import { balancingTitle } from '../text/client-ways.ts';
import { lossTitle } from '../text/loss-answer.ts';
import { noiseIn, noiseTitle } from '../text/noise-answer.ts';
import { pooledArm } from '../text/pooled-arm.ts';
import { uncountedArm } from '../text/uncounted-arm.ts';
import { wayTitle } from '../text/way-answer.ts';
import { type Words, wordsIn } from '../text/words.ts';
import { sentenceCase, settingName, triedSetting } from './chart-caption.ts';

/** The counts that an arm is judged by, by Pod. */
export function armCounts(arm: ArmRecord): Record<string, number> {
  return arm.evidence === 'picks' ? arm.picks : arm.held;
}

/** What the run found, in one line: the title of its charts. */
export function chartFinding(record: RunRecord, language: Language = 'en'): string {
  const { charts } = wordsIn(language);
  const { verdict } = record;
  const judged = verdict === null ? undefined : pooledArm(record, verdict.judged_arm);
  if (record.loss !== undefined) return sentenceCase(lossTitle(record, record.loss, language));
  if (record.sweep !== undefined) return sweepFinding(record.sweep, charts);
  if (verdict === null || judged === undefined) return unfinished(record, charts);
  if (uncountedArm(record) !== null) return charts.invalid();
  const noise = noiseIn(record);
  if (noise !== null) return noiseTitle(record, noise, language);
  if (record.way !== undefined) return wayTitle(record, record.way, language);
  return (
    balancingTitle(record, language) ?? withSetting(record, judged, charts) ?? withoutComparison(record, judged, charts)
  );
}

type ChartWords = Words['charts'];

function sweepFinding({ settings, recommended }: SweepResult, charts: ChartWords): string {
  const fit = settings.filter(({ unfit }) => unfit === null).length;
  if (recommended === null) return charts.noSetting(settings.length);
  return fit === 1 ? charts.onlySetting(recommended, settings.length) : charts.bestSetting(recommended, fit);
}

function unfinished(record: RunRecord, charts: ChartWords): string {
  const lastSample = Math.max(0, ...record.arms.map((arm) => arm.samples.at_ms.at(-1) ?? 0));
  return charts.unfinished(record.state, Math.round(lastSample / 1000));
}

/** The finding about a setting; null where the judged arm's verdict alone says it. */
function withSetting(record: RunRecord, treatment: ArmRecord, charts: ChartWords): string | null {
  const setting = triedSetting(record);
  const control = pooledArm(record, 'control');
  if (setting === null || control === undefined) return null;
  const name = settingName(setting);
  switch (record.verdict?.effect) {
    case 'NO_EFFECT':
      return charts.changedNothing(name);
    case 'REPAIRED':
      return charts.until(fullest(record, control, charts), name);
    case 'WORSE':
      return (treatment.verdict?.max_over_mean ?? 0) > (control.verdict?.max_over_mean ?? 0)
        ? charts.worse(name, fullest(record, treatment, charts))
        : charts.unevenToo(name, fullest(record, treatment, charts));
    default:
      return notShown(record, treatment, name, charts);
  }
}

function notShown(record: RunRecord, treatment: ArmRecord, name: string, charts: ChartWords): string | null {
  if (treatment.verdict?.name === 'IMBALANCED') return charts.stillUneven(name, fullest(record, treatment, charts));
  return treatment.verdict?.name === 'BALANCED' ? charts.evenNotShown(name) : null;
}

function withoutComparison(record: RunRecord, arm: ArmRecord, charts: ChartWords): string {
  const moved = movementOf(record, arm);
  switch (arm.verdict?.name) {
    case 'IMBALANCED':
      return charts.found(fullest(record, arm, charts), moved);
    case 'BALANCED':
      return charts.even(Object.keys(armCounts(arm)).length, moved);
    default:
      return charts.undecided();
  }
}

/**
 * How much the fullest Pod has: `20 of 20 on one Pod`, or `62 % of 301 new connections on one Pod`; of repeats, the place
 * in the order of readiness that has most: `58 of 120 on the 1st Ready Pods of 4 repeats`.
 */
function fullest(record: RunRecord, arm: ArmRecord, charts: ChartWords): string {
  const counts = Object.values(armCounts(arm));
  const total = sum(counts);
  const most = Math.max(0, ...counts);
  const repeats = record.arms.filter(({ name }) => armKind(name) === armKind(arm.name)).length;
  const where = repeats > 1 ? charts.nthOfRepeats(counts.indexOf(most) + 1, repeats) : charts.onePod();
  if (arm.evidence === 'held') return charts.heldOn(most, total, where);
  return charts.pickedOn(total === 0 ? 0 : Math.round((100 * most) / total), total, where);
}
