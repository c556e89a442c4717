import { createCanvas, loadImage } from 'canvas';
import { type ResultDeps, resultParts } from '../../src/app/result-parts.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import type { ChartName, GalleryEntry } from './entries.ts';

/** Wide enough to be read on a page at double density, in pixels. */
const WIDTH = 1200;
/** Of WebP, in percent: text stays sharp, and a chart is a quarter of its PNG. */
const QUALITY = 85;

/** The charts that an entry shows of a run, as they are in its thread. @throws Error when the run has no such chart */
export async function drawCharts(
  deps: ResultDeps,
  { id, charts }: GalleryEntry,
  record: RunRecord,
): Promise<Map<ChartName, Buffer>> {
  const parts = await resultParts(deps, record, null);
  const drawn = charts.map(async (chart) => {
    const part = parts.find((one) => one.kind === 'file' && one.name.startsWith(`chart-${chart}-`));
    if (part?.kind !== 'file') throw new Error(`the run ${record.id} of ${id} has no chart "${chart}"`);
    return [chart, await smaller(part.bytes)] as const;
  });
  return new Map(await Promise.all(drawn));
}

async function smaller(png: Uint8Array): Promise<Buffer> {
  const image = await loadImage(Buffer.from(png));
  const height = Math.round((image.height * WIDTH) / image.width);
  const canvas = createCanvas(WIDTH, height);
  canvas.getContext('2d').drawImage(image, 0, 0, WIDTH, height);
  return canvas.toBuffer('image/webp', QUALITY);
}
