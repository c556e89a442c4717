import { createCanvas } from 'canvas';
import type { Chart } from 'chart.js';
import type { PathChart } from '../../domain/chart/path-spec.ts';
import { frame } from './frame.ts';
import { COLOUR, DENSITY, SIZE, WIDTH } from './layout.ts';
import { drawArrows } from './path-arrows.ts';
import { CAPTION, CARD, layOut, type PlacedCard, type PlacedColumn, TITLE } from './path-layout.ts';
import type { Pen } from './pen.ts';
import { podStyle } from './pod-style.ts';

const FILL = { balancer: '#f3f5f7', node: '#f3f5f7', pod: '#ffffff', client: '#1b1f24' } as const;

/** Draws a path on a canvas of its own: as wide as a chart, and as high or, for many Pods, higher. */
export function drawPath(spec: PathChart, pen: Pen): Buffer {
  const around = frame(spec, pen);
  const { columns, top, height } = layOut(spec, pen, around);
  const canvas = createCanvas(WIDTH * DENSITY, height * DENSITY);
  // The same drawing interface as in a browser, which Chart.js's types are about.
  const ctx = canvas.getContext('2d') as unknown as Chart['ctx'];
  ctx.fillStyle = '#ffffff';
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.scale(DENSITY, DENSITY);
  around.draw(ctx, height);
  columns.forEach((column, index) => {
    const before = columns[index - 1];
    if (before !== undefined) drawArrows(ctx, before, column, pen);
  });
  for (const column of columns) {
    drawHead(ctx, column, top, pen);
    for (const card of column.cards) drawCard(ctx, card, column, pen);
  }
  return canvas.toBuffer('image/png');
}

function drawHead(ctx: Chart['ctx'], { column, x, caption }: PlacedColumn, top: number, pen: Pen): void {
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.font = pen.font(TITLE);
  ctx.fillStyle = COLOUR.ink;
  ctx.fillText(column.head, x, top + 10);
  ctx.font = pen.font(CAPTION);
  ctx.fillStyle = COLOUR.muted;
  caption.forEach((line, index) => {
    ctx.fillText(line, x, top + 28 + 16 * index);
  });
}

function drawCard(ctx: Chart['ctx'], placed: PlacedCard, { column }: PlacedColumn, pen: Pen): void {
  const { card, x, y, width, height } = placed;
  const { slot, isIdle } = card;
  ctx.fillStyle = FILL[column.kind];
  ctx.strokeStyle = COLOUR.muted;
  ctx.lineWidth = 1;
  ctx.setLineDash(isIdle ? [4, 3] : []);
  ctx.beginPath();
  ctx.roundRect(x, y, width, height, 5);
  ctx.fill();
  ctx.stroke();
  ctx.setLineDash([]);
  if (column.kind === 'client') {
    writeUpright(ctx, placed, pen);
    return;
  }
  if (slot !== null) {
    ctx.fillStyle = podStyle(slot).colour;
    ctx.beginPath();
    ctx.roundRect(x, y, CARD.edge + 1, height, [5, 0, 0, 5]);
    ctx.fill();
  }
  writeLines(ctx, placed, pen);
}

function writeLines(ctx: Chart['ctx'], { card, x, y, width, lines }: PlacedCard, pen: Pen): void {
  const left = x + CARD.edge + CARD.padding;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const { text, style, kind, y: at } of lines) {
    ctx.font = pen.font(style);
    ctx.fillStyle = kind === 'muted' || card.isIdle ? COLOUR.muted : COLOUR.ink;
    ctx.fillText(text, left, y + at + 1);
  }
  if (card.value === null) return;
  ctx.textAlign = 'right';
  ctx.font = pen.font(TITLE);
  ctx.fillStyle = card.isIdle ? COLOUR.muted : COLOUR.ink;
  ctx.fillText(card.value, x + width - CARD.padding, y + (lines[0]?.y ?? 0) + 1);
}

/** The clients' narrow card, with its word from the bottom to the top. */
function writeUpright(ctx: Chart['ctx'], { card, x, y, width, height }: PlacedCard, pen: Pen): void {
  ctx.save();
  ctx.translate(x + width / 2, y + height / 2);
  ctx.rotate(-Math.PI / 2);
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.font = pen.font({ size: SIZE.label, bold: true });
  ctx.fillStyle = '#ffffff';
  ctx.fillText(card.title, 0, 1);
  ctx.restore();
}
