import { binomialCdf } from './incomplete-beta.ts';

/** Events that were counted over a time, in any unit of time. */
export interface Counted {
  count: number;
  time: number;
}

/**
 * The p-value of two rates of independent events being the same, against `high` being the higher: given the total, the
 * events of `high` are binomial with its part of the time. 1 where nothing was counted or no time went by.
 * Source: Przyborowski and Wilenski, "Homogeneity of results in testing samples from Poisson series", Biometrika 31, 1940.
 */
export function higherRateP(high: Counted, low: Counted): number {
  const total = high.count + low.count;
  const time = high.time + low.time;
  if (total === 0 || high.time <= 0 || low.time <= 0) return 1;
  return Math.min(1, Math.max(0, 1 - binomialCdf(high.count - 1, total, high.time / time)));
}
