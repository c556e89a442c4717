import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Gate, judge, runEffect } from '../../src/domain/verdict.ts';

const defaults = { alpha: 0.05, effect: 1.25, tolerance: 1.5, seed: 12345, gates: [] as Gate[] };
const judged = (counts: number[], over: Partial<typeof defaults> = {}) => judge({ counts, ...defaults, ...over });

describe('judge', () => {
  it('calls all 20 connections on one Pod of three IMBALANCED', () => {
    const verdict = judged([20, 0, 0]);
    expect(verdict).toMatchObject({ name: 'IMBALANCED', n: 20, k: 3, max_over_mean: 3, method: 'exact' });
    expect(verdict.p_value).toBeCloseTo(8.603915972377324e-10, 20);
    expect(verdict.reason).toBe(
      'p = 8.6e-10 for 20 connections over 3 Pods; the fullest Pod holds 3.00 times the mean',
    );
  });

  it('does not call one snapshot of (9,6,5) decided, although 60 copies of it added up would be', () => {
    expect(judged([9, 6, 5])).toMatchObject({ name: 'INCONCLUSIVE', p_value: expect.closeTo(0.6137211, 6) });
    expect(judged([540, 360, 300]).name).toBe('IMBALANCED');
  });

  it('does not call one Pod evenly loaded: the missing Pods may hold nothing', () => {
    expect(judged([20])).toEqual({
      name: 'INCONCLUSIVE',
      n: 20,
      k: 1,
      p_value: null,
      max_over_mean: null,
      jain: null,
      upper_bound: null,
      reason: 'one Pod: nothing to compare',
      more_picks: null,
      method: null,
    });
  });

  it('does not call 20 connections BALANCED, however even', () => {
    const verdict = judged([7, 7, 6]);
    expect(verdict).toMatchObject({ name: 'INCONCLUSIVE', p_value: 1 });
    expect(verdict.reason).toBe(
      `p = 1.00 for 20 connections over 3 Pods; with 95 % confidence the fullest Pod holds at most 1.84 times the mean ` +
        `(tolerance 1.5); ${verdict.more_picks} more at these shares would decide`,
    );
  });

  it('calls (105,98,97) BALANCED, by the bound and not by the p-value', () => {
    const verdict = judged([105, 98, 97]);
    expect(verdict).toMatchObject({ name: 'BALANCED', n: 300, more_picks: null });
    expect(verdict.upper_bound).toBeCloseTo(1.2351731514, 9);
    expect(verdict.reason).toBe(
      'p = 0.85 for 300 connections over 3 Pods; ' +
        'with 95 % confidence the fullest Pod holds at most 1.24 times the mean (tolerance 1.5)',
    );
    expect(judged([105, 98, 97], { tolerance: 1.23 }).name).toBe('INCONCLUSIVE');
  });

  it('notices counts more even than picks at random come out, and does not take chance for it', () => {
    expect(judged([100, 100, 100]).reason).toContain(
      'picks at random come out so even in 0.3 % of runs: should it come again, something deals the connections out',
    );
    expect(judged([100, 100, 100]).name).toBe('BALANCED');
    for (const counts of [
      [7, 7, 6],
      [105, 98, 97],
      [20, 0, 0],
    ]) {
      expect(judged(counts).reason).not.toContain('picks at random come out');
    }
  });

  it('calls a sure but small unevenness BALANCED, and says so', () => {
    const verdict = judged([4400, 4000, 3600]);
    expect(verdict.name).toBe('BALANCED');
    expect(verdict.reason).toContain('the fullest Pod holds 1.10 times the mean, less than the effect of 1.25');
    expect(judged([4400, 4000, 3600], { effect: 1.1 }).name).toBe('IMBALANCED');
  });

  it('needs both a small p and the effect for IMBALANCED', () => {
    expect(judged([12, 4, 4]).name).toBe('IMBALANCED');
    expect(judged([12, 4, 4], { alpha: 0.04 }).name).toBe('INCONCLUSIVE');
    expect(judged([12, 4, 4], { effect: 1.81 }).name).toBe('INCONCLUSIVE');
  });

  it('calls evidence behind a failed gate INVALID, naming the gate, its value and its limit', () => {
    const gates: Gate[] = [
      { name: 'held_sum', ok: true, value: 20, limit: 20 },
      { name: 'sample_coverage', ok: false, value: 0.8, limit: 0.95 },
      { name: 'pod_set', ok: false, value: null, limit: 'constant' },
    ];
    expect(judged([20, 0, 0], { gates })).toMatchObject({
      name: 'INVALID',
      p_value: null,
      upper_bound: null,
      max_over_mean: 3,
      reason: 'gate sample_coverage failed: 0.8, limit 0.95; gate pod_set failed: not measured, limit constant',
    });
    expect(judged([20], { gates: gates.slice(0, 2) }).name).toBe('INVALID');
    expect(judged([20, 0, 0], { gates: gates.slice(0, 1) }).name).toBe('IMBALANCED');
  });

  it('says why in words at the edges', () => {
    expect(judged([0, 0, 0])).toMatchObject({ name: 'INCONCLUSIVE', n: 0, reason: 'no connection was opened' });
    expect(judged([])).toMatchObject({ name: 'INCONCLUSIVE', k: 0, reason: 'no Pod: nothing to compare' });
    expect(judged([10, 6, 4], { effect: 3 }).reason).toContain('no total up to 100,000 connections');
    expect(judged([900, 0, 0]).reason).toContain('p < 1e-300 for 900 connections');
    expect(judged([1, 0]).reason).toContain('1 connection over 2 Pods');
  });

  it('is the same for the same seed, also where it draws a sample', () => {
    const counts = [60, 50, 45, 45, 40];
    expect(judged(counts)).toMatchObject({ method: 'monte-carlo' });
    expect(judged(counts)).toEqual(judged(counts));
  });

  it('holds only finite numbers, and never words an unrejected test as evenness', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 5 }), (counts) => {
        const verdict = judged(counts);
        for (const value of Object.values(verdict)) {
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
        }
        expect(verdict.reason).not.toMatch(/balanced|NaN|Infinity|undefined|null/i);
        expect(verdict.more_picks === null || verdict.name === 'INCONCLUSIVE').toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe('runEffect', () => {
  it.each([
    { control: 'IMBALANCED', treatment: 'BALANCED', closedBySetting: 0, effect: 'NO_EFFECT' },
    { control: 'IMBALANCED', treatment: 'BALANCED', closedBySetting: 300, effect: 'REPAIRED' },
    { control: 'BALANCED', treatment: 'IMBALANCED', closedBySetting: 0, effect: 'NO_EFFECT' },
    { control: 'BALANCED', treatment: 'IMBALANCED', closedBySetting: 300, effect: 'WORSE' },
    { control: 'INCONCLUSIVE', treatment: 'IMBALANCED', closedBySetting: 300, effect: 'WORSE' },
    { control: 'IMBALANCED', treatment: 'IMBALANCED', closedBySetting: 300, effect: 'NOT_SHOWN' },
    { control: 'INCONCLUSIVE', treatment: 'BALANCED', closedBySetting: 300, effect: 'NOT_SHOWN' },
    { control: 'IMBALANCED', treatment: 'INVALID', closedBySetting: 300, effect: 'NOT_SHOWN' },
  ] as const)('from $control to $treatment with $closedBySetting closes is $effect', ({ effect, ...arms }) => {
    expect(runEffect(arms)).toBe(effect);
  });
});
