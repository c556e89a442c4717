import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalSumOfSquares } from '../../../src/domain/statistics/critical-sum.ts';
import { drawEvenly } from '../../../src/domain/statistics/monte-carlo.ts';
import { mulberry32 } from '../../../src/domain/statistics/mulberry32.ts';
import { exactTail } from '../../../src/domain/statistics/multinomial-test.ts';

describe('criticalSumOfSquares', () => {
  it.each([
    { n: 20, k: 3, alpha: 0.05, chiSquare: 6.4 },
    { n: 20, k: 2, alpha: 0.05, chiSquare: 5 },
    { n: 30, k: 3, alpha: 0.05, chiSquare: 6.2 },
    { n: 100, k: 3, alpha: 0.05, chiSquare: 6.08 },
    { n: 20, k: 3, alpha: 0.01, chiSquare: 9.7 },
    { n: 100, k: 3, alpha: 0.01, chiSquare: 9.26 },
  ])('of $n connections over $k Pods at $alpha is a chi-square of $chiSquare', ({ n, k, alpha, chiSquare }) => {
    const smallest = reachable(n, k).find((squares) => squares >= criticalSumOfSquares(n, k, alpha)) ?? 0;
    expect((k * smallest) / n - n).toBeCloseTo(chiSquare, 9);
  });

  it('is reached with a probability of at most alpha, and one less with more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 5 }), (n, k) => {
        const critical = criticalSumOfSquares(n, k, 0.05);
        if (critical === Number.POSITIVE_INFINITY) return exactTail(n, k, n * n) > 0.05;
        return exactTail(n, k, critical) <= 0.05 && exactTail(n, k, critical - 1) > 0.05;
      }),
      { numRuns: 60 },
    );
  });

  it('is out of reach where nothing is unlikely', () => {
    expect(criticalSumOfSquares(3, 1, 0.05)).toBe(Number.POSITIVE_INFINITY);
    expect(criticalSumOfSquares(2, 3, 0.05)).toBe(Number.POSITIVE_INFINITY);
    expect(criticalSumOfSquares(0, 3, 0.05)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is about right where the outcomes are too many to visit', () => {
    const [n, k] = [2000, 12];
    const critical = criticalSumOfSquares(n, k, 0.05);
    const random = mulberry32(7);
    const drawn = new Array<number>(k).fill(0);
    let passed = 0;
    for (let draw = 0; draw < 4000; draw += 1) {
      drawEvenly(drawn, n, random);
      if (drawn.reduce((sum, x) => sum + x * x, 0) >= critical) passed += 1;
    }
    expect(passed / 4000).toBeGreaterThan(0.035);
    expect(passed / 4000).toBeLessThan(0.065);
  });
});

/** Sums of squares that n connections over k Pods can have, in order. */
function reachable(n: number, k: number): number[] {
  const found = new Set<number>();
  const place = (left: number, pods: number, squares: number): void => {
    if (pods === 1) found.add(squares + left * left);
    else for (let x = 0; x <= left; x += 1) place(left - x, pods - 1, squares + x * x);
  };
  place(n, k, 0);
  return [...found].sort((a, b) => a - b);
}
