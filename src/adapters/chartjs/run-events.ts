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
        drawBand(chart, band, COLOUR.bands[index % COLOUR.bands.length] ?? '', pen);
      });
      drawMarks(chart, marks, pen);
      chart.ctx.restore();
    },
  };
}

function xOf(chart: Chart, seconds: number): number {
  return chart.scales.x?.getPixelForValue(seconds) ?? 0;
}

function drawBand(chart: Chart, band: Band, colour: string, pen: Pen): void {
  const { ctx, chartArea } = chart;
  const left = xOf(chart, band.from_s);
  const right = xOf(chart, band.to_s);
  const top = chartArea.top - EVENTS_HEIGHT;
  ctx.globalCompositeOperation = 'multiply';
  ctx.fillStyle = colour;
  ctx.fillRect(left, top, right - left, chartArea.bottom - top);
  ctx.globalCompositeOperation = 'source-over';
  const style = { size: SIZE.label, bold: true };
  const [name = '', what = ''] = [band.label.split(': ')[0], band.label];
  const label = pen.width(what, style) <= right - left - 2 * GAP ? what : name;
  ctx.font = pen.font(style);
  ctx.fillStyle = COLOUR.ink;
  ctx.textAlign = 'left';
  ctx.fillText(pen.clip(label, style, right - left - 2 * GAP), left + GAP, top + ROW / 2 + 1);
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
