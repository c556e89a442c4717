import { clumpingP, holm } from './statistics/clumping-test.ts';
import { maxOverMean, sum } from './statistics/evenness.ts';
import { type ArmVerdict, type JudgeInput, judge } from './verdict.ts';

/** The counts of each repeat, its Pods in their order of readiness; one more Pod in one repeat is none in the others. */
export interface RepeatsInput extends Omit<JudgeInput, 'counts'> {
  readonly repeats: readonly (readonly number[])[];
}

/**
 * Judges the repeats of one arm together, by two tests that see different things: the totals by order of readiness see a
 * bias towards a position, the sum of the repeats' chi-squares sees clumping on whichever Pod it was that time. Both are
 * read with Holm's adjustment. `max_over_mean` is that of the test that decides: of the totals, or of the fullest Pods
 * of the repeats. Throws what {@link judge} throws.
 */
export function judgeRepeats({ repeats, ...rest }: RepeatsInput): ArmVerdict {
  const totals = totalsByRank(repeats);
  const pooled = judge({ ...rest, counts: totals });
  if (repeats.length === 1 || pooled.p_value === null) return pooled;
  const [byRank = 1, byClump = 1] = holm([pooled.p_value, clumpingP(repeats, { seed: rest.seed })]);
  const fullest = fullestOverMean(repeats);
  const text = `${repeats.length} repeats, summed by the Pods' order of readiness`;
  if (byClump < rest.alpha && fullest >= rest.effect && byClump <= byRank) {
    return {
      ...pooled,
      name: 'IMBALANCED',
      p_value: byClump,
      max_over_mean: fullest,
      more_picks: null,
      reason: `p ${byClump.toPrecision(2)} for ${repeats.length} repeats of ${pooled.n} connections over ${pooled.k} Pods together; in each repeat the fullest Pod, not always the same in the order of readiness, holds ${fullest.toFixed(2)} times the mean`,
    };
  }
  const stays = pooled.name !== 'IMBALANCED' || byRank < rest.alpha;
  if (stays) return { ...pooled, p_value: Math.min(byRank, byClump), reason: `${pooled.reason}; ${text}` };
  return {
    ...pooled,
    name: 'INCONCLUSIVE',
    p_value: byRank,
    reason: `${pooled.reason}; with the ${text}, and two tests read together, p is ${byRank.toPrecision(2)}: more repeats would decide`,
  };
}

/** Counts of all repeats, by the Pods' order of readiness. */
export function totalsByRank(repeats: readonly (readonly number[])[]): number[] {
  const longest = Math.max(0, ...repeats.map((counts) => counts.length));
  return Array.from({ length: longest }, (_, rank) => sum(repeats.map((counts) => counts[rank] ?? 0)));
}

/** The fullest Pods of the repeats, as a multiple of what a Pod has on average. */
function fullestOverMean(repeats: readonly (readonly number[])[]): number {
  const telling = repeats.filter((counts) => sum(counts) > 0);
  const weighted = telling.map((counts) => (maxOverMean(counts) ?? 0) * sum(counts));
  return sum(weighted) / Math.max(1, sum(telling.map(sum)));
}
