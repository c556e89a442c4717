import { chiSquareTail } from './chi-square-tail.ts';
import { exactTail, isEnumerable } from './multinomial-test.ts';

/**
 * The smallest sum of squared counts that n connections, each alike on each of k Pods, reach or pass with a probability
 * of at most `alpha`; Infinity where even all on one Pod is likelier than that. Counts below it are as even as random
 * ones in at least 1 - alpha of cases: in Jain's index, above n^2 / (k * this).
 * Exact while there are at most 1e6 outcomes, else by the chi-square law with k - 1 degrees of freedom.
 */
export function criticalSumOfSquares(n: number, k: number, alpha: number): number {
  const tail = tailOf(n, k);
  if (tail(n * n) > alpha) return Number.POSITIVE_INFINITY;
  let likely = 0;
  let critical = n * n;
  while (critical - likely > 1) {
    const middle = Math.floor((likely + critical) / 2);
    if (tail(middle) <= alpha) critical = middle;
    else likely = middle;
  }
  return critical;
}

/** P(sum of squares >= squares). */
function tailOf(n: number, k: number): (squares: number) => number {
  if (isEnumerable(n, k)) return (squares) => exactTail(n, k, squares);
  return (squares) => chiSquareTail((k * squares) / n - n, k - 1);
}
