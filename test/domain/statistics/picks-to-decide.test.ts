import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { picksToDecide } from '../../../src/domain/statistics/picks-to-decide.ts';
import { judge } from '../../../src/domain/verdict.ts';

const thresholds = { alpha: 0.05, effect: 1.25, tolerance: 1.5 };
const nameOf = (counts: number[]) => judge({ counts, ...thresholds, seed: 1, gates: [] }).name;

/** Whole counts with the same shares, the largest remainders rounded up. */
function scaled(counts: number[], total: number): number[] {
  const n = counts.reduce((a, b) => a + b, 0);
  const floors = counts.map((x) => Math.floor((x * total) / n));
  const missing = total - floors.reduce((a, b) => a + b, 0);
  const rounded = counts.map((x, i) => ({ i, rest: (x * total) % n })).sort((a, b) => b.rest - a.rest);
  const up = new Set(rounded.slice(0, missing).map(({ i }) => i));
  return floors.map((x, i) => (up.has(i) ? x + 1 : x));
}

describe('picksToDecide', () => {
  it('asks for three more when the only connection is on one of three Pods: 3^-3 is the first p below 0.05', () => {
    expect(picksToDecide({ counts: [1, 0, 0], ...thresholds })).toBe(3);
  });

  it('finds the total at which even counts pass the bound', () => {
    const more = picksToDecide({ counts: [1, 1, 1], ...thresholds }) ?? 0;
    const each = (3 + more) / 3;
    expect(nameOf([each, each, each])).toBe('BALANCED');
    expect(nameOf([each - 1, each - 1, each - 1])).toBe('INCONCLUSIVE');
  });

  it('finds a total at which the same shares are decided', () => {
    const inconclusive = fc
      .array(fc.nat(12), { minLength: 2, maxLength: 3 })
      .filter((counts) => counts.some((x) => x > 0) && nameOf(counts) === 'INCONCLUSIVE');
    fc.assert(
      fc.property(inconclusive, (counts) => {
        const more = picksToDecide({ counts, ...thresholds });
        const n = counts.reduce((a, b) => a + b, 0);
        if (more === null) return;
        expect(more).toBeGreaterThanOrEqual(1);
        expect(nameOf(scaled(counts, n + more))).not.toBe('INCONCLUSIVE');
      }),
      { numRuns: 50 },
    );
  });

  it('asks for fewer when more evidence of the same kind is there already', () => {
    const few = picksToDecide({ counts: [9, 6, 5], ...thresholds }) ?? 0;
    const more = picksToDecide({ counts: [18, 12, 10], ...thresholds }) ?? 0;
    expect(40 + more).toBe(20 + few);
  });

  it('does not take a lucky rounding for evidence', () => {
    // Two more would both be rounded to the fullest Pods, but the shares themselves need chi2 = 16.919:
    // 15 at 55 connections becomes that at 62.04.
    expect(picksToDecide({ counts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], ...thresholds })).toBe(8);
  });

  it('has no answer where neither verdict can come', () => {
    expect(picksToDecide({ counts: [10, 6, 4], ...thresholds, effect: 3 })).toBeNull();
  });

  it('has no answer above 100,000 connections', () => {
    expect(picksToDecide({ counts: [11, 10], ...thresholds, tolerance: 1.0477 })).toBeNull();
    expect(picksToDecide({ counts: [60_000, 50_000], ...thresholds })).toBeNull();
  });

  it('has no answer for one Pod or no connection', () => {
    expect(picksToDecide({ counts: [20], ...thresholds })).toBeNull();
    expect(picksToDecide({ counts: [0, 0], ...thresholds })).toBeNull();
  });
});
