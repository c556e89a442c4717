import { describe, expect, it } from 'vitest';
import { judgeRepeats } from '../../src/domain/judge-repeats.ts';
import { judge } from '../../src/domain/verdict.ts';

const fixed = { alpha: 0.05, effect: 1.25, tolerance: 1.5, seed: 12345, gates: [] };
const judged = (...repeats: number[][]) => judgeRepeats({ repeats, ...fixed });

describe('judgeRepeats', () => {
  it('is the verdict of the one where there is only one', () => {
    expect(judged([12, 4, 4])).toEqual(judge({ counts: [12, 4, 4], ...fixed }));
  });

  it('calls three restarts skewed on different Pods IMBALANCED, although their totals are even', () => {
    const verdict = judged([20, 0, 0], [0, 20, 0], [0, 0, 20]);
    expect(verdict).toMatchObject({ name: 'IMBALANCED', n: 60, k: 3, max_over_mean: 3, p_value: 2e-4 });
    expect(verdict.reason).toContain('in each repeat the fullest Pod, not always the same');
  });

  it('sees a small bias towards the Pod that is ready first, which no repeat shows by itself', () => {
    const repeats = [
      [9, 7, 4],
      [10, 6, 4],
      [9, 7, 4],
      [9, 6, 5],
      [10, 7, 3],
    ];
    for (const counts of repeats) expect(judge({ counts, ...fixed }).name).toBe('INCONCLUSIVE');
    const verdict = judged(...repeats);
    expect(verdict).toMatchObject({ name: 'IMBALANCED', n: 100, max_over_mean: 1.41 });
    expect(verdict.reason).toMatch(/5 repeats, summed by the Pods' order of readiness$/);
  });

  it('does not let two tests together cry wolf more often than one', () => {
    // Alone, the totals would be IMBALANCED by a hair: their p is below alpha, twice it is not.
    const repeats = [
      [13, 8, 9],
      [12, 9, 9],
      [14, 8, 8],
    ];
    const totals = [39, 25, 26];
    const alone = judge({ counts: totals, ...fixed, alpha: 0.15 });
    expect(alone.name).toBe('IMBALANCED');
    const verdict = judgeRepeats({ repeats, ...fixed, alpha: 0.15 });
    expect(verdict.name).toBe('INCONCLUSIVE');
    expect(verdict.p_value).toBeGreaterThan(0.15);
    expect(verdict.reason).toContain('two tests read together');
  });

  it('calls many even repeats BALANCED', () => {
    expect(judged([105, 98, 97], [98, 105, 97]).name).toBe('BALANCED');
  });

  it('is INVALID with the gate that failed', () => {
    const gate = { name: 'control-2 sample coverage', ok: false, value: 0.5, limit: 0.95 };
    expect(
      judgeRepeats({
        repeats: [
          [20, 0, 0],
          [0, 20, 0],
        ],
        ...fixed,
        gates: [gate],
      }),
    ).toMatchObject({
      name: 'INVALID',
      p_value: null,
      reason: 'gate control-2 sample coverage failed: 0.5, limit 0.95',
    });
  });
});
