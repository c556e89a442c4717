import { sum } from './evenness.ts';
import { binomialCdf } from './incomplete-beta.ts';

/** Halvings of [0, 1]: the bound is right to 2^-60. */
const HALVINGS = 60;

/**
 * The one-sided Clopper-Pearson upper bound, at confidence 1 - alpha, of a probability that came true `x` times in
 * `n`: the p for which P(X <= x) = alpha. It is 1 when x = n, and when n = 0.
 * Source: Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
 * Biometrika 26, 1934. Throws RangeError unless 0 <= x <= n and 0 < alpha < 1.
 */
export function binomialUpperBound(x: number, n: number, alpha: number): number {
  if (!(x >= 0 && x <= n)) throw new RangeError(`${x} of ${n} is not a share: pass a count between 0 and its total.`);
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha is ${alpha}: pass a number between 0 and 1.`);
  if (x === n) return 1;
  let low = 0;
  let high = 1;
  for (let i = 0; i < HALVINGS; i += 1) {
    const middle = (low + high) / 2;
    if (binomialCdf(x, n, middle) > alpha) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The upper confidence bound of max/mean, as a multiple of the mean: k times the largest Clopper-Pearson bound of a
 * Pod's share. It holds for all Pods at once with confidence 1 - alpha, because each Pod's own bound is taken at
 * alpha / k (Bonferroni, "Teoria statistica delle classi e calcolo delle probabilita", 1936). At most k; null
 * without a Pod or a connection. The bound grows with the count, so the fullest Pod alone is looked at.
 */
export function maxOverMeanUpperBound(counts: readonly number[], alpha: number): number | null {
  const n = sum(counts);
  const k = counts.length;
  return n > 0 ? k * binomialUpperBound(Math.max(...counts), n, alpha / k) : null;
}
