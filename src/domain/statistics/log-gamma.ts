/** Below this the argument is shifted up, so that the series' first omitted term is under 1e-15. */
const SERIES_FROM = 15;
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/**
 * The natural logarithm of the gamma function for x > 0, to about 1e-15 relative.
 * Source: Stirling's series, NIST DLMF 5.11.1, with the recurrence 5.5.1.
 */
export function logGamma(x: number): number {
  let shift = 1;
  let z = x;
  for (; z < SERIES_FROM; z += 1) shift *= z;
  const w = 1 / (z * z);
  const series = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + HALF_LOG_TWO_PI + series - Math.log(shift);
}

/** The natural logarithm of n! for an integer n >= 0. */
export function logFactorial(n: number): number {
  return n < 2 ? 0 : logGamma(n + 1);
}
