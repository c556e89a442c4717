import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquare, jain, maxOverMean } from '../../../src/domain/statistics/evenness.ts';

const someCounts = fc.array(fc.nat(500), { minLength: 1, maxLength: 12 }).filter((counts) => counts.some((x) => x > 0));

describe('evenness', () => {
  it.each([
    { counts: [7, 7, 6], chi2: 0.1, fairness: 0.995025, excess: 1.05 },
    { counts: [9, 6, 5], chi2: 1.3, fairness: 0.938967, excess: 1.35 },
    { counts: [12, 4, 4], chi2: 6.4, fairness: 0.757576, excess: 1.8 },
    { counts: [10, 10, 0], chi2: 10, fairness: 0.666667, excess: 1.5 },
    { counts: [20, 0, 0], chi2: 40, fairness: 0.333333, excess: 3 },
  ])('measures $counts as published', ({ counts, chi2, fairness, excess }) => {
    expect(chiSquare(counts)).toBeCloseTo(chi2, 10);
    expect(jain(counts)).toBeCloseTo(fairness, 6);
    expect(maxOverMean(counts)).toBeCloseTo(excess, 10);
  });

  it('counts a Pod without connections as part of the set', () => {
    expect(maxOverMean([20])).toBe(1);
    expect(maxOverMean([20, 0])).toBe(2);
  });

  it.each([[[]], [[0]], [[0, 0, 0]]])('has no value for %j', (counts: number[]) => {
    expect([maxOverMean(counts), jain(counts), chiSquare(counts)]).toEqual([null, null, null]);
  });

  it('keeps the identity jain = N / (N + chi2)', () => {
    fc.assert(
      fc.property(someCounts, (counts) => {
        const n = counts.reduce((a, b) => a + b, 0);
        expect(jain(counts)).toBeCloseTo(n / (n + (chiSquare(counts) ?? Number.NaN)), 12);
      }),
    );
  });

  it('keeps max/mean between 1 and k, and jain between 1/k and 1', () => {
    fc.assert(
      fc.property(someCounts, (counts) => {
        const slack = 1e-12;
        expect(maxOverMean(counts)).toBeGreaterThanOrEqual(1 - slack);
        expect(maxOverMean(counts)).toBeLessThanOrEqual(counts.length + slack);
        expect(jain(counts)).toBeGreaterThanOrEqual(1 / counts.length - slack);
        expect(jain(counts)).toBeLessThanOrEqual(1 + slack);
      }),
    );
  });
});
