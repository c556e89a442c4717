import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialUpperBound, maxOverMeanUpperBound } from '../../../src/domain/statistics/binomial-bound.ts';
import { maxOverMean } from '../../../src/domain/statistics/evenness.ts';

describe('binomialUpperBound', () => {
  it.each([
    { x: 0, n: 20, alpha: 0.05, bound: 0.139108340668265 },
    { x: 7, n: 20, alpha: 0.05, bound: 0.558034511315489 },
    { x: 5, n: 10, alpha: 0.025, bound: 0.812913971552601 },
    { x: 9, n: 20, alpha: 0.05 / 3, bound: 0.701098389611907 },
    { x: 105, n: 300, alpha: 0.05 / 3, bound: 0.411724383812022 },
    { x: 19, n: 20, alpha: 0.01, bound: 0.999497609447742 },
  ])('of $x in $n at alpha $alpha is $bound', ({ x, n, alpha, bound }) => {
    expect(binomialUpperBound(x, n, alpha)).toBeCloseTo(bound, 11);
  });

  it('is 1 - alpha^(1/n) when nothing came true, and 1 when all did', () => {
    for (const n of [1, 10, 1000, 100_000]) {
      expect(binomialUpperBound(0, n, 0.05)).toBeCloseTo(1 - 0.05 ** (1 / n), 12);
      expect(binomialUpperBound(n, n, 0.05)).toBe(1);
    }
  });

  it('lies above the observed share, and higher the more certain it must be', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.integer({ min: 1, max: 2000 }), (x, rest) => {
        const n = x + rest;
        const bound = binomialUpperBound(x, n, 0.05);
        expect(bound).toBeGreaterThan(x / n);
        expect(binomialUpperBound(x, n, 0.01)).toBeGreaterThan(bound);
        expect(binomialUpperBound(x + 1, n, 0.05)).toBeGreaterThan(bound);
      }),
    );
  });

  it.each([
    [3, 2, 0.05],
    [-1, 2, 0.05],
    [1, 2, 0],
    [1, 2, 1],
    [Number.NaN, 2, 0.05],
  ])('refuses %d of %d at alpha %d', (x, n, alpha) => {
    expect(() => binomialUpperBound(x, n, alpha)).toThrow(RangeError);
  });
});

describe('maxOverMeanUpperBound', () => {
  it('takes the fullest Pod at alpha / k, times k', () => {
    expect(maxOverMeanUpperBound([105, 98, 97], 0.05)).toBeCloseTo(3 * 0.411724383812022, 10);
    expect(maxOverMeanUpperBound([5, 9, 6], 0.05)).toBeCloseTo(3 * 0.701098389611907, 10);
  });

  it('has no value without connections', () => {
    expect([maxOverMeanUpperBound([0, 0], 0.05), maxOverMeanUpperBound([], 0.05)]).toEqual([null, null]);
  });

  it('is never below the observed max/mean nor above the number of Pods', () => {
    const counts = fc.array(fc.nat(300), { minLength: 2, maxLength: 10 }).filter((xs) => xs.some((x) => x > 0));
    fc.assert(
      fc.property(counts, fc.double({ min: 0.001, max: 0.2, noNaN: true }), (xs, alpha) => {
        const bound = maxOverMeanUpperBound(xs, alpha);
        expect(bound).toBeGreaterThanOrEqual(maxOverMean(xs) ?? Number.NaN);
        expect(bound).toBeLessThanOrEqual(xs.length);
      }),
    );
  });
});
