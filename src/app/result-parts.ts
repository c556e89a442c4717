import type { ChartSpec } from '../domain/chart/chart-spec.ts';
import { shareChart } from '../domain/chart/share-chart.ts';
import { timeChart } from '../domain/chart/time-chart.ts';
import { tradeoffChart } from '../domain/chart/tradeoff-chart.ts';
import type { RunRecord } from '../domain/record.ts';
import type { ThreadPart } from '../domain/text/message.ts';
import { alarmPart } from '../domain/text/recovery-text.ts';
import { reportTables } from '../domain/text/report-table.ts';
import { sweepAdvice } from '../domain/text/sweep-answer.ts';
import { sweepTable } from '../domain/text/sweep-table.ts';
import { whyPart } from '../domain/text/why-part.ts';
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
): Promise<ThreadPart[]> {
  const { restore, target, requested_by } = record;
  const parts: ThreadPart[] = [];
  if (restore.state === 'FAILED' && restore.recovery === undefined)
    parts.push(alarmPart(target.name, requested_by, restore.problem));
  const charts: [string, ChartSpec | null][] = [
    [`chart-connections-${record.id}.png`, timeChart(record)],
    [`chart-tradeoff-${record.id}.png`, tradeoffChart(record)],
    [`chart-share-${record.id}.png`, shareChart(record)],
  ];
  for (const [name, spec] of charts) if (spec !== null) parts.push(await chartPart(deps, name, spec));
  const { sweep } = record;
  if (sweep !== undefined) parts.push(sweepTable(record, sweep), sweepAdvice(sweep));
  else if (record.arms.length > 0) parts.push(...reportTables(record));
  if (record.arms.length > 0) parts.push(whyPart(record, topology));
  const bytes = Buffer.from(`${JSON.stringify(record, null, 1)}\n`);
  parts.push({ kind: 'file', name: 'record.json', title: `Raw data of ${record.id}`, alt: '', bytes, comment: null });
  return parts;
}

/** A chart as a file of the thread; one that can not be drawn leaves its text. */
export async function chartPart({ charts, log }: ResultDeps, name: string, spec: ChartSpec): Promise<ThreadPart> {
  try {
    const bytes = await charts.render(spec);
    return { kind: 'file', name, title: spec.title, alt: spec.alt, bytes, comment: null };
  } catch (cause) {
    log.warn('chart_failed', { name, reason: String(cause) });
    return { kind: 'text', text: `The chart could not be drawn; its numbers: ${spec.alt}` };
  }
}
