import { describe, expect, it } from 'vitest';
import { runPathChart } from '../../../src/domain/chart/run-path-chart.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { repairedRecord } from '../run-record-fixture.ts';
import { englishIn, lostNumbers } from '../text/bilingual.ts';

/** A run whose Pods are on both nodes. */
function aRun(changed: Partial<RunRecord> = {}): RunRecord {
  const record = repairedRecord();
  const pods = record.topology.pods.map((pod, index) => ({ ...pod, node: `node-${1 + (index % 2)}` }));
  return { ...record, topology: { ...record.topology, pods }, ...changed };
}

describe('the picture of a run’s path', () => {
  it('has the shares that were counted in the judged arm, in the colours of the run’s other charts', () => {
    const chart = runPathChart(aRun());
    const pods = chart?.columns.at(-1);
    expect(pods?.caption).toBe('share of new connections,\nas the run counted them');
    const cards = pods?.cards.map(({ title, value, lines, slot }) => [title, value, lines.at(-1)?.text, slot]);
    expect([...(cards ?? [])].sort()).toEqual([
      ['envoy-ta', '35 %', '105 of 301', 3],
      ['envoy-tb', '33 %', '99 of 301', 4],
      ['envoy-tc', '32 %', '97 of 301', 5],
    ]);
    expect(chart?.title).toBe('20 of 20 on one Pod until max_connection_duration 1s');
    expect(chart?.footer).toMatch(/^run r-7f3c0a12 · lab · /);
  });

  it('has arrows that add up to all that was counted', () => {
    const columns = runPathChart(aRun())?.columns ?? [];
    for (const { arrows } of columns.slice(1))
      expect(arrows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it('goes the way that the Service had in the judged arm, without a node where Pods were the targets', () => {
    const run = aRun();
    const arms = run.arms.map((arm) =>
      arm.name === 'treatment' ? { ...arm, conditions: [{ kind: 'target-type' as const, value: 'ip' as const }] } : arm,
    );
    const columnsOf = (record: RunRecord) => runPathChart(record)?.columns.length ?? 0;
    expect(columnsOf({ ...run, arms })).toBe(columnsOf(run) - 1);
  });

  it('is described without an address of a Pod, which no record keeps', () => {
    const chart = runPathChart(aRun());
    expect(chart?.alt).toContain('Pod envoy-ta on node-2: 35 %, 105 of 301.');
    expect(chart?.columns.at(-1)?.cards.flatMap(({ lines }) => lines.map(({ style }) => style))).not.toContain(
      'address',
    );
  });

  it('says the same in Japanese', () => {
    const [english, japanese] = (['en', 'ja'] as const).map((language) => runPathChart(aRun(), language));
    expect(lostNumbers(english?.alt ?? '', japanese?.alt ?? '')).toEqual([]);
    expect(englishIn((japanese?.alt ?? '').replaceAll('lab-1', ' '))).toEqual([]);
  });

  it.each<[string, (run: RunRecord) => RunRecord]>([
    ['the target was never read', (run) => ({ ...run, topology: { ...run.topology, service: null } })],
    ['nothing was judged', (run) => ({ ...run, verdict: null })],
    ['no Pod of the arm is known', (run) => ({ ...run, topology: { ...run.topology, pods: [] } })],
    [
      'the clients balanced by themselves',
      (run) => ({
        ...run,
        arms: run.arms.map((arm) => ({ ...arm, conditions: [{ kind: 'client-policy', value: 'round_robin' }] })),
      }),
    ],
    ['nothing was counted', (run) => ({ ...run, arms: run.arms.map((arm) => ({ ...arm, picks: {}, held: {} })) })],
  ])('is none where %s', (_why, change) => {
    expect(runPathChart(change(aRun()))).toBeNull();
  });
});
