import { maxOverMeanUpperBound } from './statistics/binomial-bound.ts';
import { decide, type Evidence, type Thresholds } from './statistics/decision.ts';
import { jain, maxOverMean, sum } from './statistics/evenness.ts';
import { evennessP, multinomialTest } from './statistics/multinomial-test.ts';
import { picksToDecide } from './statistics/picks-to-decide.ts';

/**
 * BALANCED: evenness was shown. IMBALANCED: unevenness was shown. INCONCLUSIVE: neither, for want of connections.
 * INVALID: a gate failed, so the counts are no evidence.
 */
export type VerdictName = 'BALANCED' | 'IMBALANCED' | 'INCONCLUSIVE' | 'INVALID';

/** A condition that the evidence must meet before it is judged, with what was measured and what was allowed. */
export interface Gate {
  name: string;
  ok: boolean;
  value: number | string | null;
  limit: number | string | null;
}

/**
 * The verdict on one arm, as it stands in the run record. `n` connections over `k` Pods; `upper_bound` bounds max/mean
 * from above at confidence 1 - alpha; `more_picks` is how many connections more would decide an INCONCLUSIVE arm.
 * A number is null where it has no meaning: the p-value and the bound of INVALID evidence, and all measures when there
 * was nothing to compare. `reason` is one sentence for a person.
 */
export interface ArmVerdict {
  name: VerdictName;
  n: number;
  k: number;
  p_value: number | null;
  max_over_mean: number | null;
  jain: number | null;
  upper_bound: number | null;
  reason: string;
  more_picks: number | null;
  method: 'exact' | 'monte-carlo' | null;
}

/** What `judge` needs: one count for every Pod in the set, empty ones as 0, and what was fixed before the run. */
export interface JudgeInput extends Thresholds {
  readonly counts: readonly number[];
  readonly seed: number;
  readonly gates: readonly Gate[];
}

/**
 * Judges whether an arm's connections lie evenly on its Pods, under the null hypothesis that each Pod is equally likely.
 * The counts must be independent picks: one snapshot, or the connections opened in a window, never samples added up.
 * Throws RangeError for a count that is not a non-negative integer, or alpha outside (0, 1).
 */
export function judge({ counts, seed, gates, ...thresholds }: JudgeInput): ArmVerdict {
  const n = sum(counts);
  const k = counts.length;
  const nothing = {
    n,
    k,
    p_value: null,
    max_over_mean: null,
    jain: null,
    upper_bound: null,
    more_picks: null,
    method: null,
  };
  const seen = { ...nothing, max_over_mean: k < 2 ? null : maxOverMean(counts), jain: k < 2 ? null : jain(counts) };

  const failed = gates.filter((gate) => !gate.ok);
  if (failed.length > 0) return { ...seen, name: 'INVALID', reason: failed.map(gateText).join('; ') };
  if (k < 2) {
    return { ...nothing, name: 'INCONCLUSIVE', reason: `${k === 1 ? 'one Pod' : 'no Pod'}: nothing to compare` };
  }
  const observed = maxOverMean(counts);
  const upperBound = maxOverMeanUpperBound(counts, thresholds.alpha);
  if (observed === null || upperBound === null) {
    return { ...nothing, name: 'INCONCLUSIVE', reason: 'no connection was opened' };
  }

  const { p, method } = multinomialTest(counts, { seed });
  const evidence = { p, maxOverMean: observed, upperBound };
  const name = decide(evidence, thresholds);
  const morePicks = name === 'INCONCLUSIVE' ? picksToDecide({ counts, ...thresholds }) : null;
  return {
    ...seen,
    name,
    p_value: p,
    upper_bound: upperBound,
    more_picks: morePicks,
    method,
    reason: reasonText({ n, k, name, morePicks, evidence, evenness: evennessP(counts) }, thresholds),
  };
}

/** Below this chance a spread is worth a remark, though no verdict: one run of a hundred is as even by luck. */
const TOO_EVEN = 0.01;

/** What the setting did to the spread of connections, from the control arm to the treatment arm. */
export type RunEffect = 'NO_EFFECT' | 'REPAIRED' | 'WORSE' | 'NOT_SHOWN';

/**
 * The first that fits: NO_EFFECT, the setting closed no connection; REPAIRED, IMBALANCED became BALANCED; WORSE, the
 * treatment alone is IMBALANCED; else NOT_SHOWN. `closedBySetting` counts the connections that a setting closed; null of a
 * treatment that has none.
 */
export function runEffect({
  control,
  treatment,
  closedBySetting,
}: {
  control: VerdictName;
  treatment: VerdictName;
  closedBySetting: number | null;
}): RunEffect {
  if (closedBySetting === 0) return 'NO_EFFECT';
  if (control === 'IMBALANCED' && treatment === 'BALANCED') return 'REPAIRED';
  if (control !== 'IMBALANCED' && treatment === 'IMBALANCED') return 'WORSE';
  return 'NOT_SHOWN';
}

function gateText(gate: Gate): string {
  return `gate ${gate.name} failed: ${gate.value ?? 'not measured'}, limit ${gate.limit ?? 'none'}`;
}

interface Judged {
  readonly n: number;
  readonly k: number;
  readonly name: VerdictName;
  readonly morePicks: number | null;
  readonly evidence: Evidence;
  /** The probability of an outcome at least as even; null where it was not computed. */
  readonly evenness: number | null;
}

function reasonText({ n, k, name, morePicks, evidence, evenness }: Judged, thresholds: Thresholds): string {
  const { p, maxOverMean: observed, upperBound } = evidence;
  const { alpha, effect, tolerance } = thresholds;
  const parts = [`p ${pText(p)} for ${connections(n)} over ${k} Pods`];
  const fullest = `the fullest Pod holds ${observed.toFixed(2)} times the mean`;
  if (name === 'IMBALANCED') return [...parts, fullest].join('; ');
  if (p < alpha) parts.push(`${fullest}, less than the effect of ${effect}`);
  // Rounding up keeps "at most" true of the printed number; the slack absorbs binary fractions such as 1.1.
  const bound = (Math.ceil(upperBound * 100 - 1e-9) / 100).toFixed(2);
  const confidence = Number((100 * (1 - alpha)).toPrecision(6));
  parts.push(
    `with ${confidence} % confidence the fullest Pod holds at most ${bound} times the mean (tolerance ${tolerance})`,
  );
  if (evenness !== null && evenness < TOO_EVEN) {
    const percent = Number((100 * evenness).toPrecision(1));
    parts.push(
      `picks at random come out so even in ${percent} % of runs: should it come again, something deals the connections out, by turns or to the emptiest`,
    );
  }
  if (name === 'INCONCLUSIVE') parts.push(moreText(morePicks));
  return parts.join('; ');
}

function moreText(morePicks: number | null): string {
  return morePicks === null
    ? 'no total up to 100,000 connections at these shares would decide'
    : `${morePicks} more at these shares would decide`;
}

function connections(n: number): string {
  return n === 1 ? '1 connection' : `${n} connections`;
}

/** Three digits where p is compared with common levels, an exponent where only its size matters. */
function pText(p: number): string {
  if (p < 1e-300) return '< 1e-300';
  if (p < 0.001) return `= ${p.toExponential(1)}`;
  return `= ${p < 0.1 ? p.toPrecision(3) : p.toFixed(2)}`;
}
