import type { Chart, Plugin } from 'chart.js';
import type { PairChart, PairedRun } from '../../domain/chart/chart-spec.ts';
import { wordsIn } from '../../domain/text/words.ts';
import { COLOUR, SIZE } from './layout.ts';
import type { Pen } from './pen.ts';
import { evenLine, haloText, yOfShare } from './share-scale.ts';

/** Blue and orange of Okabe and Ito's palette, which differ in lightness too; each bar also bears its run's mark. */
export const PAIR_COLOURS = ['#0072B2', '#E69F00'] as const;

const ROW = 21;

/** The height above the plot that the key takes: a row for each run and one for the band, in logical px. */
export const PAIRS_HEIGHT = 3 * ROW + 6;

/** Draws behind and around the bars: each bar's band of the even share, the even line, the labels, the key. */
export function pairBars(spec: PairChart, pen: Pen): Plugin {
  return {
    id: 'pair-bars',
    beforeDatasetsDraw(chart) {
      for (const { bar, run } of placedBars(chart, spec)) drawBand(chart, bar, run);
    },
    afterDatasetsDraw(chart) {
      chart.ctx.save();
      for (const placed of placedBars(chart, spec)) {
        drawEven(chart, placed.bar, placed.run);
        drawLabels(chart, placed, pen);
      }
      drawPlaces(chart, spec, pen);
      drawKey(chart, spec, pen);
      chart.ctx.restore();
    },
  };
}

interface Bar {
  x: number;
  width: number;
}

interface PlacedBar {
  bar: Bar;
  run: PairedRun;
  place: number;
}

function placedBars(chart: Chart, spec: PairChart): PlacedBar[] {
  return spec.runs.flatMap((run, index) =>
    chart
      .getDatasetMeta(index)
      .data.slice(0, run.bars.length)
      .map((element, place) => ({ run, place, bar: element as unknown as Bar })),
  );
}

/** A little wider than the bar, so that a full bar does not hide its band. */
function edges({ x, width }: Bar): [number, number] {
  const half = width * 0.56;
  return [x - half, 2 * half];
}

function drawBand(chart: Chart, bar: Bar, { even }: PairedRun): void {
  const [left, width] = edges(bar);
  chart.ctx.fillStyle = COLOUR.evenBand;
  chart.ctx.fillRect(left, yOfShare(chart, even.high), width, yOfShare(chart, even.low) - yOfShare(chart, even.high));
}

function drawEven(chart: Chart, bar: Bar, { even }: PairedRun): void {
  const [left, width] = edges(bar);
  evenLine(chart.ctx, left, left + width, yOfShare(chart, even.share));
}

/** The share with its count above the bar, the run's mark under it; left out where the bars are too narrow. */
function drawLabels(chart: Chart, { bar, run, place }: PlacedBar, pen: Pen): void {
  const { ctx, chartArea } = chart;
  const { share, count } = run.bars[place] ?? { share: 0, count: 0 };
  const bold = { size: SIZE.label, bold: true };
  ctx.textAlign = 'center';
  ctx.textBaseline = 'alphabetic';
  const room = bar.width * 1.1;
  const text = pen.width('88 %', bold) < room ? `${Math.round(100 * share)} %` : String(Math.round(100 * share));
  if (pen.width(text, bold) < room) {
    const base = yOfShare(chart, share) - 6;
    haloText(ctx, text, bar.x, base - 17, pen.font(bold));
    const below = count.toLocaleString('en-US');
    if (pen.width(below, { size: SIZE.label }) < room)
      haloText(ctx, below, bar.x, base, pen.font({ size: SIZE.label }));
  }
  if (pen.width(run.mark, bold) >= room) return;
  ctx.font = pen.font(bold);
  ctx.fillStyle = COLOUR.ink;
  ctx.fillText(run.mark, bar.x, chartArea.bottom + 17);
}

/** The places' names under the marks, as many as there is room for. */
function drawPlaces({ ctx, chartArea, scales }: Chart, { places }: PairChart, pen: Pen): void {
  const style = { size: SIZE.label };
  const slot = chartArea.width / Math.max(1, places.length);
  const widest = Math.max(...places.map((place) => pen.width(place, style)));
  const step = Math.max(1, Math.ceil((widest + 8) / slot));
  ctx.font = pen.font(style);
  ctx.fillStyle = COLOUR.muted;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'alphabetic';
  places.forEach((place, index) => {
    if (index % step === 0) ctx.fillText(place, scales.x?.getPixelForValue(index) ?? 0, chartArea.bottom + 35);
  });
}

function drawKey({ ctx, chartArea }: Chart, { runs, language = 'en' }: PairChart, pen: Pen): void {
  const { key } = wordsIn(language).charts;
  const style = { size: SIZE.label };
  const left = chartArea.left;
  ctx.font = pen.font(style);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const write = (text: string, row: number, draw: (y: number) => void) => {
    const y = chartArea.top - PAIRS_HEIGHT + (row + 0.5) * ROW;
    draw(y);
    ctx.fillStyle = COLOUR.muted;
    ctx.fillText(pen.clip(text, style, chartArea.right - left - 34), left + 34, y + 1);
  };
  runs.forEach(({ label }, index) => {
    write(label, index, (y) => {
      ctx.fillStyle = PAIR_COLOURS[index] ?? '';
      ctx.fillRect(left, y - 7, 26, 14);
    });
  });
  write(key.even, runs.length, (y) => {
    ctx.fillStyle = COLOUR.evenBand;
    ctx.fillRect(left, y - 8, 26, 16);
    evenLine(ctx, left, left + 26, y);
  });
}
