import { describe, expect, it } from 'vitest';
import { jain, maxOverMean } from '../../../src/domain/statistics/evenness.ts';
import { mulberry32 } from '../../../src/domain/statistics/mulberry32.ts';

describe('mulberry32', () => {
  it('draws the known sequence of seed 12345', () => {
    const random = mulberry32(12345);
    expect([random(), random(), random(), random(), random()]).toEqual([
      0.9797282677609473, 0.3067522644996643, 0.484205421525985, 0.817934412509203, 0.5094283693470061,
    ]);
  });

  it('spreads 20 connections over 3 Pods with the known means over 20,000 repetitions', () => {
    const random = mulberry32(12345);
    const repetitions = 20_000;
    let fullest = 0;
    let fairness = 0;
    for (let i = 0; i < repetitions; i += 1) {
      const counts = [0, 0, 0];
      for (let j = 0; j < 20; j += 1) {
        const pod = Math.floor(random() * 3);
        counts[pod] = (counts[pod] ?? 0) + 1;
      }
      fullest += ((maxOverMean(counts) ?? 0) * 20) / 3;
      fairness += jain(counts) ?? 0;
    }
    expect(fullest / repetitions).toBeCloseTo(8.90145, 9);
    expect(fairness / repetitions).toBeCloseTo(0.9145429692, 9);
  });

  it('gives another sequence for another seed', () => {
    expect(mulberry32(1)()).not.toBe(mulberry32(2)());
  });
});
