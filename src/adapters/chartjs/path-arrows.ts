import type { Chart } from 'chart.js';
import type { PathArrow } from '../../domain/chart/path-spec.ts';
import { COLOUR, SIZE } from './layout.ts';
import type { PlacedCard, PlacedColumn } from './path-layout.ts';
import type { Pen } from './pen.ts';
import { podStyle } from './pod-style.ts';

/** How thick the whole traffic is, and the least, in logical px. */
const THICKEST = 26;
const THINNEST = 1.5;
/** Space between arrows at a card. */
const BESIDE = 5;
/** Least distance of two percentages under each other. */
const LABEL_ROOM = 15;
const EVENLY = 1e-6;
const HEAD = 9;

interface PlacedArrow {
  arrow: PathArrow;
  from: { x: number; y: number };
  to: { x: number; y: number };
  width: number;
}

/** Draws what goes from one column to the next, each as thick as its share of the traffic. */
export function drawArrows(ctx: Chart['ctx'], from: PlacedColumn, to: PlacedColumn, pen: Pen): void {
  const arrows = placeArrows(from, to);
  ctx.save();
  // The thick ones first, so that no thin one is hidden.
  for (const arrow of [...arrows].sort((a, b) => b.width - a.width)) drawArrow(ctx, arrow);
  ctx.restore();
  const isReadable = arrows.every(({ arrow: { to: card }, to: { y } }) =>
    arrows.every(
      (other) => other.to.y === y || other.arrow.to !== card || Math.abs(other.to.y - y) >= LABEL_ROOM - EVENLY,
    ),
  );
  if (isReadable) for (const arrow of arrows) drawLabel(ctx, arrow, pen);
}

function widthOf(share: number): number {
  return Math.max(THINNEST, THICKEST * share);
}

function placeArrows(from: PlacedColumn, to: PlacedColumn): PlacedArrow[] {
  const { arrows } = to.column;
  return arrows.map((arrow): PlacedArrow => {
    const out = arrows.filter((other) => other.from === arrow.from).sort((a, b) => a.to - b.to);
    const into = arrows.filter((other) => other.to === arrow.to).sort((a, b) => a.from - b.from);
    return {
      arrow,
      width: widthOf(arrow.share),
      from: { x: rightOf(from.cards[arrow.from]), y: beside(from.cards[arrow.from], out, arrow, BESIDE) },
      to: { x: (to.cards[arrow.to]?.x ?? 0) - 1, y: beside(to.cards[arrow.to], into, arrow, LABEL_ROOM - 3) },
    };
  });
}

function rightOf(card: PlacedCard | undefined): number {
  return (card?.x ?? 0) + (card?.width ?? 0) + 1;
}

/** The height at a card's side of one of its arrows, which lie beside each other around its middle. */
function beside(card: PlacedCard | undefined, all: readonly PathArrow[], arrow: PathArrow, space: number): number {
  const { y = 0, height = 0 } = card ?? {};
  const total = all.reduce((sum, { share }) => sum + widthOf(share), 0);
  const gap = Math.min(space, all.length > 1 ? Math.max(1, (height - 8 - total) / (all.length - 1)) : 0);
  let at = y + height / 2 - (total + gap * (all.length - 1)) / 2;
  for (const other of all) {
    if (other === arrow) return at + widthOf(other.share) / 2;
    at += widthOf(other.share) + gap;
  }
  return at;
}

function drawArrow(ctx: Chart['ctx'], { arrow, from, to, width }: PlacedArrow): void {
  const colour = arrow.slot === null ? '#9aa4ae' : podStyle(arrow.slot).colour;
  const head = Math.min(HEAD + width / 3, (to.x - from.x) / 2);
  const middle = (from.x + to.x) / 2;
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = width;
  ctx.lineCap = 'butt';
  ctx.beginPath();
  ctx.moveTo(from.x, from.y);
  ctx.bezierCurveTo(middle, from.y, middle, to.y, to.x - head + 1, to.y);
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(to.x, to.y);
  ctx.lineTo(to.x - head, to.y - width / 2 - 4);
  ctx.lineTo(to.x - head, to.y + width / 2 + 4);
  ctx.closePath();
  ctx.fill();
}

function drawLabel(ctx: Chart['ctx'], { arrow, to, width }: PlacedArrow, pen: Pen): void {
  if (arrow.label === '') return;
  ctx.save();
  ctx.font = pen.font({ size: SIZE.footer, bold: true });
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4;
  ctx.strokeStyle = 'rgba(255, 255, 255, 0.92)';
  const x = to.x - Math.min(HEAD + width / 3, 20) - 3;
  ctx.strokeText(arrow.label, x, to.y + 1);
  ctx.fillStyle = COLOUR.ink;
  ctx.fillText(arrow.label, x, to.y + 1);
  ctx.restore();
}
