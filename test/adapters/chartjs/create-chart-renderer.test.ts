import { afterEach, describe, expect, test } from 'vitest';
import { type ChartRendererConfig, createChartRenderer } from '../../../src/adapters/chartjs/create-chart-renderer.ts';
import type { PairChart, ShareChart, TimeChart } from '../../../src/domain/chart/chart-spec.ts';
import { pairChart } from '../../../src/domain/chart/pair-chart.ts';
import { shareChart } from '../../../src/domain/chart/share-chart.ts';
import { timeChart } from '../../../src/domain/chart/time-chart.ts';
import { compareRuns } from '../../../src/domain/comparison/compare-runs.ts';
import type { ChartRenderer } from '../../../src/ports/chart-renderer.ts';
import { aRecord, aRollingRecord } from '../../builders/a-record.ts';

let open: ChartRenderer[] = [];

afterEach(async () => {
  await Promise.all(open.map((renderer) => renderer.close()));
  open = [];
});

function aRenderer(config: ChartRendererConfig = {}): ChartRenderer {
  const renderer = createChartRenderer(config);
  open.push(renderer);
  return renderer;
}

function aFaultyRenderer(timeoutMs = 20_000): ChartRenderer {
  return aRenderer({ program: new URL('./faulty-worker.ts', import.meta.url), timeoutMs });
}

function aTimeChart(overrides: Partial<TimeChart> = {}): TimeChart {
  const chart = timeChart(aRecord());
  if (chart === null) throw new Error('the record has samples');
  return { ...chart, ...overrides };
}

function aShareChart(): ShareChart {
  const chart = shareChart(aRecord());
  if (chart === null) throw new Error('the record has counts');
  return chart;
}

function aPairChart(): PairChart {
  const chart = pairChart(compareRuns(aRollingRecord(), aRecord()));
  if (chart === null) throw new Error('the records have counts');
  return chart;
}

/** Width and height from the IHDR chunk (PNG specification, section 11.2.2). */
function pngSize(png: Buffer): [number, number] {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

/** A run with more Pods at one moment than lines could show. */
function aCrowdedChart(): TimeChart {
  const [pod] = aTimeChart().series;
  if (pod === undefined) throw new Error('the chart has Pods');
  const series = Array.from({ length: 12 }, (_, slot) => ({ ...pod, id: `pod-${slot}`, slot, labelled: true }));
  return aTimeChart({ series });
}

describe('drawing', () => {
  test('every kind of chart is a PNG of 1600 by 900 pixels', async () => {
    const renderer = aRenderer();
    const charts = await Promise.all([aTimeChart(), aShareChart(), aCrowdedChart(), aPairChart()].map(renderer.render));
    expect(charts.map(pngSize)).toEqual([
      [1600, 900],
      [1600, 900],
      [1600, 900],
      [1600, 900],
    ]);
  });

  test('Japanese words of one length look different, so they are no boxes', async () => {
    const renderer = aRenderer();
    const [connection, rollout] = await Promise.all(
      ['コネクション', 'ロールアウト'].map((title) => renderer.render(aTimeChart({ title }))),
    );
    expect(connection?.equals(rollout ?? Buffer.alloc(0))).toBe(false);
  });

  test('words of characters that no font has look the same, which is how boxes are found', async () => {
    const renderer = aRenderer();
    const [one, other] = await Promise.all(
      ['\u{F0001}\u{F0002}', '\u{F0003}\u{F0004}'].map((title) => renderer.render(aTimeChart({ title }))),
    );
    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true);
  });

  test('the same specification gives the same picture', async () => {
    const renderer = aRenderer();
    const [first, second] = await Promise.all([renderer.render(aTimeChart()), renderer.render(aTimeChart())]);
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
  });

  test('the event loop stays free meanwhile', async () => {
    const renderer = aRenderer();
    await renderer.render(aShareChart());
    const before = performance.eventLoopUtilization();
    await Promise.all(Array.from({ length: 4 }, () => renderer.render(aTimeChart())));
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
  });
});

describe('trouble in the drawing thread', () => {
  const fails = (reason: string) => ({ code: 'chart_failed', message: expect.stringContaining(reason) });

  test.each([
    ['crash', 'out of memory'],
    ['exit', 'its thread ended with code 3'],
    ['refuse', 'no such series'],
  ])('after a %s that chart is rejected, and the next one is drawn', async (title, reason) => {
    const renderer = aFaultyRenderer();
    const broken = renderer.render(aTimeChart({ title }));
    const next = renderer.render(aTimeChart({ title: 'fine' }));
    await expect(broken).rejects.toMatchObject(fails(reason));
    expect(String(await next)).toBe('fine');
  });

  test('a chart that takes too long is rejected, and the next one is drawn', async () => {
    const renderer = aFaultyRenderer(1500);
    await expect(renderer.render(aTimeChart({ title: 'hang' }))).rejects.toMatchObject(fails('timeout'));
    expect(String(await renderer.render(aTimeChart({ title: 'fine' })))).toBe('fine');
  });

  test('closing rejects the chart in hand and every later one', async () => {
    const renderer = aFaultyRenderer();
    const inHand = renderer.render(aTimeChart({ title: 'hang' }));
    const rejected = expect(inHand).rejects.toMatchObject(fails('has been closed'));
    await renderer.close();
    await rejected;
    await expect(renderer.render(aTimeChart())).rejects.toMatchObject(fails('has been closed'));
  });
});
