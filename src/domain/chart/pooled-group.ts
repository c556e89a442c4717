import { armKind } from '../arm-name.ts';
import { totalsByRank } from '../judge-repeats.ts';
import type { Language } from '../language.ts';
import type { ArmRecord } from '../record-arm.ts';
import { sum } from '../statistics/evenness.ts';
import { shareBand } from '../statistics/share-band.ts';
import { wordsIn } from '../text/words.ts';
import { settingName } from './chart-caption.ts';
import { armCounts } from './chart-finding.ts';
import type { ShareGroup } from './chart-spec.ts';
import { predictedBars } from './predicted-bar.ts';

/** All repeats of one arm as one group, their Pods by order of readiness; null when none has come to a count. */
export function pooledGroup(arms: readonly ArmRecord[], language: Language = 'en'): ShareGroup | null {
  const { charts, units } = wordsIn(language);
  const [first] = arms;
  const counts = arms.map((arm) => Object.values(armCounts(arm)));
  const totals = totalsByRank(counts);
  const total = sum(totals);
  if (first === undefined || total === 0) return null;
  // What each repeat predicts, as connections, so that the repeats weigh as they do in the totals.
  const expected = totalsByRank(
    arms.map((arm) => Object.keys(armCounts(arm)).map((uid) => (arm.predicted[uid] ?? 0) * sumOf(arm))),
  );
  const isPredicted = arms.every((arm) => Object.keys(armCounts(arm)).every((uid) => uid in arm.predicted));
  const shares = totals.map((_, rank) => (isPredicted ? (expected[rank] ?? 0) / total : undefined));
  const predicted = predictedBars(shares, total);
  // The arm of a sweep is named by its value, which is all that differs.
  const name =
    first.name === 'treatment' && first.setting !== null
      ? `${first.name}: ${settingName(first.setting)}`
      : armKind(first.name);
  return {
    label: arms.length === 1 ? name : charts.groupOfRepeats(name, arms.length),
    evidence: charts.evidence(total, first.evidence),
    bars: totals.map((count, rank) => ({
      id: `${first.name} ${rank + 1}`,
      slot: rank,
      label: units.nthReady(rank + 1),
      count,
      share: count / total,
      predicted: predicted[rank] ?? null,
    })),
    even: { share: 1 / totals.length, ...shareBand(total, totals.length) },
  };
}

function sumOf(arm: ArmRecord): number {
  return sum(Object.values(armCounts(arm)));
}
