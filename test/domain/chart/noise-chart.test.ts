import { describe, expect, it } from 'vitest';
import { noiseChart } from '../../../src/domain/chart/noise-chart.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { recordOf } from '../run-record-fixture.ts';

/** Two arms of one Pod each that both saw samples of; the Pod had 4 foreign connections before the run. */
function record(): RunRecord {
  const made = recordOf('health-check-noise', [
    { name: 'control', counts: [20], evidence: 'held' },
    { name: 'treatment', counts: [20], evidence: 'held' },
  ]);
  const uid = made.topology.pods[0]?.uid ?? '';
  const counts: Record<string, (number | null)[][]> = { control: [[4], [4]], treatment: [[null], [7]] };
  const arms = made.arms.map((arm, index) => ({
    ...arm,
    samples: { ...arm.samples, at_ms: [1000 + 60_000 * index, 2000 + 60_000 * index], pods: [uid] },
    foreign: { connections: 3 * index, per_pod_per_minute: 12 * index, counts: counts[arm.name] ?? [] },
    ...(index === 0
      ? {}
      : {
          conditions: [{ kind: 'health-checks' as const, value: 'traffic-port' as const }],
          windows: { ...arm.windows, prepare: [40_000, 41_000] as [number, number] },
        }),
  }));
  return { ...made, arms };
}

describe('the chart of what health checks add', () => {
  it('counts from the first sample of each Pod, with gaps where it was not read', () => {
    const chart = noiseChart(record());
    expect(chart?.series.map(({ points }) => points)).toEqual([
      [
        [1, 0],
        [2, 0],
        [61, null],
        [62, 3],
      ],
    ]);
    expect(chart?.title).toBe('12 foreign connections a minute on each Pod, 0 as found');
    expect(chart?.subtitle).toContain('downstream_cx_total - downstream_cx_http2_total');
  });

  it('takes a connection that had not spoken yet at the first sample for none', () => {
    const made = record();
    const [control] = made.arms;
    if (control?.foreign !== undefined) control.foreign.counts[0] = [5];
    expect(noiseChart(made)?.series[0]?.points.map(([, count]) => count)).toEqual([1, 0, null, 3]);
  });

  it('marks when the checks moved, and says in words where the lines end', () => {
    const chart = noiseChart(record());
    expect(chart?.marks).toContainEqual({ at_s: 40, label: 'health checks moved' });
    expect(chart?.alt).toMatch(/Connections that never spoke HTTP\/2, at the end: \S+ node-1 3\./);
  });

  it('is none for a run that does not ask', () => {
    expect(noiseChart(recordOf('baseline', [{ name: 'control', counts: [20], evidence: 'held' }]))).toBeNull();
  });
});
