import { describe, expect, it } from 'vitest';
import type { Measure, Over, Probe } from '../../../src/domain/custom/probe.ts';
import { probeGates } from '../../../src/domain/custom/probe-gates.ts';
import { createProbeMeter } from '../../../src/domain/custom/probe-meter.ts';

function aProbe(measure: Measure, over: Over, changed: Partial<Probe> = {}): Probe {
  return {
    name: 'errors',
    source: { kind: 'stats', statistic: 'x', measure, over },
    tolerance: { is: '<=', limit: 5, unit: '' },
    every_ms: 1000,
    severity: 'fail',
    ...changed,
  };
}

/** What a probe makes of readings of Pods a second apart; each is `{pod: value}` or, with an arm, `[arm, {...}]`. */
function valuesOf(probe: Probe, ...beats: (Record<string, number | null> | [string, Record<string, number | null>])[]) {
  const meter = createProbeMeter(probe);
  for (const [index, beat] of beats.entries()) {
    const [arm, pods] = Array.isArray(beat) ? beat : ['control', beat];
    meter.take({ at_ms: 1000 * index, arm, read: { pods: new Map(Object.entries(pods)) } });
  }
  return meter.result;
}

const numbers = (result: ReturnType<typeof valuesOf>) => result.readings.map(({ value }) => value);

describe('what a probe reads', () => {
  it('is of each Pod the furthest out, with its name, or of all together', () => {
    expect(valuesOf(aProbe('value', 'each'), { a: 1, b: 3 }).readings).toEqual([
      { at_ms: 0, arm: 'control', value: 3, pod: 'b' },
    ]);
    const least = aProbe('value', 'each', { tolerance: { is: '>=', limit: 1, unit: '' } });
    expect(valuesOf(least, { a: 1, b: 3 }).readings[0]).toMatchObject({ value: 1, pod: 'a' });
    expect(numbers(valuesOf(aProbe('value', 'sum'), { a: 1, b: 3 }))).toEqual([4]);
  });

  it('is nothing where a Pod was not read that is a part of the sum, and never a zero', () => {
    expect(numbers(valuesOf(aProbe('value', 'sum'), { a: 1, b: null }))).toEqual([null]);
    expect(numbers(valuesOf(aProbe('value', 'each'), { a: 1, b: null }))).toEqual([1]);
    expect(numbers(valuesOf(aProbe('value', 'each'), { a: null }, {}))).toEqual([null, null]);
  });

  it('counts an increase from where the arm began, with Pods that came and went in it', () => {
    const result = valuesOf(
      aProbe('delta', 'sum'),
      { a: 100, b: 50 },
      { a: 102, b: 50 },
      { b: 51, c: 4 },
      { b: 1, c: 4 },
      ['treatment', { b: 1, c: 4 }],
      ['treatment', { b: 2, c: 4 }],
    );
    expect(numbers(result)).toEqual([0, 2, 7, 8, 0, 1]);
  });

  it('makes a rate of two readings of the same Pod', () => {
    expect(numbers(valuesOf(aProbe('rate', 'sum'), { a: 10 }, { a: 16, b: 9 }, { a: 16, b: 12 }))).toEqual([
      null,
      6,
      3,
    ]);
  });
});

it('makes no rate of two readings at once, as at the end of an arm and the beginning of the next', () => {
  const meter = createProbeMeter(aProbe('rate', 'sum'));
  const at = [0, 1000, 1080, 2000] as const;
  for (const [index, at_ms] of at.entries()) {
    meter.take({ at_ms, arm: index < 2 ? 'control' : 'after', read: { pods: new Map([['a', at_ms / 100]]) } });
  }
  expect(meter.result.readings.map(({ value }) => value)).toEqual([null, 10, null, 10]);
  expect(meter.result.blind_at_ms).toBeNull();
});

describe('a probe outside of its tolerance', () => {
  it('says so once, with the moment and the worst', () => {
    const meter = createProbeMeter(aProbe('value', 'sum'));
    const noticed = [5, 7, 6].map((value, index) =>
      meter.take({ at_ms: 1000 * index, arm: 'control', read: { pods: new Map([['a', value]]) } }),
    );
    expect(noticed.map(({ violated }) => violated)).toEqual([false, true, false]);
    expect(meter.result).toMatchObject({ violated_at_ms: 1000, worst: 7, tolerance: '<= 5' });
  });

  it('is blind after three readings in a row that are not there', () => {
    const beats = [{ a: 1 }, { a: null }, { a: null }, { a: 1 }, { a: null }, { a: null }, { a: null }, { a: null }];
    expect(valuesOf(aProbe('value', 'each'), ...beats)).toMatchObject({ blind_at_ms: 6000, violated_at_ms: null });
    expect(valuesOf(aProbe('rate', 'each'), { a: 1 }, { a: 1 }).blind_at_ms).toBeNull();
  });
});

describe('the gates of probes', () => {
  const window: [number, number] = [0, 1];
  const arms = ['control', 'treatment'].map((name) => ({ name, windows: { change: window, observe: window } }));
  const gatesOf = (probe: Probe, ...beats: Parameters<typeof valuesOf>[1][]) =>
    probeGates([probe], [valuesOf(probe, ...beats)], arms);

  it('fail the arm in which it was outside, with the worst of that arm', () => {
    expect(gatesOf(aProbe('value', 'sum'), { a: 2 }, ['treatment', { a: 9 }], ['treatment', { a: 8 }])).toEqual([
      { name: 'control probe errors', ok: true, value: 2, limit: '<= 5' },
      { name: 'treatment probe errors', ok: false, value: 9, limit: '<= 5' },
    ]);
  });

  it('fail an arm in which nobody knows, and are none for a note', () => {
    const blind = { a: null };
    expect(gatesOf(aProbe('value', 'sum'), { a: 2 }, blind, blind, blind)).toEqual([
      { name: 'control probe errors', ok: false, value: null, limit: '<= 5' },
      { name: 'treatment probe errors', ok: false, value: null, limit: '<= 5' },
    ]);
    expect(gatesOf(aProbe('value', 'sum', { severity: 'note' }), { a: 9 })).toEqual([]);
  });
});
