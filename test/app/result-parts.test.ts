import { describe, expect, it } from 'vitest';
import { resultParts } from '../../src/app/result-parts.ts';
import { aRecord } from '../builders/a-record.ts';
import { createFakeCharts } from '../fakes/fake-charts.ts';
import { createFakeLog } from '../fakes/fake-log.ts';

describe('resultParts', () => {
  it('are the two charts, the report, the reason and the raw data', async () => {
    const charts = createFakeCharts();
    const parts = await resultParts({ charts, log: createFakeLog() }, aRecord(), null);
    expect(parts.map(({ kind }) => kind)).toEqual(['file', 'file', 'table', 'text', 'file']);
    expect(charts.drawn.map(({ kind }) => kind)).toEqual(['time', 'share']);
    for (const part of parts.slice(0, 2)) expect(part).toMatchObject({ alt: expect.stringMatching(/\d/) });
    const raw = parts.at(-1);
    if (raw?.kind !== 'file') throw new Error('the last part is no file');
    expect(JSON.parse(Buffer.from(raw.bytes).toString())).toEqual(aRecord());
  });

  it('have a chart’s numbers as text where it can not be drawn, and all the rest', async () => {
    const charts = createFakeCharts();
    const log = createFakeLog();
    charts.fail('no font');
    const parts = await resultParts({ charts, log }, aRecord(), null);
    expect(parts.map(({ kind }) => kind)).toEqual(['text', 'text', 'table', 'text', 'file']);
    for (const part of parts.slice(0, 2)) {
      expect(part).toMatchObject({ text: expect.stringMatching(/^The chart could not be drawn; its numbers: .*\d/) });
    }
    expect(log.warnings()).toEqual(['chart_failed', 'chart_failed']);
  });

  it('are the raw data alone for a run that measured nothing', async () => {
    const record = aRecord({ state: 'interrupted', arms: [], verdict: null, timeline: [] });
    const parts = await resultParts({ charts: createFakeCharts(), log: createFakeLog() }, record, null);
    expect(parts.map((part) => (part.kind === 'file' ? part.name : part.kind))).toEqual(['record.json']);
  });
});
