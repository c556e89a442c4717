import { describe, expect, it } from 'vitest';
import { chiSquareTail } from '../../../src/domain/statistics/chi-square-tail.ts';
import { binomialCdf, regularizedIncompleteBeta } from '../../../src/domain/statistics/incomplete-beta.ts';
import { logFactorial, logGamma } from '../../../src/domain/statistics/log-gamma.ts';

/** Reference values computed with 30 or more digits (mpmath). */
const relativeError = (actual: number, expected: number) => Math.abs(actual / expected - 1);

describe('logGamma', () => {
  it.each([
    [0.5, 0.5723649429247001],
    [1.5, -0.12078223763524522],
    [3.7, 1.428072326665388],
    [14.9, 24.92413200221728],
    [15, 25.191221182738683],
    [1e3, 5905.220423209181],
    [1e6, 12815504.569147611],
  ])('of %d is %d', (x, expected) => {
    expect(relativeError(logGamma(x), expected)).toBeLessThan(1e-12);
  });

  it('gives the logarithms of factorials', () => {
    expect([0, 1, 2, 3, 10].map((n) => Math.exp(logFactorial(n)))).toEqual(
      [1, 1, 2, 6, 3628800].map((factorial) => expect.closeTo(factorial, 5)),
    );
  });
});

describe('regularizedIncompleteBeta', () => {
  it.each([
    { x: 0.3, a: 2, b: 5, expected: 0.579825 },
    { x: 0.5, a: 10, b: 10, expected: 0.5 },
    { x: 0.35, a: 195, b: 106, expected: 4.30681052949994e-26 },
    { x: 0.0001, a: 1, b: 30000, expected: 0.950220399630148 },
    { x: 0.3334, a: 33340.5, b: 66660, expected: 0.49940529055083 },
  ])('at $x with ($a, $b) is $expected', ({ x, a, b, expected }) => {
    expect(relativeError(regularizedIncompleteBeta(x, a, b), expected)).toBeLessThan(1e-9);
  });

  it('is 0 and 1 at the ends', () => {
    expect(regularizedIncompleteBeta(0, 2, 3)).toBe(0);
    expect(regularizedIncompleteBeta(1, 2, 3)).toBe(1);
  });

  it('refuses an argument that is not a number', () => {
    expect(() => regularizedIncompleteBeta(0.5, Number.NaN, 3)).toThrow(/did not settle/);
  });
});

describe('binomialCdf', () => {
  it('is the sum of the probabilities', () => {
    expect(binomialCdf(-1, 4, 0.5)).toBe(0);
    expect([0, 1, 2, 3, 4].map((x) => binomialCdf(x, 4, 0.5))).toEqual(
      [1 / 16, 5 / 16, 11 / 16, 15 / 16, 1].map((p) => expect.closeTo(p, 12)),
    );
  });
});

describe('chiSquareTail', () => {
  it.each([
    { x: 0, df: 2, expected: 1 },
    { x: 3.841458820694124, df: 1, expected: 0.05 },
    { x: 5.991464547107982, df: 2, expected: 0.05 },
    { x: 9.487729036781154, df: 4, expected: 0.05 },
    { x: 40, df: 2, expected: Math.exp(-20) },
    { x: 50, df: 9, expected: 1.07723820225747e-7 },
    { x: 1, df: 9, expected: 0.999437502697832 },
  ])('of $x with $df degrees of freedom is $expected', ({ x, df, expected }) => {
    expect(relativeError(chiSquareTail(x, df), expected)).toBeLessThan(1e-12);
  });
});
