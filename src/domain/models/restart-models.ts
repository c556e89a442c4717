import { sum } from '../statistics/evenness.ts';
import { logFactorial } from '../statistics/log-gamma.ts';

/**
 * How a restart may spread connections. uniform: every client picks again once all new Pods are there. surge: one new
 * Pod at a time, an old one ends after each. in-place: one old Pod ends first, then its successor comes. burst: every
 * client comes back while one Pod is there.
 */
export type RestartModel = 'uniform' | 'surge' | 'in-place' | 'burst';

/**
 * The share of all connections that each of k Pods expects under a model, Pods in their order of readiness; sums to 1.
 * With independent picks, uniform over the Pods Ready at that moment, v_i += v_t / |R| when Pod t ends; solved for a
 * rolling restart of k Pods from an even spread:
 * surge 1, unavailable 0: (1/k)((1+1/k)^k - (1+1/k)^i); surge 0, unavailable 1: (1/k)((k/(k-1))^k - (k/(k-1))^(i+1)).
 * Throws RangeError when k is below 1.
 */
export function modelShares(model: RestartModel, k: number): number[] {
  if (!(k >= 1)) throw new RangeError(`There are ${k} Pods: a model needs at least one.`);
  const ranks = Array.from({ length: k }, (_, rank) => rank);
  if (k === 1) return [1];
  const grown = (base: number, from: number): number => (base ** k - base ** from) / k;
  switch (model) {
    case 'uniform':
      return ranks.map(() => 1 / k);
    case 'surge':
      return ranks.map((rank) => grown(1 + 1 / k, rank));
    case 'in-place':
      return ranks.map((rank) => grown(k / (k - 1), rank + 1));
    case 'burst':
      return ranks.map((rank) => (rank === 0 ? 1 : 0));
  }
}

/**
 * The natural logarithm of the probability of exactly these counts when each connection picks with these shares
 * (multinomial); -Infinity when a Pod has connections that its share of 0 forbids.
 */
export function logLikelihood(counts: readonly number[], shares: readonly number[]): number {
  return counts.reduce(
    (total, count, index) => {
      const share = shares[index] ?? 0;
      return total + (count === 0 ? 0 : count * Math.log(share)) - logFactorial(count);
    },
    logFactorial(sum(counts)),
  );
}
