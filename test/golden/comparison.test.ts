import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chiSquareTail } from '../../src/domain/statistics/chi-square-tail.ts';
import { homogeneityTest } from '../../src/domain/statistics/homogeneity-test.ts';
import { unevenness, unevennessTest } from '../../src/domain/statistics/unevenness-test.ts';

/**
 * Chi-squares and asymptotic p-values from SciPy 1.17.1 (`chi2_contingency`, without correction), and exact p-values by
 * enumeration with rational arithmetic, by a program that shares nothing with this one.
 */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'comparison.json'), 'utf8')) as {
  homogeneity: { a: number[]; b: number[]; chi_square: number; exact_p: number; asymptotic_p: number }[];
  unevenness: { a: number[]; b: number[]; uneven_a: number; uneven_b: number; exact_p: number }[];
};

describe.each(golden.homogeneity)('$a against $b, Pod by Pod', ({ a, b, ...expected }) => {
  it('has the chi-square and the exact p', () => {
    const found = homogeneityTest(a, b, { seed: 7 });
    expect(found?.method).toBe('exact');
    expect(found?.chi_square).toBeCloseTo(expected.chi_square, 10);
    expect(Math.abs((found?.p ?? 0) / expected.exact_p - 1)).toBeLessThan(1e-9);
    const places = a.filter((count, place) => count + (b[place] ?? 0) > 0).length;
    expect(chiSquareTail(found?.chi_square ?? 0, places - 1)).toBeCloseTo(expected.asymptotic_p, 10);
  });
});

describe.each(golden.unevenness)('$a against $b, whichever Pod it is', ({ a, b, ...expected }) => {
  it('has the unevenness of each, and the p-value up to four standard deviations of 9,999 draws', () => {
    expect(unevenness([a])).toBeCloseTo(expected.uneven_a, 12);
    expect(unevenness([b])).toBeCloseTo(expected.uneven_b, 12);
    const p = unevennessTest([a], [b], { seed: 7 })?.p ?? 0;
    const spread = Math.sqrt((expected.exact_p * (1 - expected.exact_p)) / 9999);
    expect(Math.abs(p - expected.exact_p)).toBeLessThan(4 * spread + 1e-4);
  });
});
