import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createChartRenderer } from '../src/adapters/chartjs/create-chart-renderer.ts';
import type { RunRecord } from '../src/domain/record.ts';
import type { Log } from '../src/ports/log.ts';
import { drawCharts } from './gallery/draw-charts.ts';
import { chartFile, ENTRIES, entriesOn, type GalleryEntry, PLACES, type Place, recordFile } from './gallery/entries.ts';
import { galleryPage } from './gallery/page.ts';
import { runEntry } from './gallery/run-entry.ts';

const DOCS = resolve(import.meta.dirname, '../docs');
const FOLDER = join(DOCS, 'gallery');
const USAGE = `npm run gallery [-- [--page] [--on lab|kubernetes] [ENTRY ...]]
  runs the entries, all unless some are named, on the lab and, where KUBECONFIG is set, on the cluster; writes docs/gallery.md
  --page  makes the page and its charts again from the records that are there, and runs nothing
Entries: ${ENTRIES.map(({ id }) => id).join(', ')}`;

const log: Log = {
  info: () => undefined,
  warn: (event, fields) => console.error(event, fields),
};

const { values, positionals } = parseArgs({
  options: { page: { type: 'boolean', default: false }, on: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
});
const places = PLACES.filter((place) =>
  values.on === undefined ? place === 'lab' || process.env.KUBECONFIG !== undefined : place === values.on,
);
const unknown = positionals.filter((id) => !ENTRIES.some((entry) => entry.id === id));
if (values.help || unknown.length > 0 || places.length === 0) {
  console.error(unknown.length > 0 ? `There is no entry ${unknown.join(', ')}.\n${USAGE}` : USAGE);
  process.exit(values.help ? 0 : 2);
}

const isAsked = ({ id }: GalleryEntry): boolean => positionals.length === 0 || positionals.includes(id);
await mkdir(FOLDER, { recursive: true });
const charts = createChartRenderer();
try {
  for (const place of places) {
    for (const entry of entriesOn(place).filter(isAsked)) {
      const record = values.page ? (await readRecords()).get(recordFile(entry, place)) : await runEntry(entry, place);
      if (record !== undefined) await keep(entry, place, record);
    }
  }
} finally {
  await charts.close();
}
await writeFile(join(DOCS, 'gallery.md'), galleryPage(await readRecords()));

async function keep(entry: GalleryEntry, place: Place, record: RunRecord): Promise<void> {
  await writeFile(join(FOLDER, recordFile(entry, place)), `${JSON.stringify(record)}\n`);
  for (const [chart, bytes] of await drawCharts({ charts, log }, entry, record)) {
    await writeFile(join(FOLDER, chartFile(entry, place, chart)), bytes);
  }
}

async function readRecords(): Promise<Map<string, RunRecord>> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json'));
  const read = names.map(
    async (name) => [name, JSON.parse(await readFile(join(FOLDER, name), 'utf8')) as RunRecord] as const,
  );
  return new Map(await Promise.all(read));
}
