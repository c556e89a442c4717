import type { ChartConfiguration } from 'chart.js';
import type { PairChart } from '../../domain/chart/chart-spec.ts';
import { frame } from './frame.ts';
import { DENSITY, MARGIN, SIZE } from './layout.ts';
import { PAIR_COLOURS, PAIRS_HEIGHT, pairBars } from './pair-bars.ts';
import type { Pen } from './pen.ts';
import { shareScales } from './share-scale.ts';

/** Two runs bar beside bar, place by place, as Chart.js draws it. */
export function pairConfig(spec: PairChart, pen: Pen): ChartConfiguration<'bar', (number | null)[]> {
  const around = frame(spec, pen);
  const highest = Math.max(...spec.runs.flatMap(({ bars, even }) => [even.high, ...bars.map(({ share }) => share)]));
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
      scales: shareScales(spec.y_title, highest, pen),
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
    },
    plugins: [around.plugin, pairBars(spec, pen)],
  };
}
