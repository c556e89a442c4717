import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../src/domain/statistics/mulberry32.ts';
import { judgeSettings } from '../../../src/domain/sweep/judge-sweep.ts';
import { judge } from '../../../src/domain/verdict.ts';
import { aTry } from '../../builders/a-sweep-record.ts';

const fixed = { alpha: 0.05, effect: 1.25, tolerance: 1.5, seed: 7 };
const verdicts = (tries: [string, number[]][]) =>
  judgeSettings(
    tries.map(([name, picks]) => aTry({ name, picks })),
    fixed,
  ).map(({ name, verdict }) => [name, verdict.name]);

describe('the verdicts of a sweep', () => {
  it('are of all tries of a setting together', () => {
    expect(
      verdicts([
        ['1s', [52, 49, 49]],
        ['5s', [100, 99, 101]],
        ['1s-2', [49, 52, 49]],
      ]),
    ).toEqual([
      ['1s', 'BALANCED'],
      ['5s', 'BALANCED'],
    ]);
  });

  it('want more of each setting than a run of its own would', () => {
    // p = 0.0148: enough for one setting tried once, where half of alpha is spent, and not for one of four.
    const picks = [61, 37, 37];
    expect(judge({ counts: picks, ...fixed, gates: [] })).toMatchObject({ name: 'IMBALANCED' });
    expect(verdicts([['1s', picks]])).toEqual([['1s', 'IMBALANCED']]);
    const even: [string, number[]][] = ['5s', '15s', '60s'].map((name) => [name, [100, 99, 101]]);
    expect(verdicts([['1s', picks], ...even])[0]).toEqual(['1s', 'INCONCLUSIVE']);
  });

  it('let the next setting be judged at a higher level once the most uneven is shown', () => {
    const next: [string, number[]] = ['5s', [63, 36, 36]];
    expect(verdicts([next, ['15s', [100, 99, 101]], ['60s', [101, 99, 100]]])[0]).toEqual(['5s', 'IMBALANCED']);
    // An equal part of alpha, for three settings tried once, is 0.0083; of what is left after one, 0.0125.
    // p = 0.0088.
    const edge: [string, number[]] = ['5s', [62, 36, 37]];
    expect(verdicts([edge, ['15s', [100, 99, 101]], ['60s', [101, 99, 100]]])[0]).toEqual(['5s', 'INCONCLUSIVE']);
    expect(verdicts([edge, ['15s', [250, 25, 25]], ['60s', [101, 99, 100]]])[0]).toEqual(['5s', 'IMBALANCED']);
  });

  it('spend alpha on each try', () => {
    const tries = (picks: number[][]): [string, number[]][] =>
      picks.map((counts, index) => [index === 0 ? '1s' : `1s-${index + 1}`, counts]);
    const once = verdicts(tries([[61, 37, 37]]));
    const split = verdicts(
      tries([
        [21, 12, 12],
        [20, 13, 12],
        [20, 12, 13],
      ]),
    );
    expect(once).toEqual([['1s', 'IMBALANCED']]);
    expect(split).toEqual([['1s', 'INCONCLUSIVE']]);
  });

  it('call even settings uneven in at most the part of alpha that one try spends, all settings together', {
    timeout: 120_000,
  }, () => {
    const random = mulberry32(20_261_126);
    const draw = (): number[] => {
      const counts = [0, 0, 0];
      for (let pick = 0; pick < 60; pick += 1) {
        const pod = Math.floor(3 * random());
        counts[pod] = (counts[pod] ?? 0) + 1;
      }
      return counts;
    };
    const SWEEPS = 600;
    let alarms = 0;
    for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
      const settings = judgeSettings(
        ['1s', '5s', '15s'].map((name) => aTry({ name, picks: draw() })),
        fixed,
      );
      if (settings.some(({ verdict }) => verdict.name === 'IMBALANCED')) alarms += 1;
    }
    // Four standard deviations above half of alpha; without Holm's adjustment it is about three times that half.
    expect(alarms / SWEEPS).toBeLessThan(0.025 + 4 * Math.sqrt((0.025 * 0.975) / SWEEPS));
    expect(alarms).toBeGreaterThan(0);
  });
});
