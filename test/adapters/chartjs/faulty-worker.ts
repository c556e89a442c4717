import { parentPort } from 'node:worker_threads';
import type { ChartSpec } from '../../../src/domain/chart/chart-spec.ts';

/** A drawing thread that does what the chart's title says. */
parentPort?.on('message', ({ title }: ChartSpec) => {
  if (title === 'crash') throw new Error('out of memory');
  if (title === 'exit') process.exit(3);
  while (title === 'hang') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  parentPort?.postMessage(title === 'refuse' ? { error: 'no such series' } : { png: Buffer.from(title) });
});
