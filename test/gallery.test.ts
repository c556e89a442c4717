import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chartFile, ENTRIES, entriesOn, PLACES, recordFile } from '../bench/gallery/entries.ts';
import { galleryPage } from '../bench/gallery/page.ts';
import type { RunRecord } from '../src/domain/record.ts';
import { SCENARIOS } from '../src/domain/scenarios.ts';
import { schemaProblems } from './record-schema.ts';

const docs = resolve(import.meta.dirname, '../docs');
const files = readdirSync(join(docs, 'gallery'));
const records = new Map(
  files
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, JSON.parse(readFileSync(join(docs, 'gallery', name), 'utf8')) as RunRecord]),
);
const kept = PLACES.flatMap((place) =>
  entriesOn(place).map((entry) => ({ entry, place, file: recordFile(entry, place) })),
);

describe('the gallery', () => {
  it('shows every scenario', () => {
    const shown = new Set(ENTRIES.map(({ scenario }) => scenario));
    expect(SCENARIOS.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });

  it('has a record and its charts of each entry wherever it can be run, and nothing else', () => {
    const charts = kept.flatMap(({ entry, place }) => entry.charts.map((chart) => chartFile(entry, place, chart)));
    expect(files.toSorted()).toEqual([...kept.map(({ file }) => file), ...charts].toSorted());
  });

  it.each(kept)(
    'keeps in $file a run of its scenario that ended, with the target as it was',
    ({ entry, place, file }) => {
      const record = records.get(file);
      expect(record).toMatchObject({ scenario: entry.scenario, state: 'done', target: { kind: place } });
      expect(record?.gates.filter(({ ok }) => !ok)).toEqual([]);
      expect(['RESTORED', 'NOT_NEEDED']).toContain(record?.restore.state);
      expect(schemaProblems(record)).toEqual([]);
    },
  );

  it('is the page that its records make; npm run gallery -- --page writes it', () => {
    expect(readFileSync(join(docs, 'gallery.md'), 'utf8')).toBe(galleryPage(records));
  });
});
