import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clumpingP, holm } from '../../../src/domain/statistics/clumping-test.ts';
import { multinomialTest } from '../../../src/domain/statistics/multinomial-test.ts';

describe('clumpingP', () => {
  it('sees repeats that are skewed on another Pod each time, although their totals are even', () => {
    expect(
      clumpingP(
        [
          [20, 0, 0],
          [0, 20, 0],
          [0, 0, 20],
        ],
        { seed: 7 },
      ),
    ).toBe(1e-4);
    expect(
      clumpingP(
        [
          [12, 4, 4],
          [4, 12, 4],
          [4, 4, 12],
        ],
        { seed: 7 },
      ),
    ).toBeLessThan(0.01);
  });

  it('sees nothing in repeats as uneven as chance makes them', () => {
    expect(
      clumpingP(
        [
          [9, 6, 5],
          [7, 8, 5],
          [6, 5, 9],
        ],
        { seed: 7 },
      ),
    ).toBeGreaterThan(0.3);
  });

  it('is the test of one repeat where there is only one', () => {
    for (const counts of [
      [12, 4, 4],
      [10, 6, 4],
      [13, 5, 2],
    ]) {
      const { p } = multinomialTest(counts, { seed: 7 });
      // Three standard deviations of 9,999 draws.
      expect(Math.abs(clumpingP([counts], { seed: 7 }) - p)).toBeLessThan(3 * Math.sqrt(p / 9999));
    }
  });

  it('leaves out what says nothing, and gives the same for the same seed', () => {
    expect(clumpingP([[0, 0, 0], [20]], { seed: 7 })).toBe(1);
    const repeats = [
      [12, 5, 3],
      [0, 0, 0],
      [9, 6, 5],
    ];
    expect(clumpingP(repeats, { seed: 7 })).toBe(
      clumpingP(
        [
          [12, 5, 3],
          [9, 6, 5],
        ],
        { seed: 7 },
      ),
    );
  });
});

describe('holm', () => {
  it('adjusts as the step-down procedure does', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  it('never lowers a p-value nor changes their order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), (pValues) => {
        const adjusted = holm(pValues);
        for (const [index, p] of pValues.entries()) {
          expect(adjusted[index]).toBeGreaterThanOrEqual(p);
          for (const [other, q] of pValues.entries()) {
            if (p < q) expect(adjusted[index] ?? 0).toBeLessThanOrEqual(adjusted[other] ?? 0);
          }
        }
      }),
    );
  });
});
