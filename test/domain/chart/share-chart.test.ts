import { expect, test } from 'vitest';
import { podIds } from '../../../src/domain/chart/chart-pods.ts';
import { shareChart } from '../../../src/domain/chart/share-chart.ts';
import { timeChart } from '../../../src/domain/chart/time-chart.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { bandAround, shareBand } from '../../../src/domain/statistics/share-band.ts';
import { aControlArm, aRecord, aRollingRecord, aTreatmentArm } from '../../builders/a-record.ts';

function chartOf(record: RunRecord) {
  const chart = shareChart(record);
  if (chart === null) throw new Error('the record has counts');
  return chart;
}

test('each arm is a group of the evidence that it is judged by', () => {
  const [control, treatment] = chartOf(aRecord()).groups;
  expect(control).toMatchObject({ label: 'control', evidence: '20 connections held' });
  expect(control?.bars.map(({ count, share }) => [count, share])).toEqual([
    [20, 1],
    [0, 0],
    [0, 0],
  ]);
  expect(treatment).toMatchObject({ label: 'treatment: max_connection_duration 1s', evidence: '300 new connections' });
  expect(treatment?.bars.map(({ count, share }) => [count, share])).toEqual([
    [105, 0.35],
    [98, 98 / 300],
    [97, 97 / 300],
  ]);
});

test('many repeats are one group an arm, by order of readiness', () => {
  const repeat = (kind: 'control' | 'treatment', index: number) => ({
    ...(kind === 'control' ? aControlArm() : aTreatmentArm()),
    name: index === 0 ? kind : `${kind}-${index + 1}`,
  });
  const arms = [0, 1, 2].flatMap((index) => [repeat('control', index), repeat('treatment', index)]);
  const { groups } = chartOf(aRecord({ arms }));
  expect(groups.map(({ label }) => label)).toEqual([
    'control, 3 repeats',
    'treatment: max_connection_duration 1s, 3 repeats',
  ]);
  expect(groups[0]?.bars.map(({ label, count }) => [label, count])).toEqual([
    ['1st Ready', 60],
    ['2nd Ready', 0],
    ['3rd Ready', 0],
  ]);
  expect(groups[1]?.bars.map(({ count }) => count)).toEqual([315, 294, 291]);
  expect(groups[1]?.even).toEqual({ share: 1 / 3, ...shareBand(900, 3) });
});

test('the even share has the band of one Pod for that many connections', () => {
  const { groups } = chartOf(aRecord());
  expect(groups.map(({ even }) => even)).toEqual([
    { share: 1 / 3, ...shareBand(20, 3) },
    { share: 1 / 3, ...shareBand(300, 3) },
  ]);
});

test('predicted shares stand beside the measured ones, null where there is none', () => {
  const { groups } = chartOf(aRollingRecord());
  expect(groups[0]?.bars.map(({ predicted }) => predicted)).toEqual(
    [37 / 81, 28 / 81, 16 / 81].map((share) => ({ share, ...bandAround(20, share) })),
  );
  const unpredicted = aRecord({ arms: [aControlArm({ predicted: {} }), aTreatmentArm()] });
  expect(chartOf(unpredicted).groups[0]?.bars.every(({ predicted }) => predicted === null)).toBe(true);
});

test('a prediction of the even share is not drawn twice', () => {
  const [control, treatment] = chartOf(aRecord()).groups;
  expect(treatment?.bars.map(({ predicted }) => predicted)).toEqual([null, null, null]);
  expect(control?.bars.map(({ predicted }) => predicted?.share)).toEqual([1, 0, 0]);
});

test('repeats are predicted together, weighed by their connections', () => {
  const repeat = (index: number, held: Record<string, number>, predicted: Record<string, number>) =>
    aControlArm({ name: index === 0 ? 'control' : `control-${index + 1}`, held, predicted });
  const arms = [0, 1, 2, 3, 4].map((index) =>
    repeat(index, { a: 12, b: 8 }, index === 0 ? { a: 1, b: 0 } : { a: 0.5, b: 0.5 }),
  );
  const [group] = chartOf(aRecord({ arms })).groups;
  expect(group?.bars.map(({ predicted }) => predicted)).toEqual(
    [0.6, 0.4].map((share) => ({ share, ...bandAround(100, share) })),
  );
  const unpredicted = [...arms.slice(1), repeat(5, { a: 12, b: 8 }, {})];
  expect(chartOf(aRecord({ arms: unpredicted })).groups[0]?.bars[0]?.predicted).toBe(null);
});

test('a Pod has the same place, and so the same colour, as in the time chart', () => {
  const record = aRecord();
  const lines = new Map(timeChart(record)?.series.map(({ id, slot }) => [id, slot]));
  const bars = chartOf(record).groups.flatMap(({ bars }) => bars);
  expect(bars.map(({ id, slot }) => [id, slot])).toEqual(bars.map(({ id }) => [id, lines.get(id)]));
  expect(bars.map(({ slot }) => slot)).toEqual(bars.map(({ id }) => podIds(record).indexOf(id)));
});

test('the title says the repair in shares, else what the run found', () => {
  expect(chartOf(aRecord()).title).toBe('From 100 % on one Pod (100 % predicted) to 35 / 33 / 32 %');
  expect(chartOf(aRollingRecord()).title).toBe('12 of 20 on one Pod after a restart, 9.1 predicted');
  const unpredicted = aRecord({ arms: [aControlArm({ predicted: {} }), aTreatmentArm()] });
  expect(chartOf(unpredicted).title).toBe('From 100 % on one Pod to 35 / 33 / 32 %');
});

test('the description tells each Pod with its share and count', () => {
  const { alt } = chartOf(aRecord());
  expect(alt).toContain(
    'Control, 20 connections held: bx7k2 node-1 100 % (20), bk9d2 node-2 0 % (0), bm4w8 node-1 0 % (0).',
  );
  expect(alt).toContain('Even share 33 %, 95 % band 15 % to 55 %.');
});

test('the description tells what the timeline predicts where it is not the even share, and who is outside', () => {
  const { alt } = chartOf(aRollingRecord());
  expect(alt).toContain(
    "Predicted by the restart's timeline, with 95 % bands: 46 % (25 % to 65 %), 35 % (15 % to 55 %), 20 % (5 % to 40 %). All are in them.",
  );
  expect(chartOf(aRecord()).alt.match(/Predicted by/g)).toHaveLength(1);
  const record = aRollingRecord();
  const [arm] = record.arms;
  if (arm !== undefined) arm.held = { 'uid-b0': 3, 'uid-b1': 5, 'uid-b2': 12 };
  expect(chartOf(record).alt).toContain('Outside: bx7k2 node-1, bm4w8 node-1.');
});

test('an arm without a count has no group, and a run without any has no chart', () => {
  const record = aRecord({
    state: 'cancelled',
    arms: [aControlArm(), aTreatmentArm({ picks: {}, held: {}, verdict: null })],
  });
  expect(chartOf(record).groups.map(({ label }) => label)).toEqual(['control']);
  expect(shareChart(aRecord({ state: 'failed', arms: [] }))).toBeNull();
});
