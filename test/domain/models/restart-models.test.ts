import { describe, expect, it } from 'vitest';
import { logLikelihood, modelShares } from '../../../src/domain/models/restart-models.ts';
import { plannedTimeline, restartShares } from '../../../src/domain/prediction.ts';

describe('modelShares', () => {
  it.each([
    ['surge', 2, [5 / 8, 3 / 8]],
    ['surge', 3, [37 / 81, 28 / 81, 16 / 81]],
    ['surge', 5, [4651 / 15_625, 4026 / 15_625, 3276 / 15_625, 2376 / 15_625, 1296 / 15_625]],
    ['in-place', 3, [5 / 8, 3 / 8, 0]],
    ['uniform', 4, [0.25, 0.25, 0.25, 0.25]],
    ['burst', 3, [1, 0, 0]],
    ['surge', 1, [1]],
  ] as const)('of %s over %i Pods are %j', (model, k, shares) => {
    for (const [rank, share] of shares.entries()) expect(modelShares(model, k)[rank]).toBeCloseTo(share, 12);
    expect(modelShares(model, k)).toHaveLength(shares.length);
  });

  it.each([2, 3, 5, 10])('of a rolling restart of %i Pods are what the general recursion gives', (k) => {
    const oldPods = Array.from({ length: k }, (_, index) => `old-${index}`);
    const initial = Object.fromEntries(oldPods.map((uid) => [uid, 1 / k]));
    const rolling = { oldPods, replicas: k, mode: 'rolling', paceMs: 4000, intervalMs: 1 } as const;
    for (const [model, strategy] of [
      ['surge', { maxSurge: 1, maxUnavailable: 0 }],
      ['in-place', { maxSurge: 0, maxUnavailable: 1 }],
    ] as const) {
      const shares = restartShares(plannedTimeline({ ...rolling, ...strategy }), { intervalMs: 1, initial });
      for (const [rank, share] of modelShares(model, k).entries()) {
        expect(shares[`new-${rank + 1}`] ?? 0).toBeCloseTo(share, 9);
      }
    }
  });

  it('favours the first Pod by up to e - 1 times the mean', () => {
    expect(10 * (modelShares('surge', 10)[0] ?? 0)).toBeCloseTo(1.5937424601, 9);
    expect(1000 * (modelShares('surge', 1000)[0] ?? 0)).toBeCloseTo(Math.E - 1, 2);
  });

  it('refuses no Pod', () => {
    expect(() => modelShares('surge', 0)).toThrow(RangeError);
  });
});

describe('logLikelihood', () => {
  it('is the multinomial probability', () => {
    expect(Math.exp(logLikelihood([20, 0, 0], modelShares('uniform', 3)))).toBeCloseTo(3 ** -20, 18);
    expect(Math.exp(logLikelihood([2, 1], [0.5, 0.5]))).toBeCloseTo(3 / 8, 12);
    expect(logLikelihood([20, 0, 0], modelShares('burst', 3))).toBe(0);
  });

  it('is minus infinity where a Pod has what its share forbids', () => {
    expect(logLikelihood([19, 1, 0], modelShares('burst', 3))).toBe(Number.NEGATIVE_INFINITY);
  });
});
