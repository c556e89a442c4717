import { describe, expect, test } from 'vitest';
import { podIds } from '../../../src/domain/chart/chart-pods.ts';
import { timeChart } from '../../../src/domain/chart/time-chart.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { aControlArm, aRecord, aRollingRecord, aTreatmentArm } from '../../builders/a-record.ts';

function chartOf(record: RunRecord) {
  const chart = timeChart(record);
  if (chart === null) throw new Error('the record has samples');
  return chart;
}

function seriesOf(record: RunRecord, id: string) {
  return chartOf(record).series.find((series) => series.id === id);
}

/** A run that a person ended in the control's change. */
function aCancelledRecord(): RunRecord {
  const control = aControlArm({
    windows: { change: [6000, 14_000], observe: [14_000, 14_000] },
    held: {},
    verdict: null,
  });
  const { samples } = control;
  const arms = [
    { ...control, samples: { ...samples, at_ms: samples.at_ms.slice(0, 29), active: samples.active.slice(0, 29) } },
  ];
  return aRecord({ state: 'cancelled', arms, timeline: [] });
}

describe('lines', () => {
  test("a Pod's line joins the samples of every arm it lived in", () => {
    const points = seriesOf(aRecord(), 'uid-b0')?.points ?? [];
    expect(points[0]).toEqual([8.5, 13]);
    expect(points.at(-1)).toEqual([39.4, 20]);
    expect(points.map(([at]) => at)).toEqual([...points.map(([at]) => at)].sort((a, b) => a - b));
  });

  test('a moment at which a Pod was not read is a gap, not a zero', () => {
    const control = aControlArm();
    const row = control.samples.at_ms.indexOf(25_000);
    const active = control.samples.active.map((values, at) => (at === row ? values.map(() => null) : values));
    const record = aRecord({ arms: [{ ...control, samples: { ...control.samples, active } }, aTreatmentArm()] });
    expect(seriesOf(record, 'uid-b0')?.points).toContainEqual([25, null]);
  });

  test('Pods keep their place in the order of appearance, and restored Pods without samples have no line', () => {
    const record = aRecord();
    expect(podIds(record).indexOf('uid-c1')).toBe(seriesOf(record, 'uid-c1')?.slot);
    expect(podIds(record)).toContain('uid-d0');
    expect(seriesOf(record, 'uid-d0')).toBeUndefined();
  });

  test('labels are the suffix and the node, and only for Pods that an arm was observed on', () => {
    const labelled = chartOf(aRecord()).series.filter((series) => series.labelled && series.role === 'pod');
    expect(labelled.map(({ label }) => label)).toEqual([
      'bx7k2 node-1',
      'bk9d2 node-2',
      'bm4w8 node-1',
      'cx7k2 node-1',
      'ck9d2 node-2',
      'cm4w8 node-1',
    ]);
  });

  test('a long node name is shortened to its host, and a Pod without a telling suffix keeps its name', () => {
    const record = aRecord();
    const [first, second, ...rest] = record.topology.pods;
    if (first === undefined || second === undefined) throw new Error('the record has Pods');
    const pods = [
      { ...first, node: 'ip-10-0-12-34.us-west-1.compute.internal' },
      { ...second, name: 'envoy-a' },
      ...rest,
    ];
    const renamed = { ...record, topology: { ...record.topology, pods } };
    expect(seriesOf(renamed, 'uid-a0')?.label).toBe('ax7k2 ip-10-0-12-34');
    expect(seriesOf(renamed, 'uid-a1')?.label).toBe('envoy-a node-2');
  });
});

describe('the expected total', () => {
  test('is every client in the control, and the duty of their connections in the treatment', () => {
    const expected = seriesOf(aRecord(), 'expected');
    expect(expected?.points.map(([at, y]) => [at, y === null ? null : Math.round(y * 10) / 10])).toEqual([
      [20.4, 20],
      [35.4, 20],
      [35.4, null],
      [52.7, 6.7],
      [97.7, 6.7],
    ]);
    expect(expected?.label).toBe('expected open at a time, all Pods: 6.7 of 20 (1 s of every 3 s)');
  });

  test.each([
    [{ kind: 'max-connection-duration', value_ms: 60_000 } as const, '19 of 20 (1 min of every 1 min 3 s)'],
    [
      { kind: 'max-connection-duration', value_ms: 2000, jitter_percent: 50 } as const,
      '16.7 of 20 (on average 2.5 s of every 3 s)',
    ],
    [{ kind: 'idle-timeout', value_ms: 2000 } as const, '13.3 of 20 (2 s of every 3 s)'],
    [{ kind: 'idle-timeout', value_ms: 5000 } as const, '20 of 20 (a request every 3s keeps them in use)'],
  ])('under %j tells why', (setting, text) => {
    const record = aRecord({ arms: [aControlArm(), aTreatmentArm({ setting })] });
    expect(seriesOf(record, 'expected')?.label).toContain(text);
  });
});

describe('the expected total of clients with streams', () => {
  const cut = { kind: 'max-connection-duration', value_ms: 1000, max_stream_duration_ms: 6000 } as const;
  test.each([
    [{}, { kind: 'max-connection-duration', value_ms: 1000 } as const, '20 of 20 (endless streams)'],
    [{}, { kind: 'idle-timeout', value_ms: 1000 } as const, '20 of 20 (endless streams)'],
    [{}, cut, '13.3 of 20 (6 s of every 9 s)'],
    [{ stream_ms: 4000 }, { kind: 'idle-timeout', value_ms: 1000 } as const, '16.7 of 20 (5 s of every 6 s)'],
    [{ stream_ms: 5000 }, { kind: 'idle-timeout', value_ms: 1000 } as const, '20 of 20 (a stream every 6s keeps'],
  ])('%j under %j tells why', (changed, setting, text) => {
    const { parameters } = aRecord();
    const record = aRecord({
      arms: [aControlArm(), aTreatmentArm({ setting })],
      parameters: { ...parameters, rpc: 'server-stream', ...changed },
    });
    expect(seriesOf(record, 'expected')?.label).toContain(text);
  });

  test('are named under the title, and what is beside the value in the mark', () => {
    const parameters = { ...aRecord().parameters, rpc: 'bidi-stream', stream_ms: 60_000 } as const;
    const setting = { ...cut, jitter_percent: 25, drain_timeout_ms: 500 };
    const chart = chartOf(aRecord({ parameters, arms: [aControlArm(), aTreatmentArm({ setting })] }));
    expect(chart.subtitle).toContain(
      '20 clients, one bidirectional stream of 60 s after the other, with a message every 3 s each',
    );
    expect(chart.marks[1]?.label).toBe('restart, setting 1s, jitter 25%, streams 6s, drain 500ms');
  });
});

describe('bands and marks', () => {
  test('of a written plan, a mark for an arm whose clients reconnect, and none for one in which nothing moves', () => {
    const reconnected = { ...aTreatmentArm(), setting: null, moved_by: 'reconnect' as const };
    const still = { ...aControlArm(), moved_by: 'none' as const };
    const record = aRecord({ scenario: 'custom', arms: [still, reconnected] });
    const marks = chartOf(record).marks.map(({ label }) => label);
    expect(marks).toContain('reconnect');
    expect(marks).not.toContain('restart');
    expect(chartOf(record).bands.map(({ label }) => label)).toEqual([
      'control: nothing changed',
      'treatment: reconnect only',
    ]);
  });

  test('arms are bands with what was done in them', () => {
    expect(chartOf(aRecord()).bands).toEqual([
      { label: 'control: restart only', from_s: 6, to_s: 35.4 },
      { label: 'treatment: max_connection_duration 1s', from_s: 35.4, to_s: 97.7 },
    ]);
  });

  test('restarts, the setting and the restore are marked, close ones as one', () => {
    expect(chartOf(aRecord()).marks).toEqual([
      { at_s: 6, label: 'restart' },
      { at_s: 35.4, label: 'restart, setting 1s' },
      { at_s: 105.3, label: 'restored' },
    ]);
  });

  test('a baseline neither restarts nor claims to', () => {
    const control = aControlArm({ windows: { change: [6000, 6000], observe: [6000, 35_400] } });
    const chart = chartOf(aRecord({ scenario: 'baseline', arms: [control], timeline: [] }));
    expect(chart.marks).toEqual([]);
    expect(chart.bands[0]?.label).toBe('control: nothing changed');
  });
});

describe('many arms', () => {
  const names = ['5s', '1s', 'control', '15s+25%', '5s-2', 'control-2'];
  const arms = names.map((name, index) => {
    const base = name.startsWith('control') ? aControlArm() : aTreatmentArm();
    const [from, to] = [60_000 * index + 20_000, 60_000 * (index + 1)];
    const windows = { change: [60_000 * index, from], observe: [from, to] } satisfies typeof base.windows;
    const at_ms = Array.from({ length: 60 }, (_, second) => 60_000 * index + 1000 * second + 500);
    return { ...base, name, windows, samples: { ...base.samples, at_ms, active: at_ms.map(() => []) } };
  });
  const chart = chartOf(aRecord({ arms }));

  test('have a line for each place in the order of readiness, at the mean of the Pod that had it', () => {
    const [first, second, third, expected, ...others] = chart.series;
    expect(others).toEqual([]);
    expect([first, second, third].map((line) => [line?.label, line?.slot, line?.labelled])).toEqual([
      ['1st Ready', 0, true],
      ['2nd Ready', 1, true],
      ['3rd Ready', 2, true],
    ]);
    expect(expected?.role).toBe('expected');
    const at = (seconds: number) => first?.points.find(([x]) => x === seconds)?.[1];
    // 5s, then the control, whose first Pod has everything; nothing while Pods are replaced.
    expect([at(20), at(59.5), at(140), at(160.5)]).toEqual([2.3, 2.3, 20, 20]);
    expect(first?.points.filter(([x]) => x === 60)).toEqual([
      [60, 2.3],
      [60, null],
    ]);
    expect(first?.points.some(([x]) => x > 60 && x < 80)).toBe(false);
    expect(chart.y_title).toBe('open connections, mean');
  });

  test('are named by their bands alone, because marks and Pods would cover each other', () => {
    expect(chart.bands.map(({ label }) => label.split(':')[0])).toEqual(names);
    expect(chart.marks).toEqual([]);
    expect(chart.subtitle).toContain('each arm is a band');
    expect(chart.alt).toContain('6 arms, each a band; the mean of each Pod by its order of readiness. 5s from 20 s:');
  });

  test('with levels of their own do not have the last one told for all', () => {
    expect(chart.series.at(-1)?.label).toBe('expected open at a time, all Pods');
    const alike = chartOf(aRecord({ arms: arms.map((arm) => ({ ...arm, setting: null })) }));
    expect(alike.series.at(-1)?.label).toBe('expected open at a time, all Pods: 20 of 20 (one for each client)');
  });
});

describe('the title', () => {
  const judged = (
    effect: 'NO_EFFECT' | 'WORSE' | 'NOT_SHOWN',
    name: 'BALANCED' | 'IMBALANCED' | 'INCONCLUSIVE' | 'INVALID',
    before = 3,
  ) => {
    const verdict = { ...(aControlArm().verdict as NonNullable<RunRecord['verdict']>), name };
    const control = { ...verdict, max_over_mean: before };
    const arms = [aControlArm({ verdict: control }), aTreatmentArm({ verdict })];
    return chartOf(aRecord({ arms, verdict: { ...verdict, judged_arm: 'treatment', effect } })).title;
  };

  test('says the finding', () => {
    expect(chartOf(aRecord()).title).toBe('20 of 20 on one Pod until max_connection_duration 1s');
    expect(chartOf(aRollingRecord()).title).toBe('12 of 20 on one Pod after a restart');
    expect(judged('NO_EFFECT', 'IMBALANCED')).toBe('max_connection_duration 1s changed nothing');
    expect(judged('NOT_SHOWN', 'INCONCLUSIVE')).toBe("Connections per Pod: can't tell yet");
    expect(judged('NOT_SHOWN', 'BALANCED')).toBe('Even with max_connection_duration 1s, not shown uneven without it');
    expect(judged('WORSE', 'IMBALANCED', 1.05)).toContain('made it worse: 35 % of 300 new connections on one Pod');
    expect(judged('WORSE', 'IMBALANCED')).toBe(
      'Uneven with max_connection_duration 1s, not shown more even without it: 35 % of 300 new connections on one Pod',
    );
  });

  test('of repeats adds them up by the order of readiness', () => {
    const arms = [0, 1, 2].map((index) => ({
      ...aControlArm({ held: { [`a${index}`]: 9, [`b${index}`]: 7, [`c${index}`]: 4 } }),
      name: index === 0 ? 'control' : `control-${index + 1}`,
    }));
    const verdict = { ...(aControlArm().verdict as NonNullable<RunRecord['verdict']>), judged_arm: 'control' };
    const record = aRecord({ scenario: 'rollout-restart', arms, verdict: { ...verdict, effect: null } });
    expect(chartOf(record).title).toBe('27 of 60 on the 1st Ready Pods of 3 repeats after a restart');
  });

  test('claims nothing for evidence that does not count', () => {
    expect(judged('NO_EFFECT', 'INVALID')).toBe('Connections per Pod: not counted, a gate failed');
  });
});

describe('texts', () => {
  test('subtitle and footer carry the parameters and where the numbers come from', () => {
    const chart = chartOf(aRecord());
    expect(chart.subtitle).toBe('20 clients, a request every 3 s each · burst restart: one Pod first');
    expect(chart.footer).toBe('run r-7f3c0a12 · lab · 2026-11-23 14:02 UTC · Envoy 1.36.2, grpc-js 1.14.7, bot 0.1.0');
  });

  test('the description tells the numbers of each arm', () => {
    const { alt } = chartOf(aRecord());
    expect(alt).toContain('Connections per Envoy Pod, 0 to 98 s. Control: 20, 0, 0 from 20 s.');
    expect(alt).toMatch(/Treatment from 53 s: 0 to \d on each Pod, 6\.7 of 20 expected at a time\./);
  });

  test('the description stays within what Slack takes', () => {
    const held = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`uid-${i}`, i]));
    expect(chartOf(aRecord({ arms: [aControlArm({ held })], verdict: null })).alt.length).toBeLessThanOrEqual(2000);
  });
});

describe('a run that ended early', () => {
  test('shows what there is up to then', () => {
    const chart = chartOf(aCancelledRecord());
    expect(chart.title).toBe('Connections per Pod: cancelled after 14 s');
    expect(chart.to_s).toBe(14);
    expect(chart.series.filter(({ role }) => role === 'pod').every(({ labelled }) => labelled)).toBe(true);
    expect(chart.series.some(({ role }) => role === 'expected')).toBe(false);
    expect(chart.alt).toContain('Control: not observed.');
  });

  test('has no chart without a sample', () => {
    expect(timeChart(aRecord({ state: 'failed', arms: [] }))).toBeNull();
    const samples = { ...aControlArm().samples, at_ms: [], active: [] };
    expect(timeChart(aRecord({ state: 'failed', arms: [aControlArm({ samples })] }))).toBeNull();
  });
});
