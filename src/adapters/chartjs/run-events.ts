import type { Chart, Plugin } from 'chart.js';
import type { Band, Mark } from '../../domain/chart/chart-spec.ts';
import { COLOUR, SIZE, WIDTH } from './layout.ts';
import type { Pen } from './pen.ts';

const ROW = 21;
const GAP = 4;

/** The height above the plot that the names of bands and marks take, in logical px. */
export const EVENTS_HEIGHT = 2 * ROW + GAP;

/** Draws the arms as bands behind the plot, and what happened as thin lines, their names above it in a row each. */
export function runEvents(bands: readonly Band[], marks: readonly Mark[], pen: Pen): Plugin {
  return {
    id: 'run-events',
    beforeDatasetsDraw(chart) {
      chart.ctx.save();
      chart.ctx.textBaseline = 'middle';
      bands.forEach((band, index) => {
        drawBand(chart, band, COLOUR.bands[index % COLOUR.bands.length] ?? '');
      });
      drawBandNames(chart, bands, marks.length === 0 ? 2 : 1, pen);
      drawMarks(chart, marks, pen);
      chart.ctx.restore();
    },
  };
}

function xOf(chart: Chart, seconds: number): number {
  return chart.scales.x?.getPixelForValue(seconds) ?? 0;
}

function drawBand(chart: Chart, band: Band, colour: string): void {
  const { ctx, chartArea } = chart;
  const left = xOf(chart, band.from_s);
  const top = chartArea.top - EVENTS_HEIGHT;
  ctx.globalCompositeOperation = 'multiply';
  ctx.fillStyle = colour;
  ctx.fillRect(left, top, xOf(chart, band.to_s) - left, chartArea.bottom - top);
  ctx.globalCompositeOperation = 'source-over';
}

const NAME_STYLE = { size: SIZE.label, bold: true };

/**
 * Each band's label at its left end: whole where it fits, its name alone where that does, and of many narrow bands the
 * names of every so many, which reach over the bands behind theirs; with two free rows, in turn.
 */
function drawBandNames(chart: Chart, bands: readonly Band[], rows: number, pen: Pen): void {
  const { ctx, chartArea } = chart;
  const placed = bands.map((band) => placeName(chart, band, pen));
  const isNarrow = placed.some(({ name, room }) => pen.width(name, NAME_STYLE) > room);
  const shown = isNarrow && bands.length > 2 ? everySoMany(placed, rows, pen) : placed;
  ctx.font = pen.font(NAME_STYLE);
  ctx.fillStyle = COLOUR.ink;
  ctx.textAlign = 'left';
  for (const { text, left, row } of shown) {
    ctx.fillText(text, left, chartArea.top - EVENTS_HEIGHT + (row + 0.5) * ROW + 1);
  }
}

interface PlacedName {
  name: string;
  /** What is written, clipped to the band. */
  text: string;
  left: number;
  room: number;
  row: number;
}

function placeName(chart: Chart, band: Band, pen: Pen): PlacedName {
  const left = xOf(chart, band.from_s) + GAP;
  const room = xOf(chart, band.to_s) - GAP - left;
  const name = band.label.split(': ')[0] ?? '';
  const label = pen.width(band.label, NAME_STYLE) <= room ? band.label : name;
  return { name, text: pen.clip(label, NAME_STYLE, room), left, room, row: 0 };
}

/** The names of every n-th band, whole, for the smallest n at which none reaches into the next in its row. */
function everySoMany(placed: readonly PlacedName[], rows: number, pen: Pen): PlacedName[] {
  const width = (name: string): number => pen.width(name, NAME_STYLE);
  for (let step = 1; step < placed.length; step += 1) {
    const some = placed.filter((_, index) => index % step === 0);
    const fits = some.every(({ name, left }, index) => {
      const next = some[index + rows]?.left ?? WIDTH;
      return left + width(name) + GAP <= next;
    });
    if (fits) return some.map((one, index) => ({ ...one, text: one.name, row: index % rows }));
  }
  return placed.slice(0, 1).map((one) => ({ ...one, text: one.name }));
}

/** A label stands right of its line, or left of it at the image's edge or where the next one would be in its way. */
function drawMarks({ ctx, chartArea, ...chart }: Chart, marks: readonly Mark[], pen: Pen): void {
  const style = { size: SIZE.label };
  const middle = chartArea.top - ROW / 2;
  const lines = marks.map((mark) => ({ ...mark, x: chart.scales.x?.getPixelForValue(mark.at_s) ?? 0 }));
  let free = chartArea.left;
  ctx.font = pen.font(style);
  lines.forEach(({ x, label }, index) => {
    ctx.strokeStyle = COLOUR.muted;
    ctx.lineWidth = 1;
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(x, chartArea.top - ROW + 2);
    ctx.lineTo(x, chartArea.bottom);
    ctx.stroke();

    const width = pen.width(label, style);
    const end = Math.min(WIDTH, lines[index + 1]?.x ?? WIDTH);
    const fitsRight = x + GAP + width <= end - GAP;
    const fitsLeft = x - GAP - width >= free;
    if (!fitsRight && !fitsLeft) return;
    ctx.fillStyle = COLOUR.muted;
    ctx.textAlign = fitsRight ? 'left' : 'right';
    ctx.fillText(label, fitsRight ? x + GAP : x - GAP, middle);
    free = fitsRight ? x + GAP + width + GAP : x + GAP;
  });
}
