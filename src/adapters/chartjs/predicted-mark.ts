import type { Chart } from 'chart.js';
import { COLOUR } from './layout.ts';

/** The width of a bar, as a share of its slot and at most, in logical px. */
const BAR_SHARE = 0.72;
export const MAX_BAR = 90;
/** How far from a bar's middle its labels reach, with a little air. */
const LABEL_ROOM = 26;

/** How far right of a bar's middle the mark of its prediction stands: at the bar's edge, and off its labels if it can. */
export function markOffset(slot: number): number {
  const edge = Math.min((slot * BAR_SHARE) / 2, MAX_BAR / 2);
  return Math.max(edge, Math.min(LABEL_ROOM, slot / 2 - 1));
}

/** A diamond at the predicted share with its band as a line through it; heights and size in logical px. */
export function drawMark(
  ctx: Chart['ctx'],
  x: number,
  { low, share, high }: { low: number; share: number; high: number },
  size: number,
): void {
  whisker(ctx, x, low, high, size);
  diamond(ctx, x, share, size);
}

/** A line from one height to another with a cap on either end, light around it so that it shows on every colour. */
function whisker(ctx: Chart['ctx'], x: number, low: number, high: number, cap: number): void {
  ctx.setLineDash([]);
  for (const [width, colour] of [
    [4.5, 'rgba(255, 255, 255, 0.85)'],
    [2, COLOUR.ink],
  ] as const) {
    ctx.lineWidth = width;
    ctx.strokeStyle = colour;
    ctx.beginPath();
    ctx.moveTo(x - cap, low);
    ctx.lineTo(x + cap, low);
    ctx.moveTo(x, low);
    ctx.lineTo(x, high);
    ctx.moveTo(x - cap, high);
    ctx.lineTo(x + cap, high);
    ctx.stroke();
  }
}

function diamond(ctx: Chart['ctx'], x: number, y: number, size: number): void {
  ctx.beginPath();
  ctx.moveTo(x, y - size);
  ctx.lineTo(x + size, y);
  ctx.lineTo(x, y + size);
  ctx.lineTo(x - size, y);
  ctx.closePath();
  ctx.fillStyle = '#ffffff';
  ctx.fill();
  ctx.lineWidth = 2;
  ctx.strokeStyle = COLOUR.ink;
  ctx.stroke();
}
