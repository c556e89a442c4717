import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { LineSeries, TimeChart } from '../../domain/chart/chart-spec.ts';
import { axisStyle } from './axis.ts';
import { frame } from './frame.ts';
import { COLOUR, DENSITY, MARGIN } from './layout.ts';
import { endLabelsWidth, lineLabels } from './line-labels.ts';
import type { Pen } from './pen.ts';
import { podStyle } from './pod-style.ts';
import { isRestless } from './restless.ts';
import { EVENTS_HEIGHT, runEvents } from './run-events.ts';

/** Markers on a line over the whole width. */
const MARKERS = 12;
/** Free room above the highest line, for its label. */
const HEADROOM = 1.15;

/** Connections per Pod over time, as Chart.js draws it. */
export function timeConfig(spec: TimeChart, pen: Pen): ChartConfiguration<'line', { x: number; y: number | null }[]> {
  const around = frame(spec, pen);
  return {
    type: 'line',
    data: { datasets: spec.series.map((series) => lineOf(series, spec.to_s)) },
    options: {
      devicePixelRatio: DENSITY,
      layout: {
        padding: {
          top: around.top + EVENTS_HEIGHT,
          bottom: around.bottom,
          left: MARGIN,
          right: MARGIN + endLabelsWidth(spec, pen),
        },
      },
      scales: {
        x: { ...axisStyle(spec.x_title, pen), type: 'linear', min: 0, max: spec.to_s, grid: { display: false } },
        y: {
          ...axisStyle(spec.y_title, pen),
          type: 'linear',
          min: 0,
          max: Math.ceil(highestOf(spec.series) * HEADROOM),
          grid: { color: COLOUR.grid },
          ticks: { ...axisStyle(spec.y_title, pen).ticks, precision: 0, maxTicksLimit: 7 },
        },
      },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
    },
    plugins: [around.plugin, runEvents(spec.bands, spec.marks, pen), lineLabels(spec.series, pen)],
  };
}

/** The highest Pod, or the expectation's last level; an earlier level far above all Pods would only press them down. */
function highestOf(series: readonly LineSeries[]): number {
  const levels = series.map(({ role, points }) =>
    role === 'pod' ? Math.max(0, ...points.map(([, y]) => y ?? 0)) : (points.at(-1)?.[1] ?? 0),
  );
  return Math.max(1, ...levels);
}

function lineOf(series: LineSeries, toS: number): ChartDataset<'line', { x: number; y: number | null }[]> {
  const isPod = series.role === 'pod';
  const { colour, dash, marker } = podStyle(Math.max(0, series.slot));
  return {
    data: series.points.map(([x, y]) => ({ x, y })),
    borderColor: isPod ? colour : COLOUR.expected,
    backgroundColor: colour,
    borderWidth: isPod ? (isRestless(series) ? 1.5 : 2.5) : 2,
    // Dashes of a line that jumps with every sample would only be read as noise.
    borderDash: isPod ? (isRestless(series) ? [] : dash) : [5, 4],
    pointStyle: marker,
    pointRadius: isPod ? markerRadii(series, toS) : 0,
    spanGaps: false,
    clip: 6,
    order: isPod ? 0 : 1,
  };
}

/** A marker now and then, at other times than the other Pods', so that lines on each other can still be told apart. */
function markerRadii({ points, slot }: LineSeries, toS: number): number[] {
  const step = toS / MARKERS;
  const beat = (seconds: number) => Math.floor(seconds / step - (slot % 3) / 3);
  return points.map(([x], index) => {
    const before = points[index - 1]?.[0];
    return before !== undefined && beat(x) !== beat(before) ? 4.5 : 0;
  });
}
