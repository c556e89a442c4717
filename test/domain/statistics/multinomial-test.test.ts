import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evennessP,
  exactTail,
  isEnumerable,
  multinomialTest,
} from '../../../src/domain/statistics/multinomial-test.ts';

const seed = 7;
const pOf = (counts: number[]) => multinomialTest(counts, { seed }).p;

/** Visits every outcome instead of every sorted one, to check the weights. */
function pByAllOutcomes(counts: number[]): number {
  const squares = (xs: number[]) => xs.reduce((acc, x) => acc + x * x, 0);
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const n = counts.reduce((a, b) => a + b, 0);
  const outcomes = (left: number, slots: number): number[][] =>
    slots === 1
      ? [[left]]
      : Array.from({ length: left + 1 }, (_, x) => outcomes(left - x, slots - 1).map((rest) => [x, ...rest])).flat();
  return outcomes(n, counts.length)
    .filter((outcome) => squares(outcome) >= squares(counts))
    .map((outcome) => outcome.reduce((p, x) => p / factorial(x), factorial(n)) / counts.length ** n)
    .reduce((a, b) => a + b, 0);
}

describe('multinomialTest', () => {
  // Published to six digits, so the tolerance is half a unit of the last one.
  it.each([
    { counts: [7, 7, 6], p: '1.00000' },
    { counts: [9, 6, 5], p: '0.613721' },
    { counts: [10, 6, 4], p: '0.291107' },
    { counts: [11, 6, 3], p: '0.102086' },
    { counts: [12, 4, 4], p: '0.0451483' },
    { counts: [13, 4, 3], p: '0.0135726' },
    { counts: [13, 5, 2], p: '0.00716963' },
    { counts: [10, 10, 0], p: '0.00436833' },
    { counts: [16, 2, 2], p: '0.0000752335' },
    { counts: [20, 0, 0], p: '8.60392e-10' },
  ])('gives $counts the published exact p = $p', ({ counts, p }) => {
    const result = multinomialTest(counts, { seed });
    expect(Number(result.p.toPrecision(6))).toBe(Number(p));
    expect(result).toMatchObject({ method: 'exact', draws: null });
  });

  it.each([
    { counts: [12, 4, 4], p: 0.045148330638066315 },
    { counts: [13, 5, 2], p: 0.007169630273908065 },
    { counts: [20, 0, 0], p: 3 ** -19 },
    { counts: [20, 0], p: 2 ** -19 },
    { counts: [15, 5], p: 0.04138946533203125 },
    { counts: [30, 0, 0], p: 3 ** -29 },
    { counts: [45, 30, 25], p: 0.039153476978021025 },
    { counts: [120, 95, 85], p: 0.04010168710727875 },
    { counts: [105, 98, 97], p: 0.8454383381220175 },
  ])('agrees with rational arithmetic on $counts', ({ counts, p }) => {
    expect(Math.abs(pOf(counts) / p - 1)).toBeLessThan(1e-12);
  });

  it('counts ties: (12,7,1) and (13,4,3) have the same sum of squares and the same p', () => {
    expect(pOf([12, 7, 1])).toBe(pOf([13, 4, 3]));
  });

  it('finds nothing to reject in the most even outcome, one Pod, or no connection', () => {
    expect([[34, 33, 33], [20], [0, 0, 0], []].map(pOf)).toEqual([1, 1, 1, 1]);
  });

  it('agrees with visiting every outcome', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }), (counts) => {
        expect(pOf(counts)).toBeCloseTo(pByAllOutcomes(counts), 12);
      }),
      { numRuns: 60 },
    );
  });

  it('gives a p in (0, 1] that does not depend on the order of the Pods', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(25), { minLength: 1, maxLength: 6 }), (counts) => {
        const p = pOf(counts);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(pOf(counts.toReversed())).toBe(p);
      }),
      { numRuns: 40 },
    );
  });

  it('is exact up to a million outcomes and draws a seeded sample beyond', () => {
    expect(isEnumerable(1412, 3)).toBe(true);
    expect(isEnumerable(1413, 3)).toBe(false);
    expect(isEnumerable(2, 1413)).toBe(true);
    expect(multinomialTest([471, 471, 470], { seed })).toMatchObject({ p: 1, method: 'exact' });
    const drawn = multinomialTest([30, 20, 25, 25, 20], { seed });
    expect(drawn).toMatchObject({ method: 'monte-carlo', draws: 9999 });
    expect(multinomialTest([30, 20, 25, 25, 20], { seed })).toEqual(drawn);
    expect(Math.abs(drawn.p - exactTail(120, 5, 2950))).toBeLessThan(0.02);
  });

  it.each([[[1.5, 2]], [[-1, 2]], [[Number.NaN, 2]]])('refuses %j', (counts) => {
    expect(() => pOf(counts)).toThrow(/whole numbers of connections/);
  });
});

describe('evennessP', () => {
  it('is the probability of an outcome at least as even', () => {
    // P(max = 7) of 20 connections over 3 Pods, by exact enumeration in rational numbers.
    expect(evennessP([7, 7, 6])).toBeCloseTo(0.11445301, 8);
    expect(evennessP([20, 0, 0])).toBe(1);
    expect(evennessP([12, 4, 4])).toBeCloseTo(1 - exactTail(20, 3, 177), 12);
  });

  it('has no value where there is nothing to compare, or too much to enumerate', () => {
    expect(evennessP([0, 0])).toBeNull();
    expect(evennessP([20])).toBeNull();
    expect(evennessP([1_000_000, 1_000_000, 1_000_000])).toBeNull();
  });
});
