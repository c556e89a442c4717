import { sum, sumOfSquares } from './evenness.ts';
import { logFactorial } from './log-gamma.ts';
import { monteCarloP } from './monte-carlo.ts';

/** Above this many possible outcomes the test draws a sample of them instead of visiting each. */
const MAX_OUTCOMES = 1_000_000;

/** Repetitions of a Monte-Carlo test; its smallest possible p-value is 1 / (DRAWS + 1) = 1e-4. */
const DRAWS = 9999;

/** The p-value of a test of evenness; `draws` is null for the exact test. */
export interface MultinomialTest {
  readonly p: number;
  readonly method: 'exact' | 'monte-carlo';
  readonly draws: number | null;
}

/**
 * Tests the null hypothesis that each Pod is equally likely for each connection: p is the probability of counts at
 * least as uneven, where uneven means a larger sum of squares (the order of Pearson's chi-square, compared as exact
 * integers so that ties count). Exact while there are at most 1e6 outcomes C(N+k-1, k-1), else a Monte-Carlo test
 * seeded with `seed`. No connection, or one Pod, gives p = 1: nothing could have come out otherwise.
 * Sources: Read and Cressie, "Goodness-of-Fit Statistics for Discrete Multivariate Data", 1988; for (1+b)/(1+B),
 * Davison and Hinkley, "Bootstrap Methods and their Application", 1997, section 4.2.
 * Throws RangeError when a count is not a non-negative integer.
 */
export function multinomialTest(counts: readonly number[], { seed }: { seed: number }): MultinomialTest {
  assertCounts(counts);
  const n = sum(counts);
  const k = counts.length;
  if (n === 0 || k === 1) return { p: 1, method: 'exact', draws: null };
  if (isEnumerable(n, k)) return { p: exactTail(n, k, sumOfSquares(counts)), method: 'exact', draws: null };
  return { p: monteCarloP(counts, { seed, draws: DRAWS }), method: 'monte-carlo', draws: DRAWS };
}

/**
 * The probability that picks at random come out at least as even as these counts, the other tail of
 * {@link multinomialTest}; null above the bound of the exact test. A very small one says that something deals the
 * connections out: round robin, or the least loaded first.
 */
export function evennessP(counts: readonly number[]): number | null {
  assertCounts(counts);
  const n = sum(counts);
  const k = counts.length;
  if (n === 0 || k < 2 || !isEnumerable(n, k)) return null;
  // Sums of squares of one total are all odd or all even; the next larger outcome starts at the next integer.
  return 1 - exactTail(n, k, sumOfSquares(counts) + 1);
}

/** Whether n connections over k Pods have few enough outcomes, C(n+k-1, k-1) <= 1e6, for the exact test. */
export function isEnumerable(n: number, k: number): boolean {
  let outcomes = 1;
  for (let i = 1; i <= Math.min(n, k - 1) && outcomes <= MAX_OUTCOMES; i += 1) {
    outcomes = (outcomes * (n + k - i)) / i;
  }
  return outcomes <= MAX_OUTCOMES;
}

/**
 * The exact probability that n connections, each equally likely on each of k Pods, have a sum of squared counts of
 * at least `squares`; 0 where it is too small for a number, about 1e-308. Visits each sorted outcome once, weighted by
 * its permutations: up to k! times fewer than all.
 */
export function exactTail(n: number, k: number, squares: number): number {
  const logFactorials = Array.from({ length: Math.max(n, k) + 1 }, (_, i) => logFactorial(i));
  const logOf = (i: number) => logFactorials[i] ?? 0;
  let asUneven = 0;
  let lessUneven = 0;
  const place = (left: number, slots: number, previous: number, run: number, reached: number, logP: number): void => {
    if (left === 0) {
      const probability = Math.exp(logP - logOf(slots));
      if (reached >= squares) asUneven += probability;
      else lessUneven += probability;
      return;
    }
    for (let x = Math.min(left, previous); x * slots >= left; x -= 1) {
      const sameAsLast = x === previous ? run + 1 : 1;
      place(left - x, slots - 1, x, sameAsLast, reached + x * x, logP - logOf(x) - Math.log(sameAsLast));
    }
  };
  place(n, k, n + 1, 0, 0, logOf(n) + logOf(k) - n * Math.log(k));
  // Dividing by the total removes the rounding of the terms, so that the most even outcome has p = 1 exactly.
  return asUneven / (asUneven + lessUneven);
}

function assertCounts(counts: readonly number[]): void {
  const wrong = counts.find((x) => !Number.isInteger(x) || x < 0);
  if (wrong !== undefined) {
    throw new RangeError(`A Pod's count is ${wrong}: pass whole numbers of connections, 0 or more.`);
  }
}
