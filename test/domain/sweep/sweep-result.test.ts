import { describe, expect, it } from 'vitest';
import type { RunParameters } from '../../../src/domain/parameters.ts';
import type { SweepResult } from '../../../src/domain/record-results.ts';
import { sweepResult } from '../../../src/domain/sweep/sweep-result.ts';
import { aControlArm } from '../../builders/a-record.ts';
import { aSweepPlan, aTry, sweepParameters, THREE_EVEN, type Try } from '../../builders/a-sweep-record.ts';

function resultOf(tries: readonly Try[], changed: Partial<RunParameters> = {}): SweepResult {
  const result = sweepResult(tries.map(aTry), sweepParameters(changed));
  if (result === null) throw new Error('this is no sweep');
  return result;
}

const unfitOf = (result: SweepResult) => Object.fromEntries(result.settings.map(({ name, unfit }) => [name, unfit]));

describe('what a sweep recommends', () => {
  it('is the fewest reconnects per second among the settings that are even', () => {
    const result = resultOf(THREE_EVEN);
    expect(result).toMatchObject({ recommended: '15s', stopped: 'decided', tied: [] });
    expect(result.settings.map(({ efficient }) => efficient)).toEqual([true, true, true]);
    expect(result.reason).toBe('of 3 that spread the connections evenly it costs the fewest reconnects');
  });

  it('prices a setting by the time between two connections, not by the waves that a window holds', () => {
    const [first] = resultOf([{ name: '15s', periodMs: 15_500 }]).settings;
    expect(first?.reconnects_per_s.mean).toBeCloseTo(200 / 15.5, 9);
  });

  it('is never one that is uneven, or undecided, or that closed nothing', () => {
    const result = resultOf([
      { name: '1s', periodMs: 1500 },
      { name: '5s', picks: [200, 50, 50] },
      { name: '15s', periodMs: 15_500, picks: [9, 6, 5] },
      { name: '60s', periodMs: 60_500, idle: true },
    ]);
    expect(result).toMatchObject({ recommended: '1s', stopped: 'budget' });
    expect(unfitOf(result)).toEqual({
      '1s': null,
      '5s': 'uneven',
      '15s': expect.stringMatching(/^undecided: \d+ more picks would decide$/),
      '60s': 'it closed no connection in the 45 s observed',
    });
    expect(result.reason).toBe('of the 4 settings tried it is the only one that spread the connections evenly');
  });

  it('tells a budget that is spent from as many rounds as a sweep has', () => {
    const rounds = (count: number) => {
      const control = (round: number) => ({ ...aControlArm(), name: round === 1 ? 'control' : `control-${round}` });
      const arms = Array.from({ length: count }, (_, index) => control(index + 1));
      return sweepResult([...arms, aTry({ name: '5s', picks: [9, 6, 5] })], sweepParameters())?.stopped;
    };
    expect([rounds(9), rounds(10)]).toEqual(['budget', 'rounds']);
    expect(sweepResult(THREE_EVEN.map(aTry), sweepParameters())?.stopped).toBe('decided');
  });

  it('is even soon enough, by the timer and by what was measured', () => {
    const within = (within_ms: number, evenMs = 13_000) =>
      resultOf([THREE_EVEN[1] as Try, { ...(THREE_EVEN[2] as Try), evenMs }], { sweep: aSweepPlan({ within_ms }) });
    // 15 s and one interval of 500 ms.
    expect(within(15_500).recommended).toBe('15s');
    expect(within(15_499)).toMatchObject({ recommended: '5s' });
    expect(unfitOf(within(15_499))['15s']).toBe('even within 16 s, later than the 15 s asked for');
    expect(within(16_000, 20_000).recommended).toBe('5s');
    expect(within(16_000).settings[1]?.time_to_balance_ms).toEqual({ measured: [13_000], within: 15_500 });
  });

  it('loses no more requests than are tolerated', () => {
    const lossy = [THREE_EVEN[1] as Try, { ...(THREE_EVEN[2] as Try), failed: 10 }];
    expect(resultOf(lossy).recommended).toBe('5s');
    expect(unfitOf(resultOf(lossy))['15s']).toBe('10 of 9000 requests failed, more than the 0.1 % tolerated');
    expect(resultOf(lossy, { sweep: aSweepPlan({ errors_percent: 1 }) }).recommended).toBe('15s');
  });

  it('is the longest of those whose prices can not be told apart, and says so', () => {
    const result = resultOf([
      { name: '5s', periodMs: 5500 },
      { name: '15s', periodMs: 15_600 },
      { name: '15s+25%', periodMs: 15_500, jitter: 25 },
    ]);
    expect(result).toMatchObject({ recommended: '15s+25%', tied: ['15s'] });
    expect(result.reason).toContain("and those of 15s can't be told apart");
    const apart = resultOf([
      { name: '15s', periodMs: 19_000 },
      { name: '15s+25%', periodMs: 15_500, jitter: 25 },
    ]);
    expect(apart).toMatchObject({ recommended: '15s', tied: [] });
    expect(apart.settings[1]).toMatchObject({ efficient: false });
  });

  it('is nothing where nothing is fit, with what each lacks', () => {
    const result = resultOf([
      { name: '1s', picks: [200, 50, 50] },
      { name: '5s', picks: [9, 6, 5] },
    ]);
    expect(result).toMatchObject({ recommended: null, tied: [] });
    expect(result.reason).toMatch(
      /^no setting spread the connections evenly: 1s uneven; 5s undecided: \d+ more picks would decide$/,
    );
  });

  it('adds up the tries of a setting and leaves out those whose gates failed', () => {
    const result = resultOf([
      { name: '5s', picks: [40, 20, 20], failedGate: '5s sample coverage' },
      { name: '5s-2', picks: [100, 101, 99], periodMs: 5500 },
      { name: '15s', failedGate: '15s sample coverage' },
    ]);
    expect(result.settings[0]).toMatchObject({
      tries: 2,
      invalid: 1,
      verdict: { name: 'BALANCED', n: 300 },
      rpcs: 9000,
    });
    expect(unfitOf(result)['15s']).toBe('not counted: gate 15s sample coverage failed: 0, limit 1');
    expect(result).toMatchObject({ recommended: '5s', stopped: 'budget' });
  });

  it('does not exist for a run that is no sweep', () => {
    const { sweep: _sweep, ...parameters } = sweepParameters();
    expect(sweepResult([], parameters)).toBe(null);
  });
});
