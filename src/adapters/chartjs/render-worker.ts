import { parentPort, workerData } from 'node:worker_threads';
import type { ChartSpec } from '../../domain/chart/chart-spec.ts';
import { errorMessage } from '../../domain/error-message.ts';
import { createDrawChart } from './draw-chart.ts';

/** What the thread answers a specification with. */
export type RenderAnswer = { png: Uint8Array } | { error: string };

const { fontDir } = workerData as { fontDir?: string };
const draw = createDrawChart(fontDir);

parentPort?.on('message', (spec: ChartSpec) => {
  parentPort?.postMessage(answer(spec));
});

function answer(spec: ChartSpec): RenderAnswer {
  try {
    return { png: draw(spec) };
  } catch (error) {
    return { error: errorMessage(error) };
  }
}
