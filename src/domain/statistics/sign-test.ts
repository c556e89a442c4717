import { binomialCdf } from './incomplete-beta.ts';

/**
 * The two-sided p-value of pairs that differ as often in one direction as in the other; pairs that are equal are left out
 * before. Exact: under the null hypothesis each direction is binomial with one half. 1 where no pair differs.
 * Source: Dixon and Mood, "The statistical sign test", Journal of the American Statistical Association 41, 1946.
 */
export function signTestP(one: number, other: number): number {
  const pairs = one + other;
  return pairs === 0 ? 1 : Math.min(1, 2 * binomialCdf(Math.min(one, other), pairs, 0.5));
}
