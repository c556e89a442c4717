import type { Chart, Plugin } from 'chart.js';
import { drawPoint } from 'chart.js/helpers';
import type { LineSeries, TimeChart } from '../../domain/chart/chart-spec.ts';
import { type Box, isLeaderFree, type Placed, type Point, placeLabel, spreadColumn } from './label-place.ts';
import { COLOUR, MARGIN, SIZE, WIDTH } from './layout.ts';
import type { Pen } from './pen.ts';
import { podStyle } from './pod-style.ts';
import { isRestless } from './restless.ts';

const STYLE = { size: SIZE.label };
const LINE_HEIGHT = 18;
const KEY = 26;
const END_GAP = 10;
/** A label in the plot may take this much of the width before it is broken in two. */
const MAX_INNER = 240;
/** A label at a line's end may take this much before it is broken, or cut where there are many. */
const MAX_END = 118;
const MANY = 5;
/** About what the y axis takes. */
const AXIS_WIDTH = 60;
/** How many points of a line are tried as a label's anchor. */
const ANCHORS = 40;

/** The lines that are still there at the last sample: their labels stand at their ends, the others' in the plot. */
export function endsLast(series: readonly LineSeries[]): LineSeries[] {
  const pods = series.filter(({ role, points }) => role === 'pod' && points.length > 0);
  const last = Math.max(...pods.map(({ points }) => points.at(-1)?.[0] ?? 0));
  return pods.filter(({ labelled, points }) => labelled && points.at(-1)?.[0] === last);
}

/** The width beside the plot that labels at the lines' ends need, in logical px; none where the plot has room for them. */
export function endLabelsWidth({ series, to_s }: TimeChart, pen: Pen): number {
  const width = endWidth(series, pen);
  const lastSample = endsLast(series)[0]?.points.at(-1)?.[0] ?? to_s;
  return (1 - lastSample / to_s) * (WIDTH - AXIS_WIDTH - 2 * MARGIN) > width + END_GAP ? 0 : width;
}

function endWidth(series: readonly LineSeries[], pen: Pen): number {
  const ends = endsLast(series);
  const widths = ends.flatMap(({ label }) => endRows(label, ends.length, pen).map((row) => pen.width(row, STYLE)));
  return widths.length === 0 ? 0 : END_GAP + KEY + Math.max(...widths);
}

/** A few labels may take two rows each; many are cut to one. */
function endRows(label: string, labels: number, pen: Pen): string[] {
  return labels > MANY ? [pen.clip(label, STYLE, MAX_END)] : pen.wrap(label, STYLE, MAX_END);
}

/** Writes each labelled line's name beside it, with a key of its colour, dash and marker. */
export function lineLabels(series: readonly LineSeries[], pen: Pen): Plugin {
  return {
    id: 'line-labels',
    afterDatasetsDraw(chart) {
      const lines = series.map((one) => ({ ...one, path: pathOf(chart, one) }));
      const atEnd = endsLast(series).map(({ id }) => id);
      drawEndLabels(
        chart,
        lines.filter(({ id }) => atEnd.includes(id)),
        pen,
      );
      drawInnerLabels(chart, lines, atEnd, pen);
    },
  };
}

interface DrawnLine extends LineSeries {
  path: Point[];
}

function pathOf(chart: Chart, { points }: LineSeries): Point[] {
  return points
    .filter((point): point is [number, number] => point[1] !== null)
    .map(([x, y]) => ({
      x: chart.scales.x?.getPixelForValue(x) ?? 0,
      y: chart.scales.y?.getPixelForValue(y) ?? 0,
    }));
}

function drawEndLabels(chart: Chart, lines: readonly DrawnLine[], pen: Pen): void {
  const { ctx, chartArea } = chart;
  const ends = lines.map(({ path }) => path.at(-1) ?? { x: chartArea.right, y: chartArea.bottom });
  const levels = lines.map((line) => mean(line.path.slice(isRestless(line) ? -20 : -1).map(({ y }) => y)));
  const lastX = Math.max(...ends.map(({ x }) => x));
  const column = (lastX + endWidth(lines, pen) + END_GAP < chartArea.right ? lastX : chartArea.right) + END_GAP;
  const texts = lines.map(({ label }) => endRows(label, lines.length, pen));
  const height = LINE_HEIGHT * Math.max(1, ...texts.map((rows) => rows.length));
  const ys = spreadColumn(levels, height, chartArea.top + height / 2, chartArea.bottom - height / 2 + 4);
  lines.forEach((line, index) => {
    const [end, y, text] = [ends[index], ys[index], texts[index]];
    if (end === undefined || y === undefined || text === undefined) return;
    const top = y - (LINE_HEIGHT * text.length) / 2;
    // The last value of a restless line is no more its own than any other, so nothing points at it.
    if (!isRestless(line)) leader(ctx, end, { x: column, y: top + LINE_HEIGHT / 2 });
    writeLabel(ctx, { left: column, top, width: 0, height }, text, line, pen);
  });
}

function drawInnerLabels(chart: Chart, lines: readonly DrawnLine[], atEnd: readonly string[], pen: Pen): void {
  const { chartArea } = chart;
  const area = { left: chartArea.left, top: chartArea.top, width: chartArea.width, height: chartArea.height };
  const boxes: Box[] = [];
  const drawn: { line: DrawnLine; text: string[]; placed: Placed }[] = [];
  const named = lines.filter(({ id, labelled }) => labelled && !atEnd.includes(id));
  // The expectation first: its label is the widest, and without it nobody knows what the dashes are.
  const widestFirst = named.toSorted((a, b) => Number(b.role === 'expected') - Number(a.role === 'expected'));
  for (const line of widestFirst) {
    const text = pen.wrap(line.label, STYLE, MAX_INNER);
    const size = {
      width: KEY + Math.max(...text.map((row) => pen.width(row, STYLE))),
      height: text.length * LINE_HEIGHT,
    };
    const placed = placeLabel(anchorsOf(line), size, area, { boxes, lines: lines.map(({ path }) => path) });
    if (placed === null) continue;
    boxes.push(placed.box);
    drawn.push({ line, text, placed });
  }
  for (const { line, text, placed } of drawn) {
    const { box, anchor } = placed;
    const isAbove = box.top < anchor.y;
    if (isLeaderFree(placed, boxes)) {
      leader(chart.ctx, anchor, { x: anchor.x, y: isAbove ? box.top + box.height : box.top });
    }
    chart.ctx.fillStyle = 'rgba(255, 255, 255, 0.7)';
    chart.ctx.fillRect(box.left, box.top, box.width, box.height);
    writeLabel(chart.ctx, box, text, line, pen);
  }
}

/** A Pod is named where most of its connections are; the expectation on the middle of its last level. */
function anchorsOf({ role, path }: DrawnLine): Point[] {
  if (role === 'expected') {
    const [from, to] = path.slice(-2);
    if (from === undefined || to === undefined) return [];
    return Array.from({ length: ANCHORS }, (_, i) => ({ x: from.x + ((to.x - from.x) * i) / ANCHORS, y: to.y }));
  }
  const top = Math.min(...path.map(({ y }) => y));
  const candidates = path.filter(({ y }) => y <= top + 1);
  const step = Math.max(1, Math.floor(candidates.length / ANCHORS));
  return candidates.filter((_, index) => index % step === 0);
}

function writeLabel(ctx: Chart['ctx'], box: Box, text: readonly string[], line: LineSeries, pen: Pen) {
  const middle = box.top + LINE_HEIGHT / 2;
  drawKey(ctx, { x: box.left, y: middle }, line);
  ctx.save();
  ctx.font = pen.font(STYLE);
  ctx.fillStyle = line.role === 'pod' ? COLOUR.ink : COLOUR.muted;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  text.forEach((row, index) => {
    ctx.fillText(row, box.left + KEY, middle + index * LINE_HEIGHT + 1);
  });
  ctx.restore();
}

/** A short piece of the line itself, so that its name needs no legend. */
function drawKey(ctx: Chart['ctx'], { x, y }: Point, line: LineSeries): void {
  const { colour, dash, marker } = podStyle(Math.max(0, line.slot));
  const isPod = line.role === 'pod';
  ctx.save();
  ctx.strokeStyle = isPod ? colour : COLOUR.expected;
  ctx.fillStyle = colour;
  ctx.lineWidth = isPod ? 2.5 : 2;
  ctx.setLineDash(isPod ? (isRestless(line) ? [] : dash) : [5, 4]);
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x + KEY - 6, y);
  ctx.stroke();
  ctx.setLineDash([]);
  if (isPod) drawPoint(ctx, { pointStyle: marker, radius: 4.5, borderWidth: 2 }, x + (KEY - 6) / 2, y);
  ctx.restore();
}

function leader(ctx: Chart['ctx'], from: Point, to: Point): void {
  ctx.save();
  ctx.strokeStyle = COLOUR.muted;
  ctx.lineWidth = 0.75;
  ctx.globalAlpha = 0.7;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(from.x, from.y);
  ctx.lineTo(to.x, to.y);
  ctx.stroke();
  ctx.restore();
}

function mean(values: readonly number[]): number {
  return values.reduce((acc, value) => acc + value, 0) / Math.max(1, values.length);
}
