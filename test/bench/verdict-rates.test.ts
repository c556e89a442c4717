import { describe, expect, it } from 'vitest';
import { type PowerInput, verdictRates } from '../../bench/verdict-rates.ts';

const RUNS = 10_000;
/** Three standard deviations of a share measured in so many runs. */
const error = (share: number): number => 3 * Math.sqrt((share * (1 - share)) / RUNS);

const rates = (changed: Partial<PowerInput>) =>
  verdictRates({
    split: 'uniform',
    clients: 20,
    pods: 3,
    restarts: 1,
    runs: RUNS,
    seed: 7,
    effects: [1.25],
    alpha: 0.05,
    tolerance: 1.5,
    ...changed,
  });

describe('the verdict on simulated runs', () => {
  it.each([
    [20, 2],
    [20, 3],
    [100, 3],
  ])('calls %i even picks over %i Pods IMBALANCED in at most alpha of the runs', (clients, pods) => {
    const { imbalanced, rejected } = rates({ clients, pods });
    expect(imbalanced[0]).toBeLessThanOrEqual(0.05 + error(0.05));
    // A test that never rejects would pass as well.
    expect(rejected).toBeGreaterThan(0.03);
  });

  it('sees the skew of five rolling restarts of 20 clients, summed by readiness, in four runs of five', () => {
    const { rejected, imbalanced } = rates({ split: 'surge', restarts: 5 });
    // 83.7 % by exact enumeration of the closed-form shares.
    expect(rejected).toBeGreaterThan(0.837 - error(0.837));
    expect(rejected).toBeLessThan(0.837 + error(0.837) + 0.01);
    expect(imbalanced[0]).toBeGreaterThan(0.75);
  });
});
