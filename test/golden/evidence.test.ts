import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { logLikelihood, modelShares } from '../../src/domain/models/restart-models.ts';
import { expectedActive, expectedPicksPerSecond } from '../../src/domain/prediction.ts';
import { chiSquareTail } from '../../src/domain/statistics/chi-square-tail.ts';
import { chiSquare, jain, maxOverMean, sumOfSquares } from '../../src/domain/statistics/evenness.ts';
import { exactTail, multinomialTest } from '../../src/domain/statistics/multinomial-test.ts';

/** Exact numbers of the multinomial law, made with rational arithmetic by a program that shares nothing with this one. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'evidence.json'), 'utf8')) as {
  uniform: {
    n: number;
    k: number;
    mean_max: number;
    sd_max: number;
    mean_min: number;
    mean_jain: number;
    mean_chi2: number;
    var_chi2: number;
    all_on_one: number;
    some_empty: number;
    critical: Record<string, { chi2: number; size: number }>;
  }[];
  max_at_least: Record<string, number>;
  counts: {
    counts: number[];
    chi2: number;
    exact_p: number;
    asymptotic_p: number;
    jain: number;
    max_over_mean: number;
  }[];
  models: Record<
    'surge' | 'in_place',
    {
      shares: number[];
      mean_max: number;
      mean_jain: number;
      mean_chi2: number;
      power_5: number;
      all_on_one: number;
      some_empty: number;
    }
  >;
  surge_shares: Record<string, number[]>;
  duty: { duration_s: number; interval_s: number; clients: number; active: number; per_second: number }[];
};

/** Every way in which n connections can lie on k Pods. */
function* outcomes(n: number, k: number): Generator<number[]> {
  if (k === 1) {
    yield [n];
    return;
  }
  for (let first = 0; first <= n; first += 1) for (const rest of outcomes(n - first, k - 1)) yield [first, ...rest];
}

/** The expectation of a measure over every outcome under these shares. */
function mean(n: number, shares: readonly number[], measure: (counts: number[]) => number): number {
  let total = 0;
  for (const counts of outcomes(n, shares.length)) {
    total += Math.exp(logLikelihood(counts, shares)) * measure(counts);
  }
  return total;
}

const relative = (value: number, expected: number): number => Math.abs(value / expected - 1);

describe.each(golden.uniform)('$n connections over $k Pods, each Pod alike', ({ n, k, critical, ...expected }) => {
  const even = modelShares('uniform', k);

  it('have the exact moments', () => {
    const largest = mean(n, even, (counts) => Math.max(...counts));
    expect(largest).toBeCloseTo(expected.mean_max, 9);
    expect(Math.sqrt(mean(n, even, (counts) => (Math.max(...counts) - largest) ** 2))).toBeCloseTo(expected.sd_max, 9);
    expect(mean(n, even, (counts) => Math.min(...counts))).toBeCloseTo(expected.mean_min, 9);
    expect(mean(n, even, (counts) => jain(counts) ?? 0)).toBeCloseTo(expected.mean_jain, 9);
    const chi = mean(n, even, (counts) => chiSquare(counts) ?? 0);
    expect(chi).toBeCloseTo(expected.mean_chi2, 9);
    expect(mean(n, even, (counts) => ((chiSquare(counts) ?? 0) - chi) ** 2)).toBeCloseTo(expected.var_chi2, 9);
    const one = mean(n, even, (counts) => (Math.max(...counts) === n ? 1 : 0));
    expect(relative(one, expected.all_on_one)).toBeLessThan(1e-9);
    const empty = mean(n, even, (counts) => (Math.min(...counts) === 0 ? 1 : 0));
    expect(relative(empty, expected.some_empty)).toBeLessThan(1e-9);
  });

  it.each(Object.entries(critical))(
    'have the exact critical value and size of the test at %s',
    (_alpha, { chi2, size }) => {
      // chi2 = (k/n) sum of squares - n, in whole numbers.
      const squares = Math.round(((chi2 + n) * n) / k);
      expect(relative(exactTail(n, k, squares), size)).toBeLessThan(1e-9);
    },
  );
});

describe('counts of 20 connections over three Pods', () => {
  it.each(golden.counts)('$counts', ({ counts, ...expected }) => {
    expect(chiSquare(counts)).toBeCloseTo(expected.chi2, 9);
    expect(relative(multinomialTest(counts, { seed: 1 }).p, expected.exact_p)).toBeLessThan(1e-9);
    expect(relative(chiSquareTail(expected.chi2, 2), expected.asymptotic_p)).toBeLessThan(1e-9);
    expect(jain(counts)).toBeCloseTo(expected.jain, 9);
    expect(maxOverMean(counts)).toBeCloseTo(expected.max_over_mean, 9);
    expect(jain(counts)).toBeCloseTo(20 / (20 + expected.chi2), 9);
  });

  it.each(Object.entries(golden.max_at_least))('have a fullest Pod of at least %s so often', (most, probability) => {
    const even = modelShares('uniform', 3);
    const share = mean(20, even, (counts) => (Math.max(...counts) >= Number(most) ? 1 : 0));
    expect(relative(share, probability)).toBeLessThan(1e-9);
  });

  it('tie where their sums of squares do', () => {
    expect(sumOfSquares([12, 7, 1])).toBe(sumOfSquares([13, 4, 3]));
    expect(multinomialTest([12, 7, 1], { seed: 1 }).p).toBe(multinomialTest([13, 4, 3], { seed: 1 }).p);
  });
});

describe.each([
  ['surge', golden.models.surge],
  ['in-place', golden.models.in_place],
] as const)('20 connections after a restart by the model %s', (model, expected) => {
  const shares = modelShares(model, 3);

  it('lie as the exact law has it', () => {
    for (const [rank, share] of expected.shares.entries()) expect(shares[rank]).toBeCloseTo(share, 12);
    expect(mean(20, shares, (counts) => Math.max(...counts))).toBeCloseTo(expected.mean_max, 9);
    expect(mean(20, shares, (counts) => jain(counts) ?? 0)).toBeCloseTo(expected.mean_jain, 9);
    expect(mean(20, shares, (counts) => chiSquare(counts) ?? 0)).toBeCloseTo(expected.mean_chi2, 9);
    const rejected = mean(20, shares, (counts) => (multinomialTest(counts, { seed: 1 }).p < 0.05 ? 1 : 0));
    expect(rejected).toBeCloseTo(expected.power_5, 9);
    const one = shares.reduce((sum, share) => sum + share ** 20, 0);
    expect(relative(one, expected.all_on_one)).toBeLessThan(1e-9);
    expect(mean(20, shares, (counts) => (Math.min(...counts) === 0 ? 1 : 0))).toBeCloseTo(expected.some_empty, 9);
  });
});

it.each(Object.entries(golden.surge_shares))('a rolling restart of %s Pods has the closed form', (k, shares) => {
  for (const [rank, share] of shares.entries()) expect(modelShares('surge', Number(k))[rank]).toBeCloseTo(share, 12);
});

it.each(golden.duty)('$duration_s s of age with a request every $interval_s s', (row) => {
  const { clients, duration_s, interval_s } = row;
  const durationMs = duration_s * 1000;
  const intervalMs = interval_s * 1000;
  expect(expectedActive({ clients, durationMs, intervalMs })).toBeCloseTo(row.active, 9);
  const settingKind = 'max-connection-duration';
  expect(expectedPicksPerSecond({ clients, settingKind, valueMs: durationMs, intervalMs })).toBeCloseTo(
    row.per_second,
    9,
  );
});
