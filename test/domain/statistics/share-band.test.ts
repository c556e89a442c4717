import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialCdf } from '../../../src/domain/statistics/incomplete-beta.ts';
import { bandAround, shareBand } from '../../../src/domain/statistics/share-band.ts';

describe('shareBand', () => {
  it('gives the exact binomial quantiles as shares', () => {
    // P(X <= 2) = .0176 and P(X <= 3) = .0604; P(X <= 10) = .9624 and P(X <= 11) = .9870, for Binomial(20, 1/3).
    expect(shareBand(20, 3)).toEqual({ low: 3 / 20, high: 11 / 20 });
    expect(shareBand(300, 3)).toEqual({ low: 84 / 300, high: 116 / 300 });
  });

  it('covers at least the level, and would not after losing either end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 2, max: 20 }), (n, k) => {
        const { low, high } = shareBand(n, k);
        const below = (x: number) => binomialCdf(x, n, 1 / k);
        expect(below(Math.round(low * n) - 1)).toBeLessThan(0.025);
        expect(below(Math.round(low * n))).toBeGreaterThanOrEqual(0.025);
        expect(below(Math.round(high * n))).toBeGreaterThanOrEqual(0.975);
        expect(below(Math.round(high * n) - 1)).toBeLessThan(0.975);
      }),
    );
  });

  it('is narrower at a lower level', () => {
    const wide = shareBand(300, 3, 0.95);
    const narrow = shareBand(300, 3, 0.5);
    expect(narrow.low).toBeGreaterThan(wide.low);
    expect(narrow.high).toBeLessThan(wide.high);
  });

  it('is everything without connections, and the whole for one Pod', () => {
    expect(shareBand(0, 3)).toEqual({ low: 0, high: 1 });
    expect(shareBand(20, 1)).toEqual({ low: 1, high: 1 });
  });

  it('refuses no Pod, and a level that is not between 0 and 1', () => {
    expect(() => shareBand(20, 0)).toThrow(/at least one/);
    expect(() => shareBand(20, 3, 95)).toThrow(/between 0 and 1/);
  });
});

describe('bandAround', () => {
  it('gives the exact binomial quantiles around any share', () => {
    // P(X <= 4) = .0163 and P(X <= 5) = .0489; P(X <= 12) = .9344 and P(X <= 13) = .9752, for Binomial(20, 37/81).
    expect(bandAround(20, 37 / 81)).toEqual({ low: 5 / 20, high: 13 / 20 });
    expect(bandAround(20, 1 / 3)).toEqual(shareBand(20, 3));
  });

  it('has no width where the share is certain', () => {
    expect(bandAround(20, 0)).toEqual({ low: 0, high: 0 });
    expect(bandAround(20, 1)).toEqual({ low: 1, high: 1 });
  });

  it('refuses what is no share', () => {
    expect(() => bandAround(20, 1.2)).toThrow(/between 0 and 1/);
  });
});
