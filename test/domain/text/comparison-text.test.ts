import { describe, expect, it } from 'vitest';
import { pairChart } from '../../../src/domain/chart/pair-chart.ts';
import { compareRuns } from '../../../src/domain/comparison/compare-runs.ts';
import { whyNotComparable } from '../../../src/domain/comparison/judged-evidence.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { comparisonTable } from '../../../src/domain/text/comparison-table.ts';
import { comparisonText } from '../../../src/domain/text/comparison-text.ts';
import { aControlArm, aRecord, aRollingRecord } from '../../builders/a-record.ts';
import { aSweepRecord, THREE_EVEN } from '../../builders/a-sweep-record.ts';
import { ONE_SECOND, parametersOf, recordOf, repairedRecord } from '../run-record-fixture.ts';

const A = 'r-aaaa0001';
const B = 'r-bbbb0002';

function restart(id: string, counts: number[], changed: Partial<RunRecord> = {}): RunRecord {
  return recordOf('rollout-restart', [{ name: 'control', counts, evidence: 'held' }], { id, ...changed });
}

const linesOf = (a: RunRecord, b: RunRecord): string[] => comparisonText(compareRuns(a, b)).split('\n');
const warningOf = (a: RunRecord, b: RunRecord): string =>
  linesOf(a, b).find((line) => line.startsWith(':warning:')) ?? '';

describe('the answer of a comparison', () => {
  it('names the more even run, with both spreads and the p-value, whichever side it is on', () => {
    const [skewed, even] = [restart(A, [60, 0, 0]), restart(B, [24, 20, 16])];
    const [answer, ofA, ofB] = linesOf(skewed, even);
    expect(answer).toMatch(
      /^:bar_chart: \*B spreads its connections more evenly than A\*: max\/mean 3\.00 in A, 1\.20 in B, p = 1\.0e-4\.$/,
    );
    expect(ofA).toBe(
      '*A* `r-aaaa0001` rollout-restart on `lab`, 23 Nov 2026 23:59 UTC: 60 / 0 / 0 of 60 connections - IMBALANCED',
    );
    expect(ofB).toContain('24 / 20 / 16 of 60 connections');
    expect(linesOf(even, skewed)[0]).toContain('*A spreads its connections more evenly than B*');
  });

  it('tells other Pods from another unevenness', () => {
    const { tests } = compareRuns(restart(A, [20, 0, 0]), restart(B, [0, 20, 0]));
    expect(tests).toMatchObject({ finding: 'PLACES', more_even: null, uneven_p: 1 });
    // Holm doubles the exact 1.45e-11.
    expect(tests?.places_p).toBeCloseTo(2.9017777e-11, 17);
    expect(linesOf(restart(A, [20, 0, 0]), restart(B, [0, 20, 0]))[0]).toContain(
      'fill other Pods in their order of readiness',
    );
  });

  it('says that what can not be told apart need not be alike, and is the same each time', () => {
    const [a, b] = [restart(A, [12, 5, 3]), restart(B, [9, 6, 5])];
    expect(linesOf(a, b)[0]).toMatch(/\*A and B can not be told apart\*.*no proof that they are alike/);
    expect(linesOf(a, b)).toEqual(linesOf(a, b));
    expect(linesOf(a, b)).toContain('Scenario, target, parameters and versions are the same.');
    expect(warningOf(a, b)).toBe('');
  });

  it('judges repeats without adding their skews up to evenness', () => {
    const turns = [
      [20, 0, 0],
      [0, 20, 0],
      [0, 0, 20],
    ];
    const repeated = (id: string, all: number[][]) => {
      const record = restart(id, all[0] ?? []);
      const arms = all.map((counts, index) => {
        const arm = restart(id, counts).arms[0];
        if (arm === undefined) throw new Error('there is an arm');
        return { ...arm, name: index === 0 ? 'control' : `control-${index + 1}` };
      });
      return { ...record, arms };
    };
    const even = [
      [7, 7, 6],
      [6, 7, 7],
      [7, 6, 7],
    ];
    const comparison = compareRuns(repeated(A, turns), repeated(B, even));
    expect(comparison.tests).toMatchObject({ finding: 'UNEVENNESS', more_even: 'b' });
    expect(comparisonText(comparison)).toContain('20 / 20 / 20 of 60 connections in 3 repeats');
  });
});

describe('what limits a comparison', () => {
  it('is said with its reason: scenario, target, evidence, clients, interval', () => {
    const plain = restart(A, [12, 5, 3]);
    expect(warningOf(plain, repairedRecord({ id: B }))).toMatch(
      /the scenarios differ.*the evidence differs: A is judged by connections held/,
    );
    const elsewhere = restart(B, [9, 6, 5], { target: { name: 'edge', kind: 'kubernetes', class: 'staging' } });
    expect(warningOf(plain, elsewhere)).toContain('the targets differ: A ran on `lab`, B on `edge`');
    const parameters = parametersOf('rollout-restart', { clients: 40, interval_ms: 250 });
    const larger = warningOf(plain, restart(B, [9, 6, 5], { parameters }));
    expect(larger).toContain('A has 20 clients and B 40');
    expect(larger).toContain("A's clients speak every 3s and B's every 250ms");
    expect(larger).toContain('another pace');
    const slow = { parameters: parametersOf('baseline', { interval_ms: 250 }), scenario: 'baseline' } as const;
    const both = warningOf(
      { ...plain, scenario: 'baseline' },
      { ...restart(B, [9, 6, 5], slow), scenario: 'baseline' },
    );
    expect(both).toMatch(/B's every 250ms(?!, so)/);
    const near = parametersOf('rollout-restart', { clients: 30, interval_ms: 2000 });
    expect(warningOf(plain, restart(B, [9, 6, 5], { parameters: near }))).toBe('');
  });

  it('stands in the way of a test where Pods are more or a run is INVALID', () => {
    const more = compareRuns(restart(A, [12, 5, 3]), restart(B, [9, 6, 4, 1]));
    expect(more.tests).toBeNull();
    expect(comparisonText(more)).toMatch(
      /only be put side by side.*\n.*\n.*\n:no_entry: Not tested: A has 3 Pods and B 4/,
    );
    const invalid = recordOf('rollout-restart', [
      { name: 'control', counts: [9, 6, 5], evidence: 'held', failedGate: true },
    ]);
    expect(comparisonText(compareRuns(restart(A, [12, 5, 3]), invalid))).toContain(
      'B is INVALID, so its counts are no evidence',
    );
    expect(comparisonTable(more).note).toBeNull();
    expect(pairChart(more)?.title).toContain('not tested');
  });

  it('refuses a run without a verdict, or of another schema', () => {
    expect(whyNotComparable(restart(A, [12, 5, 3]))).toBeNull();
    expect(whyNotComparable(restart(A, [12, 5, 3], { state: 'cancelled' }))).toContain(
      'was cancelled, so it has no verdict',
    );
    expect(whyNotComparable(restart(A, [12, 5, 3], { verdict: null }))).toContain('without a verdict');
    expect(whyNotComparable({ ...restart(A, [12, 5, 3]), schema: 2 as 1 })).toContain('schema 2');
    expect(() => compareRuns(restart(A, [1, 1], { verdict: null }), restart(B, [1, 1]))).toThrow('no judged arm');
  });

  it('is what the runs do not have in common, each thing once', () => {
    const other = aRecord({ id: B, versions: { ...aRecord().versions, envoy: '1.40.0', kubernetes: '1.34.4' } });
    other.parameters = { ...other.parameters, value_ms: 60_000, jitter_percent: 25, seed: 99 };
    const { differences } = compareRuns(aRecord(), other);
    expect(differences).toEqual([
      { what: 'value', a: '1s', b: '1m' },
      { what: 'jitter', a: '-', b: '25%' },
      { what: 'Envoy', a: '1.36.2', b: '1.40.0' },
      { what: 'Kubernetes', a: '-', b: '1.34.4' },
    ]);
    const table = comparisonTable(compareRuns(aRecord(), other));
    expect(table.rows.at(-2)).toEqual(['Envoy', '1.36.2', '1.40.0']);
    expect(comparisonText(compareRuns(aRecord(), other))).toContain(
      '*Differs*: value 1s in A, 1m in B; jitter - in A, 25% in B;',
    );
  });
});

describe('a sweep in a comparison', () => {
  it('stands by the tries that count of the value that it recommends', () => {
    const tries = [...THREE_EVEN, { name: '15s-2', picks: [300, 0, 0], failedGate: 'sockets' }, { name: '15s-3' }];
    const sweep = { ...aSweepRecord(tries), id: B };
    const comparison = compareRuns(aRecord({ id: A }), sweep);
    expect(comparison.b.judged.repeats).toEqual([
      [92, 88, 84],
      [101, 99, 100],
    ]);
    const text = comparisonText(comparison);
    expect(text).toContain('B is a sweep, judged by the value that it recommends, 15s');
    expect(comparison.differences).toContainEqual({ what: 'values', a: '-', b: '1s,5s,15s' });
    expect(comparison.differences).toContainEqual({ what: 'budget', a: '-', b: '15m' });
    expect(text).not.toContain('object');
  });

  it('has nothing to compare where it recommends no value', () => {
    const none = aSweepRecord([{ name: '1s', picks: [300, 0, 0] }]);
    expect(whyNotComparable(none)).toContain('is a sweep that recommends no value');
  });

  it('is cautious about clients that hold streams', () => {
    const streams = parametersOf('rollout-restart', { rpc: 'bidi-stream' });
    expect(warningOf(restart(A, [12, 5, 3]), restart(B, [9, 6, 5], { parameters: streams }))).toContain(
      "A's `unary`, B's `bidi-stream`",
    );
  });
});

describe('the table of a comparison', () => {
  const cell = (record: RunRecord, title: string) =>
    comparisonTable(compareRuns(aRecord(), record)).rows.find(([name]) => name === title)?.[2];

  it('has verdict, counts in order of readiness, and the price', () => {
    const record = aRecord({ id: B });
    expect(cell(record, 'Verdict')).toBe('BALANCED, repaired');
    expect(cell(record, 'Counts, by order of readiness')).toBe('105, 98, 97');
    expect(cell(record, 'Reconnects/s')).toBe('6.7');
    expect(cell(record, 'Failed requests')).toBe('0 of 300');
    expect(cell(record, 'p99')).toBe('5.1 ms');
    expect(cell(record, 'Handshakes')).toBe('300 of 300 requests');
    expect(cell(record, 'Connected')).toBe('33 %');
  });

  it('does without the price in a record of an earlier version', () => {
    const old = aRollingRecord({ id: B });
    old.arms = old.arms.map(({ price: _price, ...arm }) => arm as (typeof old.arms)[number]);
    expect(cell(old, 'Handshakes')).toBe('-');
    expect(cell(old, 'Even after')).toBe('-');
  });
});

describe('the chart of a comparison', () => {
  it('has both runs Pod by Pod, with the band of each, and tells the numbers in its description', () => {
    const chart = pairChart(compareRuns(restart(A, [60, 0, 0]), restart(B, [24, 20, 16])));
    expect(chart?.title).toBe('B is more even than A: max/mean 1.20 against 3.00, p = 1.0e-4');
    expect(chart?.places).toEqual(['1st Ready', '2nd Ready', '3rd Ready']);
    expect(chart?.runs.map(({ bars }) => bars.map(({ count }) => count))).toEqual([
      [60, 0, 0],
      [24, 20, 16],
    ]);
    expect(chart?.alt).toContain('A r-aaaa0001: rollout-restart, 60 connections held: 1st 100 % (60), 2nd 0 % (0)');
    expect(chart?.footer).toContain('runs r-aaaa0001 and r-bbbb0002 · lab');
  });

  it('keeps the band of each where the runs differ in Pods and connections, and is none without connections', () => {
    const chart = pairChart(compareRuns(restart(A, [12, 5, 3]), restart(B, [9, 6, 4, 1])));
    expect(chart?.places).toHaveLength(4);
    expect(chart?.runs.map(({ even }) => even.share)).toEqual([1 / 3, 1 / 4]);
    const nothing = recordOf('rollout-restart', [{ name: 'control', counts: [0, 0, 0], evidence: 'held' }]);
    expect(pairChart(compareRuns(restart(A, [12, 5, 3]), nothing))).toBeNull();
  });

  it('says below its title what differs', () => {
    const burst = restart(B, [60, 0, 0], { parameters: parametersOf('rollout-restart', { restart: 'burst' }) });
    expect(pairChart(compareRuns(restart(A, [30, 18, 12]), burst))?.subtitle).toBe(
      'Share of each Pod, in its order of readiness · restart rolling in A, burst in B',
    );
  });

  it('names the setting of a treatment', () => {
    const treated = recordOf('max-connection-duration', [
      { name: 'control', counts: [20, 0, 0], evidence: 'held' },
      {
        name: 'treatment',
        setting: ONE_SECOND,
        counts: [105, 99, 97],
        evidence: 'picks',
        closes: { max_duration: 301 },
      },
    ]);
    expect(
      pairChart(
        compareRuns(
          aRecord({
            arms: [aControlArm()],
            verdict: { ...restart(A, [20, 0, 0]).verdict, judged_arm: 'control', effect: null } as never,
          }),
          treated,
        ),
      )?.runs[1].label,
    ).toContain('max-connection-duration 1s, 301 new connections');
  });
});
