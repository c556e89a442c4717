import { describe, expect, it } from 'vitest';
import { monteCarloP } from '../../../src/domain/statistics/monte-carlo.ts';
import { exactTail } from '../../../src/domain/statistics/multinomial-test.ts';

describe('monteCarloP', () => {
  it.each([
    { counts: [12, 4, 4], p: 0.0455 },
    { counts: [13, 4, 3], p: 0.0152 },
    { counts: [9, 6, 5], p: 0.6076 },
    { counts: [20, 0, 0], p: 0.0001 },
  ])('gives $counts the known p = $p with seed 7 and 9999 draws', ({ counts, p }) => {
    expect(monteCarloP(counts, { seed: 7, draws: 9999 })).toBe(p);
  });

  it.each([
    { counts: [350, 330, 320], squares: 350 ** 2 + 330 ** 2 + 320 ** 2 },
    { counts: [370, 330, 300], squares: 370 ** 2 + 330 ** 2 + 300 ** 2 },
    { counts: [540, 460], squares: 540 ** 2 + 460 ** 2 },
  ])('agrees with the exact test where it draws by Pod, as for $counts', ({ counts, squares }) => {
    const exact = exactTail(1000, counts.length, squares);
    const draws = 40_000;
    const fourSigma = 4 * Math.sqrt((exact * (1 - exact)) / draws) + 1 / draws;
    expect(Math.abs(monteCarloP(counts, { seed: 1, draws }) - exact)).toBeLessThan(fourSigma);
  });

  it('judges two million connections without drawing each', () => {
    const even = monteCarloP([666_667, 666_667, 666_666], { seed: 3, draws: 999 });
    const skewed = monteCarloP([670_667, 664_667, 664_666], { seed: 3, draws: 999 });
    expect(even).toBe(1);
    expect(skewed).toBe(0.001);
  });
});
