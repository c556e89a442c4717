import type { Chart, ChartConfiguration } from 'chart.js';
import type { LineSeries, TimeChart } from '../../domain/chart/chart-spec.ts';
import { axisStyle } from './axis.ts';
import { frame } from './frame.ts';
import { COLOUR, DENSITY, MARGIN, SIZE } from './layout.ts';
import type { Pen } from './pen.ts';
import { EVENTS_HEIGHT, runEvents } from './run-events.ts';

/** Above this many Pods at one moment their lines can no longer be told apart. */
const MAX_LINES = 8;

/** Room beside the rows for the key of the colours. */
const KEY_WIDTH = 62;
const STYLE = { size: SIZE.footer };

/** Whether a run has too many Pods at one moment for lines. */
export function isCrowded({ series }: TimeChart): boolean {
  const there = new Map<number, number>();
  for (const { role, points } of series) {
    for (const [at, y] of role === 'pod' ? points : []) if (y !== null) there.set(at, (there.get(at) ?? 0) + 1);
  }
  return Math.max(0, ...there.values()) > MAX_LINES;
}

/** A row for each observed Pod, a cell for each sample, darker for more connections, as Chart.js draws it. */
export function heatConfig(spec: TimeChart, pen: Pen): ChartConfiguration<'line', { x: number; y: number | null }[]> {
  const around = frame(spec, pen);
  const rows = spec.series.filter(({ role, labelled }) => role === 'pod' && labelled);
  const most = Math.max(1, ...rows.flatMap(({ points }) => points.map(([, y]) => y ?? 0)));
  const labels = Math.max(0, ...rows.map(({ label }) => pen.width(label, STYLE)));
  return {
    type: 'line',
    data: { datasets: [] },
    options: {
      devicePixelRatio: DENSITY,
      layout: {
        padding: {
          top: around.top + EVENTS_HEIGHT,
          bottom: around.bottom,
          left: MARGIN + labels + 6,
          right: MARGIN + KEY_WIDTH,
        },
      },
      scales: {
        x: { ...axisStyle(spec.x_title, pen), type: 'linear', min: 0, max: spec.to_s, grid: { display: false } },
        y: { type: 'linear', min: 0, max: rows.length, display: false },
      },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
    },
    plugins: [
      around.plugin,
      runEvents(spec.bands, spec.marks, pen),
      {
        id: 'heat',
        beforeDatasetsDraw(chart) {
          rows.forEach((row, index) => {
            drawRow(chart, row, { index, count: rows.length, most }, pen);
          });
          drawScale(chart, spec.y_title, most, pen);
        },
      },
    ],
  };
}

interface Place {
  index: number;
  count: number;
  most: number;
}

function drawRow({ ctx, chartArea, scales }: Chart, row: LineSeries, place: Place, pen: Pen): void {
  const height = chartArea.height / place.count;
  const top = chartArea.top + place.index * height;
  const xOf = (seconds: number) => scales.x?.getPixelForValue(seconds) ?? 0;
  row.points.forEach(([at, y], index) => {
    if (y === null) return;
    const before = row.points[index - 1]?.[0] ?? at;
    const end = row.points[index + 1]?.[0] ?? 2 * at - before;
    ctx.fillStyle = shade(y / place.most);
    ctx.fillRect(xOf(at), top + 0.5, xOf(end) - xOf(at) + 0.3, height - 1);
  });
  // Where rows are lower than letters, only every so many can be named.
  const every = Math.ceil((0.9 * STYLE.size) / height);
  if (place.index % every !== 0) return;
  ctx.font = pen.font(STYLE);
  ctx.fillStyle = COLOUR.ink;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.fillText(row.label, chartArea.left - 6, top + height / 2 + 1);
}

/** From a grey that differs from an absent Pod's nothing, to a dark blue; lightness alone carries the number. */
function shade(part: number): string {
  return `hsl(202, ${Math.round(20 + 80 * part)}%, ${Math.round(88 - 66 * part)}%)`;
}

function drawScale({ ctx, chartArea }: Chart, title: string, most: number, pen: Pen): void {
  const steps = 40;
  const left = chartArea.right + 26;
  const height = chartArea.height / steps;
  for (let step = 0; step < steps; step += 1) {
    ctx.fillStyle = shade(1 - step / (steps - 1));
    ctx.fillRect(left, chartArea.top + step * height, 12, height + 0.5);
  }
  ctx.font = pen.font(STYLE);
  ctx.fillStyle = COLOUR.muted;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.fillText(String(most), left + 16, chartArea.top + 7);
  ctx.fillText('0', left + 16, chartArea.bottom - 6);
  ctx.save();
  ctx.translate(left + 24, chartArea.top + chartArea.height / 2);
  ctx.rotate(-Math.PI / 2);
  ctx.textAlign = 'center';
  ctx.fillText(title, 0, 0);
  ctx.restore();
}
