import { sum } from './evenness.ts';
import { dealOut, drawsOf, logFactorials } from './hypergeometric.ts';
import { mulberry32 } from './mulberry32.ts';

/** Up to so many tables are enumerated; more are drawn. */
const MAX_TABLES = 200_000;

/** Whether two samples over the same places come from one distribution. */
export interface Homogeneity {
  /** Pearson's chi-square of the 2 x k table. */
  chi_square: number;
  p: number;
  method: 'exact' | 'monte-carlo';
}

/**
 * Tests two samples of counts over the same k places for one common distribution: Pearson's chi-square of the 2 x k
 * table, with its p-value over all tables of the same margins, each as likely as dealing the connections out at random
 * makes it. Exact by enumeration up to 200,000 tables, else Monte-Carlo with p = (1 + hits) / (draws + 1) of {@link drawsOf}
 * draws; the same seed gives the same p. Null where there is nothing to test: an empty sample, or fewer than two places in use.
 * Source: Freeman and Halton, "Note on an exact treatment of contingency", Biometrika 38, 1951, ordered by chi-square.
 * Throws RangeError when the samples have different lengths.
 */
export function homogeneityTest(
  a: readonly number[],
  b: readonly number[],
  { seed }: { seed: number },
): Homogeneity | null {
  if (a.length !== b.length)
    throw new RangeError(`${a.length} places against ${b.length}: pass samples of one length.`);
  const used = a.map((count, place) => [count, b[place] ?? 0] as const).filter(([x, y]) => x + y > 0);
  const [first, margins] = [used.map(([x]) => x), used.map(([x, y]) => x + y)];
  const [n, total] = [sum(first), sum(margins)];
  if (used.length < 2 || n === 0 || n === total) return null;
  // With the margins fixed, chi-square is a rising function of the sum of x^2 / margin.
  const weight = (counts: readonly number[]): number =>
    counts.reduce((acc, x, place) => acc + (x * x) / (margins[place] ?? 1), 0);
  const observed = weight(first);
  const chi_square = Math.max(0, ((total * total) / (n * (total - n))) * (observed - (n * n) / total));
  // Sums of fractions: what is equal may differ in the last digits.
  const atLeast = observed * (1 - 1e-12);
  const logs = logFactorials(total);
  if (margins.slice(1).reduce((tables, margin) => tables * (margin + 1), 1) <= MAX_TABLES) {
    return { chi_square, p: exactP(margins, n, atLeast, logs), method: 'exact' };
  }
  const random = mulberry32(seed);
  const drawn = new Array<number>(margins.length).fill(0);
  const draws = drawsOf(margins.length);
  let hits = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    dealOut(drawn, [...margins], n, { logs, random });
    if (weight(drawn) >= atLeast) hits += 1;
  }
  return { chi_square, p: (1 + hits) / (draws + 1), method: 'monte-carlo' };
}

/** The probability of every table with these margins whose weight is at least `atLeast`. */
function exactP(margins: readonly number[], n: number, atLeast: number, logs: Float64Array): number {
  const log = (i: number): number => logs[i] ?? 0;
  const choose = (m: number, x: number): number => log(m) - log(x) - log(m - x);
  const whole = choose(sum(margins), n);
  let p = 0;
  const visit = (place: number, left: number, rest: number, weight: number, logP: number): void => {
    const margin = margins[place] ?? 0;
    if (place === margins.length - 1) {
      if (weight + (left * left) / margin >= atLeast) p += Math.exp(logP + choose(margin, left) - whole);
      return;
    }
    const after = rest - margin;
    for (let x = Math.max(0, left - after); x <= Math.min(margin, left); x += 1) {
      visit(place + 1, left - x, after, weight + (x * x) / margin, logP + choose(margin, x));
    }
  };
  visit(0, n, sum(margins), 0, 0);
  return Math.min(1, p);
}
