import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../src/domain/statistics/mulberry32.ts';
import { unevenness, unevennessTest } from '../../../src/domain/statistics/unevenness-test.ts';

const EVEN = [1 / 3, 1 / 3, 1 / 3];
/** Surge 1 of three Pods, in order of readiness. */
const SURGE = [37 / 81, 28 / 81, 16 / 81];

function sample(n: number, shares: readonly number[], random: () => number): number[] {
  const counts = shares.map(() => 0);
  for (let i = 0; i < n; i += 1) {
    let left = random();
    const pod = shares.findIndex((share) => {
      left -= share;
      return left < 0;
    });
    const at = pod < 0 ? shares.length - 1 : pod;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

describe('unevenness', () => {
  it('is k - 1 with all on one Pod, and on average what the true shares have', () => {
    expect(unevenness([[20, 0, 0]])).toBeCloseTo(2, 12);
    expect(unevenness([[0, 0, 0], [1]])).toBeNull();
    const random = mulberry32(7);
    const mean = (shares: readonly number[]) =>
      Array.from({ length: 4000 }, () => unevenness([sample(20, shares, random)]) ?? 0).reduce((a, b) => a + b) / 4000;
    expect(mean(EVEN)).toBeCloseTo(0, 1);
    expect(Math.abs(mean(EVEN))).toBeLessThan(0.01);
    // 3 * (37^2 + 28^2 + 16^2) / 81^2 - 1.
    expect(Math.abs(mean(SURGE) - 0.1015)).toBeLessThan(0.015);
  });

  it('adds repeats up without adding them together', () => {
    const turns = [
      [20, 0, 0],
      [0, 20, 0],
      [0, 0, 20],
    ];
    expect(unevenness(turns)).toBeCloseTo(2, 12);
  });
});

describe('unevennessTest', () => {
  it('does not care which Pod is full', () => {
    expect(unevennessTest([[20, 0, 0]], [[0, 20, 0]], { seed: 7 })?.p).toBe(1);
    const turns = [
      [20, 0, 0],
      [0, 20, 0],
    ];
    const even = [
      [7, 7, 6],
      [6, 7, 7],
    ];
    expect(unevennessTest(turns, even, { seed: 7 })?.p).toBe(1e-4);
  });

  it('is the same for the same seed, and nothing where there is nothing to test', () => {
    const [a, b] = [[[12, 5, 3]], [[7, 7, 6]]];
    expect(unevennessTest(a, b, { seed: 7 })).toEqual(unevennessTest(a, b, { seed: 7 }));
    expect(unevennessTest(a, [[10, 10]], { seed: 7 })).toBeNull();
    expect(unevennessTest(a, [[0, 0, 0]], { seed: 7 })).toBeNull();
    expect(unevennessTest([[20]], [[20]], { seed: 7 })).toBeNull();
  });

  it('takes 50 repeats over 100 Pods in seconds, with fewer draws', { timeout: 20_000 }, () => {
    const random = mulberry32(3);
    const shares = Array.from({ length: 100 }, () => 0.01);
    const run = () => Array.from({ length: 50 }, () => sample(1000, shares, random));
    expect(unevennessTest(run(), run(), { seed: 7 })?.p).toBeGreaterThan(0.001);
  });

  it.each([
    ['even runs', EVEN, 20, 20],
    ['even runs, one much larger', EVEN, 20, 300],
    ['restarts of surge 1', SURGE, 20, 20],
    ['restarts of surge 1 with many clients', SURGE, 200, 200],
  ])('calls %s different in at most alpha', { timeout: 60_000 }, (_name, shares, nA, nB) => {
    const random = mulberry32(11);
    const PAIRS = 60;
    let alarms = 0;
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const found = unevennessTest([sample(nA, shares, random)], [sample(nB, shares, random)], { seed: pair });
      if ((found?.p ?? 1) < 0.05) alarms += 1;
    }
    // At most 5 % of 60 and three standard deviations more.
    expect(alarms).toBeLessThanOrEqual(8);
  });
});
