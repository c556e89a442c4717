import { maxOverMeanUpperBound } from './binomial-bound.ts';
import { chiSquareTail } from './chi-square-tail.ts';
import { decide, type Thresholds } from './decision.ts';
import { chiSquare, maxOverMean, sum, sumOfSquares } from './evenness.ts';
import { exactTail, isEnumerable } from './multinomial-test.ts';

/** A total of connections that nobody waits for. */
const MAX_TOTAL = 100_000;

/**
 * How many connections more would decide INCONCLUSIVE counts if the observed shares were the truth: at least 1. Null
 * when there is nothing to scale (no connection, fewer than two Pods), when no total up to 100,000 decides, or when
 * neither verdict can come (max/mean at `tolerance` or above, but below `effect`).
 * The total is found by doubling and halving, and must decide with the shares as they are and with whole connections,
 * so that a lucky rounding does not count. Totals too large for the exact test are judged by the chi-square law:
 * nothing here is random.
 */
export function picksToDecide({ counts, ...thresholds }: { counts: readonly number[] } & Thresholds): number | null {
  const n = sum(counts);
  if (n === 0 || n >= MAX_TOTAL || counts.length < 2) return null;
  const decides = (total: number) =>
    isDecided(
      counts.map((x) => (x * total) / n),
      total,
      thresholds,
    ) && isDecided(inWholeConnections(counts, total), total, thresholds);

  let undecided = n;
  let decided = Math.min(2 * n, MAX_TOTAL);
  while (!decides(decided)) {
    if (decided === MAX_TOTAL) return null;
    undecided = decided;
    decided = Math.min(2 * decided, MAX_TOTAL);
  }
  while (decided - undecided > 1) {
    const middle = Math.floor((undecided + decided) / 2);
    if (decides(middle)) decided = middle;
    else undecided = middle;
  }
  return decided - n;
}

function isDecided(counts: readonly number[], total: number, thresholds: Thresholds): boolean {
  const observed = maxOverMean(counts) ?? 1;
  const upperBound = maxOverMeanUpperBound(counts, thresholds.alpha) ?? counts.length;
  // The p-value is the costly part, and matters only to an imbalance of the asked size.
  const p = observed >= thresholds.effect ? pValue(counts, total) : 1;
  return decide({ p, maxOverMean: observed, upperBound }, thresholds) !== 'INCONCLUSIVE';
}

function pValue(counts: readonly number[], total: number): number {
  return isEnumerable(total, counts.length)
    ? exactTail(total, counts.length, sumOfSquares(counts))
    : chiSquareTail(chiSquare(counts) ?? 0, counts.length - 1);
}

/** Whole counts that sum to `total` and keep the shares as closely as possible (largest remainders first). */
function inWholeConnections(counts: readonly number[], total: number): number[] {
  const n = sum(counts);
  const scaled = counts.map((x) => Math.floor((x * total) / n));
  const byRemainder = counts
    .map((x, index) => ({ index, remainder: (x * total) % n }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, total - sum(scaled))) scaled[index] = (scaled[index] ?? 0) + 1;
  return scaled;
}
