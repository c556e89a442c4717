import type { ChartConfiguration } from 'chart.js';
import type { PairChart } from '../../domain/chart/chart-spec.ts';
import { axisStyle } from './axis.ts';
import { frame } from './frame.ts';
import { DENSITY, MARGIN, SIZE } from './layout.ts';
import { PAIR_COLOURS, PAIRS_HEIGHT, pairBars } from './pair-bars.ts';
import type { Pen } from './pen.ts';

/** Free room above the tallest bar for its two lines of text, as a share of the axis. */
const HEADROOM = 1.22;

/** Two runs bar beside bar, place by place, as Chart.js draws it. */
export function pairConfig(spec: PairChart, pen: Pen): ChartConfiguration<'bar', (number | null)[]> {
  const around = frame(spec, pen);
  const highest = Math.max(...spec.runs.flatMap(({ bars, even }) => [even.high, ...bars.map(({ share }) => share)]));
  const style = axisStyle(spec.y_title, pen);
  return {
    type: 'bar',
    data: {
      labels: spec.places,
      datasets: spec.runs.map(({ mark, bars }, index) => ({
        label: mark,
        data: spec.places.map((_, place) => {
          const bar = bars[place];
          return bar === undefined ? null : 100 * bar.share;
        }),
        backgroundColor: PAIR_COLOURS[index],
        categoryPercentage: 0.8,
        barPercentage: 0.88,
        maxBarThickness: 90,
      })),
    },
    options: {
      devicePixelRatio: DENSITY,
      layout: {
        padding: {
          top: around.top + PAIRS_HEIGHT,
          bottom: around.bottom + 2.5 * SIZE.label,
          left: MARGIN,
          right: MARGIN,
        },
      },
      scales: {
        x: { type: 'category', grid: { display: false }, ticks: { display: false } },
        y: {
          ...style,
          type: 'linear',
          min: 0,
          max: 100 * highest * HEADROOM,
          // A share above 100 % does not exist; the room above it is for the bars' labels.
          ticks: { ...style.ticks, maxTicksLimit: 6, callback: (value) => (Number(value) > 100 ? '' : `${value} %`) },
        },
      },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
    },
    plugins: [around.plugin, pairBars(spec, pen)],
  };
}
