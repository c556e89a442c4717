import type { ChartConfiguration } from 'chart.js';
import type { ShareChart } from '../../domain/chart/chart-spec.ts';
import { frame } from './frame.ts';
import { DENSITY, MARGIN, SIZE } from './layout.ts';
import type { Pen } from './pen.ts';
import { podStyle } from './pod-style.ts';
import { MAX_BAR } from './predicted-mark.ts';
import { GROUPS_HEIGHT, shareGroups } from './share-groups.ts';
import { shareScales } from './share-scale.ts';

/** Each Pod's share beside the even share, arm beside arm, as Chart.js draws it. */
export function shareConfig(spec: ShareChart, pen: Pen): ChartConfiguration<'bar', (number | null)[]> {
  const around = frame(spec, pen);
  const slots = spec.groups.flatMap(({ bars }, index) => (index === 0 ? bars : [null, ...bars]));
  const highest = Math.max(
    ...spec.groups.flatMap(({ bars, even }) => [
      even.high,
      ...bars.flatMap((bar) => [bar.share, bar.predicted?.high ?? 0]),
    ]),
  );
  return {
    type: 'bar',
    data: {
      labels: slots.map((_, index) => index),
      datasets: [
        {
          data: slots.map((bar) => (bar === null ? null : 100 * bar.share)),
          backgroundColor: slots.map((bar) => (bar === null ? 'transparent' : podStyle(bar.slot).colour)),
          categoryPercentage: 0.9,
          barPercentage: 0.8,
          maxBarThickness: MAX_BAR,
        },
      ],
    },
    options: {
      devicePixelRatio: DENSITY,
      layout: {
        padding: {
          top: around.top + GROUPS_HEIGHT,
          bottom: around.bottom + 3 * SIZE.label,
          left: MARGIN,
          right: MARGIN,
        },
      },
      scales: shareScales(spec.y_title, highest, pen),
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
    },
    plugins: [around.plugin, shareGroups(spec, pen)],
  };
}
