import type { ChartSpec } from '../domain/chart/chart-spec.ts';
import { noiseChart } from '../domain/chart/noise-chart.ts';
import { shareChart } from '../domain/chart/share-chart.ts';
import { timeChart } from '../domain/chart/time-chart.ts';
import { tradeoffChart } from '../domain/chart/tradeoff-chart.ts';
import type { Language } from '../domain/language.ts';
import type { RunRecord } from '../domain/record.ts';
import { probeTable } from '../domain/text/custom-text.ts';
import type { ThreadPart } from '../domain/text/message.ts';
import { alarmPart } from '../domain/text/recovery-text.ts';
import { reportTables } from '../domain/text/report-table.ts';
import { sweepAdvice } from '../domain/text/sweep-answer.ts';
import { sweepTable } from '../domain/text/sweep-table.ts';
import { whyPart } from '../domain/text/why-part.ts';
import { wordsIn } from '../domain/text/words.ts';
import type { Topology } from '../domain/topology.ts';
import type { ChartRenderer } from '../ports/chart-renderer.ts';
import type { Log } from '../ports/log.ts';

export interface ResultDeps {
  charts: ChartRenderer;
  log: Log;
}

/** The thread of an ended run in order: a restore that failed, charts, report, why, raw data. A chart that can not be drawn leaves its text. */
export async function resultParts(
  deps: ResultDeps,
  record: RunRecord,
  topology: Topology | null,
  language: Language = 'en',
): Promise<ThreadPart[]> {
  const { restore, target, requested_by } = record;
  const parts: ThreadPart[] = [];
  if (restore.state === 'FAILED' && restore.recovery === undefined)
    parts.push(alarmPart(target.name, requested_by, restore.problem, language));
  const charts: [string, ChartIn][] = [
    [`chart-connections-${record.id}.png`, (spoken) => timeChart(record, spoken)],
    [`chart-foreign-${record.id}.png`, (spoken) => noiseChart(record, spoken)],
    [`chart-tradeoff-${record.id}.png`, (spoken) => tradeoffChart(record, spoken)],
    [`chart-share-${record.id}.png`, (spoken) => shareChart(record, spoken)],
  ];
  for (const [name, chart] of charts) parts.push(...(await chartParts(deps, name, chart, language)));
  const { sweep } = record;
  if (sweep !== undefined) parts.push(sweepTable(record, sweep, language), sweepAdvice(record, sweep, language));
  else if (record.arms.length > 0) parts.push(...reportTables(record, language));
  const probes = probeTable(record, language);
  if (probes !== null) parts.push(probes);
  if (record.arms.length > 0) parts.push(whyPart(record, topology, language));
  const bytes = Buffer.from(`${JSON.stringify(record, null, 1)}\n`);
  const title = wordsIn(language).report.rawTitle(record.id);
  parts.push({ kind: 'file', name: 'record.json', title, alt: '', bytes, comment: null });
  return parts;
}

/** A chart in a language; null where there is nothing to draw. */
type ChartIn = (language: Language) => ChartSpec | null;

/**
 * A chart as a file of the thread; one that can not be drawn leaves its text. Where the font lacks a language the picture is
 * in English, and what is said of it is not.
 */
export async function chartParts(
  { charts, log }: ResultDeps,
  name: string,
  chart: ChartIn,
  language: Language,
): Promise<ThreadPart[]> {
  const spec = chart(language);
  const drawn = charts.canWrite(language) ? spec : chart('en');
  if (spec === null || drawn === null) return [];
  try {
    const bytes = await charts.render(drawn);
    return [{ kind: 'file', name, title: spec.title, alt: spec.alt, bytes, comment: null }];
  } catch (cause) {
    log.warn('chart_failed', { name, reason: String(cause) });
    return [{ kind: 'text', text: wordsIn(language).report.chartAsText(spec.alt) }];
  }
}
