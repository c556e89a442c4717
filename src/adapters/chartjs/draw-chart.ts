import type { ChartConfiguration } from 'chart.js';
import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import type { ChartSpec } from '../../domain/chart/chart-spec.ts';
import type { PathChart } from '../../domain/chart/path-spec.ts';
import { loadFonts, loadMonoFonts } from './fonts.ts';
import { heatConfig, isCrowded } from './heat-config.ts';
import { HEIGHT, WIDTH } from './layout.ts';
import { pairConfig } from './pair-config.ts';
import { drawPath } from './path-picture.ts';
import { createPen, type Pen } from './pen.ts';
import { shareConfig } from './share-config.ts';
import { timeConfig } from './time-config.ts';
import { tradeoffConfig } from './tradeoff-config.ts';

/** Draws a chart in the calling thread, which it keeps busy for some 100 ms. */
export type DrawChart = (spec: ChartSpec) => Buffer;

/** A {@link DrawChart} with its fonts loaded; `fontDir` as in {@link loadFonts}. */
export function createDrawChart(fontDir?: string): DrawChart {
  const fonts = loadFonts(fontDir);
  const pen = createPen(fonts, loadMonoFonts(fonts));
  const canvas = new ChartJSNodeCanvas({ width: WIDTH, height: HEIGHT, backgroundColour: '#ffffff' });
  return (spec) => {
    if (spec.kind === 'path') return drawPath(spec, pen);
    return canvas.renderToBufferSync(configurationOf(spec, pen) as ChartConfiguration);
  };
}

function configurationOf(spec: Exclude<ChartSpec, PathChart>, pen: Pen) {
  if (spec.kind === 'share') return shareConfig(spec, pen);
  if (spec.kind === 'pair') return pairConfig(spec, pen);
  if (spec.kind === 'tradeoff') return tradeoffConfig(spec, pen);
  return isCrowded(spec) ? heatConfig(spec, pen) : timeConfig(spec, pen);
}
