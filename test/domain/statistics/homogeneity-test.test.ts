import { describe, expect, it } from 'vitest';
import { homogeneityTest } from '../../../src/domain/statistics/homogeneity-test.ts';
import { dealOut, logFactorials } from '../../../src/domain/statistics/hypergeometric.ts';
import { mulberry32 } from '../../../src/domain/statistics/mulberry32.ts';

describe('homogeneityTest', () => {
  it('draws where there are too many tables, and comes near the exact p of one Pod fewer', () => {
    // Ten Pods of which eight are even: the tables are too many to enumerate.
    const a = [30, 10, 20, 20, 20, 20, 20, 20, 20, 20];
    const b = [10, 30, 20, 20, 20, 20, 20, 20, 20, 20];
    const found = homogeneityTest(a, b, { seed: 7 });
    expect(found).toMatchObject({ method: 'monte-carlo', chi_square: 20 });
    // The asymptotic p of chi-square 20 with 9 degrees of freedom is 0.0179.
    expect(found?.p).toBeGreaterThan(0.013);
    expect(found?.p).toBeLessThan(0.023);
    expect(homogeneityTest(a, b, { seed: 7 })).toEqual(found);
    expect(homogeneityTest(a, b, { seed: 8 })?.p).not.toBe(found?.p);
  });

  it('is the same either way round, and blind to Pods that both leave empty', () => {
    const there = homogeneityTest([12, 5, 3], [9, 6, 5], { seed: 7 });
    const back = homogeneityTest([9, 6, 5], [12, 5, 3], { seed: 7 });
    expect(back?.chi_square).toBeCloseTo(there?.chi_square ?? 0, 12);
    expect(back?.p).toBeCloseTo(there?.p ?? 0, 12);
    expect(homogeneityTest([12, 0, 5, 3], [9, 0, 6, 5], { seed: 7 })?.p).toBeCloseTo(there?.p ?? 0, 12);
  });

  it('finds nothing to test in an empty run or on one Pod, and refuses other lengths', () => {
    expect(homogeneityTest([0, 0], [10, 10], { seed: 7 })).toBeNull();
    expect(homogeneityTest([20, 0], [20, 0], { seed: 7 })).toBeNull();
    expect(() => homogeneityTest([1, 2], [1, 2, 3], { seed: 7 })).toThrow('2 places against 3');
  });
});

describe('dealOut', () => {
  it('takes so many and leaves the rest, with the mean of the hypergeometric law', () => {
    const source = { logs: logFactorials(5000), random: mulberry32(7) };
    const means = [0, 0, 0];
    for (let draw = 0; draw < 2000; draw += 1) {
      const [into, left] = [
        [0, 0, 0],
        [3000, 1500, 500],
      ];
      dealOut(into, left, 1000, source);
      expect(into.reduce((sum, count) => sum + count, 0)).toBe(1000);
      expect(into.map((count, pod) => count + (left[pod] ?? 0))).toEqual([3000, 1500, 500]);
      for (const [pod, count] of into.entries()) means[pod] = (means[pod] ?? 0) + count / 2000;
    }
    // Standard deviations of one draw: 13.9, 13.0, 8.5; of the mean of 2,000: 0.31, 0.29, 0.19.
    expect(Math.abs((means[0] ?? 0) - 600)).toBeLessThan(1.3);
    expect(Math.abs((means[1] ?? 0) - 300)).toBeLessThan(1.2);
    expect(Math.abs((means[2] ?? 0) - 100)).toBeLessThan(0.8);
  });

  it('has the variance of the law at the edges too', () => {
    const source = { logs: logFactorials(40), random: mulberry32(9) };
    let squares = 0;
    for (let draw = 0; draw < 20_000; draw += 1) {
      const into = [0, 0];
      dealOut(into, [3, 37], 20, source);
      squares += ((into[0] ?? 0) - 1.5) ** 2 / 20_000;
    }
    // n K/N (1 - K/N) (N - n)/(N - 1) = 20 * 3/40 * 37/40 * 20/39.
    expect(squares).toBeCloseTo(0.7115, 1);
  });
});
