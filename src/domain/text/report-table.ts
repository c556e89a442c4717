import type { ArmRecord, CloseSummary, RecordVerdict, RunRecord } from '../record.ts';
import { armCounts, observedSeconds } from './arm-facts.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import type { TablePart } from './message.ts';
import { balanceText, connectedText, failuresText, handshakeText, quantilesText } from './price-words.ts';
import { reportNotes } from './report-notes.ts';
import { sayCounts, sayNumber, sayP } from './say-number.ts';
import { damageCell } from './stream-words.ts';

interface Measure {
  title: string;
  align: 'left' | 'right';
  cell: (arm: ArmRecord, record: RunRecord) => string;
}

const SPREAD: readonly Measure[] = [
  { title: 'Connections per Pod', align: 'left', cell: countsText },
  { title: 'N', align: 'right', cell: (arm, record) => String(total(arm, record)) },
  { title: 'max/mean', align: 'right', cell: ({ verdict }) => verdict?.max_over_mean?.toFixed(2) ?? '-' },
  { title: 'p', align: 'right', cell: ({ verdict }) => pText(verdict) },
  { title: 'Verdict', align: 'left', cell: ({ verdict }) => verdict?.name ?? 'none' },
  { title: 'Closed by', align: 'left', cell: ({ closes }) => closesText(closes) },
];

const PRICE: readonly Measure[] = [
  { title: 'Even after', align: 'left', cell: balanceText },
  { title: 'Reconnects/s', align: 'left', cell: ({ price }) => rateText(price.reconnects_per_s) },
  { title: 'Connected', align: 'left', cell: ({ price }) => connectedText(price) ?? '-' },
  { title: 'Handshakes', align: 'left', cell: ({ price, client }) => handshakeText(price.handshakes, client) },
  { title: 'p50 / p99', align: 'left', cell: ({ price }) => quantilesText(price.latency_ms.reused) },
  { title: 'with handshake', align: 'left', cell: ({ price }) => quantilesText(price.latency_ms.opened) },
  { title: 'Gap p50 / p99', align: 'left', cell: ({ client }) => quantilesText(client.gap_ms) },
  { title: 'Failed requests', align: 'left', cell: ({ client }) => failuresText(client.failures) },
  { title: 'Sent late, p99', align: 'left', cell: latenessText },
];

/** What only clients with streams have. */
const STREAMS: readonly Measure[] = [{ title: 'Streams cut', align: 'left', cell: ({ client }) => damageCell(client) }];

/** Pods that a cell lists by name. */
const NAMED_PODS = 8;

/** With so many arms a table is read down its columns; with more it is read along its rows. */
const ARMS_SIDE_BY_SIDE = 3;

/**
 * The numbers of a run: how the connections were spread, and what that cost. Few arms stand beside each other in one table,
 * so that it fits a phone; many have a row each, in one table for the spread and one for the price.
 */
export function reportTables(record: RunRecord): TablePart[] {
  const name = escapeMrkdwn(record.id);
  const caption = `Report of ${name}: ${evidenceText(record.arms)}`;
  const note = reportNotes(record).join('\n') || null;
  if (record.arms.length <= ARMS_SIDE_BY_SIDE) return [sideBySide(record, caption, note)];
  const price = { caption: `Price of each arm of ${name}`, note };
  return [
    { kind: 'table', caption, ...byArm(record, SPREAD), note: null },
    { kind: 'table', ...price, ...byArm(record, priceOf(record)) },
  ];
}

function priceOf({ arms }: RunRecord): readonly Measure[] {
  return arms.some(({ client }) => client.streams !== undefined) ? [...PRICE, ...STREAMS] : PRICE;
}

function sideBySide(record: RunRecord, caption: string, note: string | null): TablePart {
  const columns = ['Arm', ...record.arms.map(({ name }) => name)].map((title) => ({ title, align: 'left' as const }));
  const rows = [...SPREAD, ...priceOf(record)].map(({ title, cell }) => [
    title,
    ...record.arms.map((arm) => cell(arm, record)),
  ]);
  return { kind: 'table', caption, columns, rows, note };
}

function byArm(record: RunRecord, measures: readonly Measure[]): Pick<TablePart, 'columns' | 'rows'> {
  return {
    columns: [{ title: 'Arm', align: 'left' }, ...measures.map(({ title, align }) => ({ title, align }))],
    rows: record.arms.map((arm) => [arm.name, ...measures.map(({ cell }) => cell(arm, record))]),
  };
}

/** What each arm is judged by; arms that are judged alike are named together. */
function evidenceText(arms: readonly ArmRecord[]): string {
  const namesOf = new Map<string, string[]>();
  for (const arm of arms) {
    const evidence = evidenceOf(arm);
    namesOf.set(evidence, [...(namesOf.get(evidence) ?? []), arm.name]);
  }
  return [...namesOf].map(([evidence, names]) => `${namesText(names)} by ${evidence}`).join('; ');
}

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, ARMS_SIDE_BY_SIDE).map(escapeMrkdwn).join(', ');
  return names.length > ARMS_SIDE_BY_SIDE ? `${shown} and ${names.length - ARMS_SIDE_BY_SIDE} more` : shown;
}

function evidenceOf(arm: ArmRecord): string {
  return arm.evidence === 'picks'
    ? `the connections opened in ${sayNumber(observedSeconds(arm))} s`
    : `the connections held ${arm.windows.change[1] > arm.windows.change[0] ? 'after its change' : 'after warm-up'}`;
}

function countsText(arm: ArmRecord, record: RunRecord): string {
  const counts = armCounts(arm, record.topology.pods);
  return counts.length <= NAMED_PODS
    ? counts.map(({ label, count }) => `${label} ${count}`).join(', ')
    : sayCounts(counts.map(({ count }) => count));
}

function total(arm: ArmRecord, record: RunRecord): number {
  return armCounts(arm, record.topology.pods).reduce((sum, { count }) => sum + count, 0);
}

function pText(verdict: RecordVerdict | null): string {
  const p = verdict?.p_value ?? null;
  return p === null ? '-' : sayP(p).replace('p = ', '').replace('p ', '');
}

function closesText({ by_cause, still_draining, with_active_request }: CloseSummary): string {
  const causes = Object.entries(by_cause).filter(([, count]) => count > 0);
  if (causes.length === 0)
    return still_draining === 0 ? 'nothing' : `nothing; ${still_draining} asked to leave are open`;
  const cut = with_active_request === 0 ? '' : ` (${with_active_request} with a request in flight)`;
  return `${causes.map(([cause, count]) => `${cause} ${count}`).join(', ')}${cut}`;
}

/** On average, and in the second with the most of them. */
function rateText({ mean, peak }: { mean: number; peak: number }): string {
  return peak === 0 ? '0' : `${sayNumber(mean)}, peak ${peak.toLocaleString('en-US')}`;
}

/** How late requests were sent against their schedule, which the arm's gate has. */
function latenessText(arm: ArmRecord, record: RunRecord): string {
  const value = record.gates.find(({ name }) => name === `${arm.name} request lateness ms`)?.value;
  return typeof value === 'number' ? `${sayNumber(value)} ms` : '-';
}
