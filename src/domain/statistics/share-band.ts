import { binomialCdf } from './incomplete-beta.ts';

/** A range of shares of all connections, both ends included, each between 0 and 1. */
export interface ShareBand {
  readonly low: number;
  readonly high: number;
}

/**
 * The central band in which one Pod's share of `n` connections lies with probability at least `level` when each of
 * `k` Pods is equally likely: {@link bandAround} 1/k. It is a band for one Pod, not for all at once.
 * Throws RangeError when k is below 1 or level is outside (0, 1).
 */
export function shareBand(n: number, k: number, level = 0.95): ShareBand {
  if (!(k >= 1)) throw new RangeError(`There are ${k} Pods: a share needs at least one.`);
  return bandAround(n, 1 / k, level);
}

/**
 * The central band of one Pod's share of `n` connections, each of which lands on it with probability `p`: exact quantiles
 * of Binomial(n, p), over n. Where the connections' own probabilities differ around a mean of p, they lie in it at least
 * as often (Hoeffding, "On the distribution of the number of successes in independent trials", 1956). Without
 * connections it is all of [0, 1]. Throws RangeError when p is outside [0, 1] or level outside (0, 1).
 */
export function bandAround(n: number, p: number, level = 0.95): ShareBand {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`The share is ${p}: pass a number between 0 and 1.`);
  if (!(level > 0 && level < 1))
    throw new RangeError(`level is ${level}: pass a number between 0 and 1, such as 0.95.`);
  if (n === 0) return { low: 0, high: 1 };
  // The quantiles of what is certain are no quantiles.
  if (p === 0 || p === 1) return { low: p, high: p };
  const tail = (1 - level) / 2;
  return { low: binomialQuantile(tail, n, p) / n, high: binomialQuantile(1 - tail, n, p) / n };
}

/** The smallest x with P(X <= x) >= probability. */
function binomialQuantile(probability: number, n: number, p: number): number {
  let below = -1;
  let reached = n;
  while (reached - below > 1) {
    const middle = Math.floor((below + reached) / 2);
    if (binomialCdf(middle, n, p) >= probability) reached = middle;
    else below = middle;
  }
  return reached;
}
