import type { Chart, Plugin } from 'chart.js';
import type { ShareBar, ShareChart, ShareGroup } from '../../domain/chart/chart-spec.ts';
import { wordsIn } from '../../domain/text/words.ts';
import type { Point } from './label-place.ts';
import { COLOUR, SIZE } from './layout.ts';
import type { Pen, TextStyle } from './pen.ts';
import { drawMark, markOffset } from './predicted-mark.ts';
import { evenLine, haloText, yOfShare } from './share-scale.ts';

const ROW = 21;

/** The height above the plot that the groups' names take, and the key of band and markers, in logical px. */
export const GROUPS_HEIGHT = 3 * ROW + 4;

/** Draws behind and around the bars: each arm's background and name, the even share with its band, predictions, labels. */
export function shareGroups(spec: ShareChart, pen: Pen): Plugin {
  const { groups } = spec;
  return {
    id: 'share-groups',
    beforeDatasetsDraw(chart) {
      chart.ctx.save();
      for (const placed of placeGroups(chart, groups)) drawBackground(chart, placed, pen);
      chart.ctx.restore();
    },
    afterDatasetsDraw(chart) {
      chart.ctx.save();
      drawKey(chart, spec, pen);
      const places = placeGroups(chart, groups);
      const podRows = podRowsOf(groups, places[0]?.slot ?? 0, pen);
      for (const placed of places) {
        evenLine(chart.ctx, placed.left, placed.right, yOfShare(chart, placed.group.even.share));
        placed.group.bars.forEach((bar, index) => {
          drawBarLabels(chart, bar, placed, index, podRows, pen);
        });
      }
      chart.ctx.restore();
    },
  };
}

interface PlacedGroup {
  group: ShareGroup;
  index: number;
  left: number;
  right: number;
  slot: number;
}

/** Each group takes a slot for each bar; one empty slot stands between groups. */
function placeGroups({ chartArea }: Chart, groups: readonly ShareGroup[]): PlacedGroup[] {
  const slots = groups.reduce((acc, { bars }) => acc + bars.length, groups.length - 1);
  const slot = chartArea.width / Math.max(1, slots);
  let first = 0;
  return groups.map((group, index) => {
    const left = chartArea.left + first * slot;
    first += group.bars.length + 1;
    // The empty slot is shared by its neighbours, but for a narrow gap.
    const extra = Math.max(0, slot / 2 - 4);
    const isLast = index === groups.length - 1;
    return {
      group,
      index,
      left: left - (index === 0 ? 0 : extra),
      right: left + group.bars.length * slot + (isLast ? 0 : extra),
      slot,
    };
  });
}

function drawBackground(chart: Chart, { group, index, left, right }: PlacedGroup, pen: Pen): void {
  const { ctx, chartArea } = chart;
  const width = right - left;
  const top = chartArea.top - 2 * ROW;
  ctx.globalCompositeOperation = 'multiply';
  ctx.fillStyle = COLOUR.bands[index % COLOUR.bands.length] ?? '';
  ctx.fillRect(left, top, width, chartArea.bottom - top);
  ctx.globalCompositeOperation = 'source-over';
  ctx.fillStyle = COLOUR.evenBand;
  ctx.fillRect(
    left,
    yOfShare(chart, group.even.high),
    width,
    yOfShare(chart, group.even.low) - yOfShare(chart, group.even.high),
  );
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const write = (text: string, style: TextStyle, colour: string, row: number) => {
    ctx.font = pen.font(style);
    ctx.fillStyle = colour;
    ctx.fillText(pen.clip(text, style, width - 12), left + 6, top + (row + 0.5) * ROW + 1);
  };
  const name = fitting([group.label, group.label.split(', ')[0] ?? ''], width - 12, pen, true);
  write(name.text, name.style, COLOUR.ink, 0);
  // Of narrow groups the number alone: the title has what is counted.
  const evidence = fitting([group.evidence, /\d[\d,]*/.exec(group.evidence)?.[0] ?? ''], width - 12, pen, false);
  write(evidence.text, evidence.style, COLOUR.ink, 1);
}

/** The first of these texts that fits in one of the sizes, else the last in the smallest. */
function fitting(texts: readonly string[], width: number, pen: Pen, bold: boolean): { text: string; style: TextStyle } {
  const styles = [SIZE.label, SIZE.footer, SIZE.footer - 1.5].map((size) => ({ size, bold }));
  const choices = texts.flatMap((text) => styles.map((style) => ({ text, style })));
  const last = choices.at(-1) ?? { text: '', style: { size: SIZE.footer } };
  return choices.find(({ text, style }) => pen.width(text, style) <= width) ?? last;
}

/** The prediction beside the bar, and the bar's two labels: its share with the count above, its Pod below. */
function drawBarLabels(
  chart: Chart,
  bar: ShareBar,
  { left, slot, index }: PlacedGroup,
  place: number,
  podRows: PodRows,
  pen: Pen,
) {
  const { ctx, chartArea } = chart;
  const extra = index === 0 ? 0 : Math.max(0, slot / 2 - 4);
  const middle = left + extra + (place + 0.5) * slot;
  if (bar.predicted !== null) drawPredicted(chart, bar.predicted, middle, slot);

  const base = yOfShare(chart, bar.share) - 6;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'alphabetic';
  const percent = String(Math.round(100 * bar.share));
  const bold = { size: SIZE.label, bold: true };
  // Without the sign where bars stand close: the axis has it.
  const text = pen.width('88 %', bold) < slot ? `${percent} %` : percent;
  if (pen.width(text, bold) < slot) {
    haloText(ctx, text, middle, base - 17, pen.font(bold));
    const count = String(bar.count);
    if (pen.width(count, { size: SIZE.label }) < slot)
      haloText(ctx, count, middle, base, pen.font({ size: SIZE.label }));
  }
  ctx.fillStyle = COLOUR.ink;
  writePod(ctx, bar.label.split(' '), { x: middle, y: chartArea.bottom + 5 }, podRows, pen);
}

/** The prediction at the bar's right, off its labels. */
function drawPredicted(chart: Chart, predicted: NonNullable<ShareBar['predicted']>, middle: number, slot: number) {
  const { low, share, high } = predicted;
  const heights = { low: yOfShare(chart, low), share: yOfShare(chart, share), high: yOfShare(chart, high) };
  drawMark(chart.ctx, middle + markOffset(slot), heights, Math.min(6, slot / 8));
}

/** How many rows a Pod's label has under its bar: its suffix over its node, or the suffix alone, and that upright. */
type PodRows = 2 | 1 | 'upright';

/** The same for all bars: what has no room under one of them is left out under each. */
function podRowsOf(groups: readonly ShareGroup[], slot: number, pen: Pen): PodRows {
  const labels = groups.flatMap(({ bars }) => bars.map(({ label }) => label.split(' ')));
  const fits = (part = '') => pen.width(part, { size: SIZE.label }) <= slot - 2;
  if (!labels.every(([pod]) => fits(pod))) return 'upright';
  return labels.every(([, node]) => fits(node)) ? 2 : 1;
}

function writePod(ctx: Chart['ctx'], parts: readonly string[], { x, y }: Point, rows: PodRows, pen: Pen): void {
  const style = { size: SIZE.label };
  ctx.font = pen.font(style);
  if (rows === 'upright') {
    ctx.save();
    ctx.translate(x + 5, y + 2);
    ctx.rotate(-Math.PI / 2);
    ctx.textAlign = 'right';
    ctx.fillText(pen.clip(parts[0] ?? '', style, 52), 0, 0);
    ctx.restore();
    return;
  }
  parts.slice(0, rows).forEach((part, line) => {
    ctx.fillText(part, x, y + (line + 1) * 17);
  });
}

function drawKey({ ctx, chartArea }: Chart, { groups, language = 'en' }: ShareChart, pen: Pen): void {
  const { key } = wordsIn(language).charts;
  const style = { size: SIZE.label };
  const y = chartArea.top - 2.5 * ROW - 3;
  let x = chartArea.left;
  ctx.font = pen.font(style);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const write = (text: string) => {
    ctx.fillStyle = COLOUR.muted;
    ctx.fillText(text, x + 32, y + 1);
    x += 32 + pen.width(text, style) + 24;
  };
  ctx.fillStyle = COLOUR.evenBand;
  ctx.fillRect(x, y - 8, 26, 16);
  evenLine(ctx, x, x + 26, y);
  write(key.even);
  if (groups.some(({ bars }) => bars.some(({ predicted }) => predicted !== null))) {
    drawMark(ctx, x + 20, { low: y + 9, share: y, high: y - 9 }, 5);
    write(key.predicted);
  }
}
