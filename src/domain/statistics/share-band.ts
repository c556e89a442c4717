import { binomialCdf } from './incomplete-beta.ts';

/** A range of shares of all connections, both ends included, each between 0 and 1. */
export interface ShareBand {
  readonly low: number;
  readonly high: number;
}

/**
 * The central band in which one Pod's share of `n` connections lies with probability at least `level` when each of
 * `k` Pods is equally likely: exact quantiles of Binomial(n, 1/k), over n. Without connections it is all of [0, 1].
 * It is a band for one Pod, not for all at once. Throws RangeError when k is below 1 or level is outside (0, 1).
 */
export function shareBand(n: number, k: number, level = 0.95): ShareBand {
  if (!(k >= 1)) throw new RangeError(`There are ${k} Pods: a share needs at least one.`);
  if (!(level > 0 && level < 1))
    throw new RangeError(`level is ${level}: pass a number between 0 and 1, such as 0.95.`);
  if (n === 0) return { low: 0, high: 1 };
  const tail = (1 - level) / 2;
  return { low: binomialQuantile(tail, n, 1 / k) / n, high: binomialQuantile(1 - tail, n, 1 / k) / n };
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
