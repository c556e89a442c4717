import { sum, sumOfSquares } from './evenness.ts';
import { drawEvenly } from './monte-carlo.ts';
import { mulberry32 } from './mulberry32.ts';

/** Repetitions of the test; its smallest possible p-value is 1e-4. */
const DRAWS = 9999;

/**
 * Tests several repeats of one experiment together for clumping: the p-value of the sum of their chi-squares when each
 * connection of each repeat picks any Pod alike. Repeats skewed on different Pods add up to even totals, and a test of
 * the totals is blind to them; this one is not. Monte-Carlo, seeded: the same seed gives the same p.
 * A repeat without connections, or over one Pod, says nothing and is left out; 1 when none is left.
 * Source: Fisher, "Statistical Methods for Research Workers", section 20, on adding up chi-squares.
 */
export function clumpingP(repeats: readonly (readonly number[])[], { seed }: { seed: number }): number {
  const telling = repeats.filter((counts) => counts.length > 1 && sum(counts) > 0);
  if (telling.length === 0) return 1;
  const random = mulberry32(seed);
  // Chi-square is k/N times the sum of squares less N, so the weighted sums of squares have the same order.
  const weighted = (list: readonly (readonly number[])[]): number =>
    list.reduce((total, counts, index) => total + sumOfSquares(counts) * (weights[index] ?? 0), 0);
  const weights = telling.map((counts) => counts.length / sum(counts));
  const observed = weighted(telling);
  // Sums of products of integers and fractions: what is equal may differ in the last digits.
  const slack = observed * 1e-12;
  const drawn = telling.map((counts) => new Array<number>(counts.length).fill(0));
  let hits = 0;
  for (let draw = 0; draw < DRAWS; draw += 1) {
    for (const [index, into] of drawn.entries()) drawEvenly(into, sum(telling[index] ?? []), random);
    if (weighted(drawn) >= observed - slack) hits += 1;
  }
  return (1 + hits) / (DRAWS + 1);
}

/**
 * Adjusts p-values of tests that are read together, so that the chance of any false alarm stays at the level of one.
 * In the order given. Source: Holm, "A simple sequentially rejective multiple test procedure", 1979.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let floor = 0;
  for (const [rank, { p, index }] of order.entries()) {
    floor = Math.max(floor, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = floor;
  }
  return adjusted;
}
