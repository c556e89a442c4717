import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import { holm } from '../statistics/clumping-test.ts';
import { homogeneityTest } from '../statistics/homogeneity-test.ts';
import { unevenness, unevennessTest } from '../statistics/unevenness-test.ts';
import { cautions, type Side, testObstacles } from './comparability.ts';
import { type JudgedEvidence, judgedEvidence } from './judged-evidence.ts';
import { type RunDifference, runDifferences } from './run-differences.ts';

/**
 * What two tests, read together, say of two runs. UNEVENNESS: one is more even than the other, whichever Pods are full.
 * PLACES: other Pods are full in the order of readiness. NONE: they can not be told apart, which is no proof that they are alike.
 */
export type Finding = 'UNEVENNESS' | 'PLACES' | 'NONE';

/** The tests of a comparison; p-values with Holm's adjustment, 1 where a test had nothing to say. */
export interface ComparisonTests {
  /** The significance level: the smaller of the two runs'. */
  alpha: number;
  uneven_p: number;
  places_p: number;
  finding: Finding;
  /** With UNEVENNESS: which run is the more even one. */
  more_even: 'a' | 'b' | null;
}

/** Two runs that are done, beside each other. */
export interface Comparison {
  a: Side;
  b: Side;
  /** Null where something stands in the way of a test. */
  tests: ComparisonTests | null;
  obstacles: string[];
  cautions: string[];
  differences: RunDifference[];
}

/**
 * Compares two runs. Their Pods are others, so they are matched by order of readiness, as repeats of one run are.
 * The same two runs give the same comparison; `language` is that of its obstacles and cautions. Throws RangeError for a run that `whyNotComparable` has a reason for.
 */
export function compareRuns(recordA: RunRecord, recordB: RunRecord, language: Language = 'en'): Comparison {
  const [a, b] = [sideOf(recordA), sideOf(recordB)];
  const obstacles = testObstacles(a, b, language);
  return {
    a,
    b,
    tests: obstacles.length > 0 ? null : testsOf(a, b),
    obstacles,
    cautions: cautions(a, b, language),
    differences: runDifferences(recordA, recordB),
  };
}

function sideOf(record: RunRecord): Side {
  const judged = judgedEvidence(record);
  if (judged === null) throw new RangeError(`${record.id} has no judged arm: ask whyNotComparable first.`);
  return { record, judged };
}

function testsOf(a: Side, b: Side): ComparisonTests {
  const alpha = Math.min(a.record.plan.alpha, b.record.plan.alpha);
  const seed = (a.record.plan.seed + b.record.plan.seed) % 2 ** 32;
  const places = homogeneityTest(a.judged.totals, b.judged.totals, { seed });
  const uneven = unevennessTest(a.judged.repeats, b.judged.repeats, { seed });
  const [uneven_p = 1, places_p = 1] = holm([uneven?.p ?? 1, places?.p ?? 1]);
  const finding = uneven_p < alpha ? 'UNEVENNESS' : places_p < alpha ? 'PLACES' : 'NONE';
  return {
    alpha,
    uneven_p,
    places_p,
    finding,
    more_even: finding === 'UNEVENNESS' ? moreEven(a.judged, b.judged) : null,
  };
}

function moreEven(a: JudgedEvidence, b: JudgedEvidence): 'a' | 'b' {
  return (unevenness(a.repeats) ?? 0) < (unevenness(b.repeats) ?? 0) ? 'a' : 'b';
}
