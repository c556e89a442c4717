import { logGamma } from './log-gamma.ts';

const MAX_STEPS = 100_000;
const PRECISION = 1e-15;
/** Stands in for a zero denominator, as in Lentz's modified method. */
const TINY = 1e-300;

/**
 * The regularised incomplete beta function I_x(a, b) for 0 <= x <= 1 and a, b > 0.
 * Source: continued fraction NIST DLMF 8.17.22, evaluated by Lentz's modified method, with the reflection 8.17.4.
 * Its error grows with a + b, to about 1e-9 at two million. Throws RangeError when the fraction does not settle, as
 * for an argument that is not a number.
 */
export function regularizedIncompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const logFront = a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b);
  const front = Math.exp(logFront);
  // The fraction converges fast only below the mean, so the far side is taken by reflection.
  return x < (a + 1) / (a + b + 2)
    ? (front * continuedFraction(x, a, b)) / a
    : 1 - (front * continuedFraction(1 - x, b, a)) / b;
}

/** P(X <= x) for X ~ Binomial(n, p), with x real: the continuation that Clopper-Pearson bounds use. */
export function binomialCdf(x: number, n: number, p: number): number {
  if (x < 0) return 0;
  return x >= n ? 1 : regularizedIncompleteBeta(1 - p, n - x, x + 1);
}

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MAX_STEPS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) return value;
  }
  throw new RangeError(`The incomplete beta function did not settle for a=${a}, b=${b}, x=${x}: pass positive counts.`);
}

function nonZero(x: number): number {
  return Math.abs(x) < TINY ? TINY : x;
}
