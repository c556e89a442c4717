import { describe, expect, it } from 'vitest';
import { fitTest } from '../../../src/domain/statistics/fit-test.ts';

describe('the fit of counts to shares', () => {
  it.each<[string, number[], number[], number]>([
    ['what is likeliest, one of three alike', [1, 1, 0], [0.5, 0.25, 0.25], 1],
    ['what is half as likely', [0, 1, 1], [0.5, 0.25, 0.25], 0.25],
    ['what is least likely, with its equal', [0, 2, 0], [0.5, 0.25, 0.25], 0.125],
    ['two of two on one of two', [2, 0], [0.5, 0.5], 0.5],
    ['twenty of twenty on one of three', [20, 0, 0], [1 / 3, 1 / 3, 1 / 3], 3 ** -19],
    ['a connection where none can be', [19, 1], [1, 0], 0],
    ['all where all have to be', [20, 0], [1, 0], 1],
    ['no connection', [0, 0], [0.5, 0.5], 1],
  ])('is exact for %s', (_what, counts, shares, p) => {
    expect(fitTest(counts, shares)).toBeCloseTo(p, 12);
  });

  it('takes shares for parts of their sum', () => {
    expect(fitTest([12, 5, 3], [0.4, 0.2, 0.2])).toBeCloseTo(fitTest([12, 5, 3], [0.5, 0.25, 0.25]), 12);
  });

  it('tells the policies apart by the counts that were measured on a cluster', () => {
    const counts = [76, 156, 68];
    expect(fitTest(counts, [0.25, 0.5, 0.25])).toBeGreaterThan(0.5);
    expect(fitTest(counts, [1 / 3, 1 / 3, 1 / 3])).toBeLessThan(1e-8);
  });

  it('is near to its exact self where there are too many outcomes for it', () => {
    // C(203, 3) outcomes are more than a million, C(182, 3) are not.
    const many = fitTest([60, 48, 48, 44], [0.25, 0.25, 0.25, 0.25]);
    const exact = fitTest([54, 43, 43, 39], [0.25, 0.25, 0.25, 0.25]);
    expect(Math.abs(many - exact)).toBeLessThan(0.05);
  });

  it('is uniform, or less often small, where the shares are true', () => {
    const n = 12;
    const shares = [0.5, 0.25, 0.25];
    let below = 0;
    let all = 0;
    const factorial = (x: number): number => (x <= 1 ? 1 : x * factorial(x - 1));
    for (let a = 0; a <= n; a++) {
      for (let b = 0; a + b <= n; b++) {
        const c = n - a - b;
        const ways = factorial(n) / factorial(a) / factorial(b) / factorial(c);
        const chance = ways * 0.5 ** a * 0.25 ** (b + c);
        all += chance;
        if (fitTest([a, b, c], shares) < 0.05) below += chance;
      }
    }
    expect(all).toBeCloseTo(1, 9);
    expect(below).toBeLessThan(0.05);
    expect(below).toBeGreaterThan(0.02);
  });

  it('refuses counts without a share each', () => {
    expect(() => fitTest([1, 2], [1])).toThrow(/2 counts and 1 shares/);
  });
});
