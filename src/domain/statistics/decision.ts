/** What a verdict rests on: the p-value of evenness, the observed max/mean and its upper confidence bound. */
export interface Evidence {
  readonly p: number;
  readonly maxOverMean: number;
  readonly upperBound: number;
}

/**
 * What was fixed before the run: `alpha`, the significance level; `effect`, the smallest max/mean worth the name
 * imbalance; `tolerance`, the max/mean that evenness must be shown to stay below.
 */
export interface Thresholds {
  readonly alpha: number;
  readonly effect: number;
  readonly tolerance: number;
}

/**
 * IMBALANCED when uneven beyond chance and by at least `effect`; BALANCED when not that and the upper bound is below
 * `tolerance`; else INCONCLUSIVE. A test that does not reject decides nothing by itself.
 */
export function decide(evidence: Evidence, thresholds: Thresholds): 'IMBALANCED' | 'BALANCED' | 'INCONCLUSIVE' {
  if (evidence.p < thresholds.alpha && evidence.maxOverMean >= thresholds.effect) return 'IMBALANCED';
  return evidence.upperBound < thresholds.tolerance ? 'BALANCED' : 'INCONCLUSIVE';
}
