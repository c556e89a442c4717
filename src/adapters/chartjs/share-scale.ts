import type { Chart, ChartConfiguration } from 'chart.js';
import { axisStyle } from './axis.ts';
import { COLOUR } from './layout.ts';
import type { Pen } from './pen.ts';

/** Free room above the tallest bar for its two lines of text, as a share of the axis. */
const HEADROOM = 1.22;

type Scales = NonNullable<NonNullable<ChartConfiguration<'bar'>['options']>['scales']>;

/** The axes of bars that are shares: no ticks under them, percent beside them; `highest` is the largest share drawn. */
export function shareScales(title: string, highest: number, pen: Pen): Scales {
  const style = axisStyle(title, pen);
  return {
    x: { type: 'category', grid: { display: false }, ticks: { display: false }, border: { color: COLOUR.muted } },
    y: {
      ...style,
      type: 'linear',
      min: 0,
      max: 100 * highest * HEADROOM,
      grid: { color: COLOUR.grid },
      // A share above 100 % does not exist; the room above it is for the bars' labels.
      ticks: { ...style.ticks, maxTicksLimit: 6, callback: (value) => (Number(value) > 100 ? '' : `${value} %`) },
    },
  };
}

/** Where a share stands on the chart, in logical px from its top. */
export function yOfShare(chart: Chart, share: number): number {
  return chart.scales.y?.getPixelForValue(100 * share) ?? 0;
}

/** The dashed line of the even share. */
export function evenLine(ctx: Chart['ctx'], from: number, to: number, y: number): void {
  ctx.strokeStyle = COLOUR.ink;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([6, 4]);
  ctx.beginPath();
  ctx.moveTo(from, y);
  ctx.lineTo(to, y);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** A text with a light edge, readable on a bar and on a band. */
export function haloText(ctx: Chart['ctx'], text: string, x: number, y: number, font: string): void {
  ctx.font = font;
  ctx.lineWidth = 3;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = 'rgba(255, 255, 255, 0.85)';
  ctx.setLineDash([]);
  ctx.strokeText(text, x, y);
  ctx.fillStyle = COLOUR.ink;
  ctx.fillText(text, x, y);
}
