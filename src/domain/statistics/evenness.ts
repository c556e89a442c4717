/**
 * Measures of how evenly counts lie on Pods. Each takes one non-negative count for every Pod in the set, Pods without
 * connections included as 0, and returns null where the measure has no value: no Pod, or a total of 0.
 */

/** The fullest Pod's count as a multiple of the mean count: 1 is even, the number of Pods is all on one. */
export function maxOverMean(counts: readonly number[]): number | null {
  const total = sum(counts);
  return total > 0 ? (counts.length * Math.max(...counts)) / total : null;
}

/**
 * Jain's fairness index N^2 / (k * sum of x^2): 1 is even, 1/k is all on one of k Pods.
 * Source: Jain, Chiu and Hawe, "A Quantitative Measure of Fairness", DEC TR-301, 1984.
 */
export function jain(counts: readonly number[]): number | null {
  const total = sum(counts);
  return total > 0 ? (total * total) / (counts.length * sumOfSquares(counts)) : null;
}

/**
 * Pearson's chi-square against equal expected counts, (k/N) * sum of x^2 - N, with k - 1 degrees of freedom.
 * It orders samples as Jain's index does: jain = N / (N + chiSquare).
 */
export function chiSquare(counts: readonly number[]): number | null {
  const total = sum(counts);
  if (total <= 0) return null;
  const mean = total / counts.length;
  return counts.reduce((acc, x) => acc + ((x - mean) * (x - mean)) / mean, 0);
}

/** The sum of squared counts; exact for integers while it stays below 2^53. */
export function sumOfSquares(counts: readonly number[]): number {
  return counts.reduce((acc, x) => acc + x * x, 0);
}

/** The total of the counts. */
export function sum(counts: readonly number[]): number {
  return counts.reduce((acc, x) => acc + x, 0);
}
