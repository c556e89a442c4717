import { logGamma } from './log-gamma.ts';

/** A sum or product has settled once a step changes it by less than this, relatively. */
const PRECISION = 1e-15;

/**
 * P(X >= x) for a chi-square law with `df` degrees of freedom: the large-sample stand-in for the exact test.
 * Source: upper incomplete gamma Q(df/2, x/2), NIST DLMF 8.11.4 (series) and 8.9.2 (continued fraction).
 */
export function chiSquareTail(x: number, df: number): number {
  if (x <= 0) return 1;
  const a = df / 2;
  const z = x / 2;
  const front = Math.exp(a * Math.log(z) - z - logGamma(a));
  return z < a + 1 ? 1 - front * lowerSeries(a, z) : front * upperFraction(a, z);
}

function lowerSeries(a: number, z: number): number {
  let term = 1 / a;
  let total = term;
  for (let n = 1; term > total * PRECISION; n += 1) {
    term *= z / (a + n);
    total += term;
  }
  return total;
}

function upperFraction(a: number, z: number): number {
  let b = z + 1 - a;
  let d = 1 / b;
  // The first convergent stands over an infinite one, so c starts large instead of at zero.
  let c = 1e300;
  let value = d;
  for (let n = 1; Math.abs(d * c - 1) > PRECISION; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    value *= d * c;
  }
  return value;
}
