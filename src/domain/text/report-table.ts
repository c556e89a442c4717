import { armKind } from '../arm-name.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord, ClientSummary, RecordVerdict } from '../record-arm.ts';
import { armCounts, failedRequests, observedSeconds } from './arm-facts.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { lossCell } from './loss-answer.ts';
import type { TablePart } from './message.ts';
import { noiseCell } from './noise-answer.ts';
import { balanceText, connectedText, failuresText, handshakeText, quantilesText } from './price-words.ts';
import { reportNotes } from './report-notes.ts';
import { sayCounts, sayNumber, sayP } from './say-number.ts';
import { damageCell } from './stream-words.ts';
import { fitCell } from './way-answer.ts';
import { type Words, wordsIn } from './words.ts';

interface Measure {
  title: keyof Words['report']['titles'];
  align: 'left' | 'right';
  cell: (arm: ArmRecord, record: RunRecord, language: Language) => string;
}

const SPREAD: readonly Measure[] = [
  { title: 'counts', align: 'left', cell: countsText },
  { title: 'n', align: 'right', cell: (arm, record) => String(total(arm, record)) },
  { title: 'ratio', align: 'right', cell: ({ verdict }) => verdict?.max_over_mean?.toFixed(2) ?? '-' },
  { title: 'p', align: 'right', cell: ({ verdict }) => pText(verdict) },
  { title: 'verdict', align: 'left', cell: verdictCell },
  { title: 'closes', align: 'left', cell: closesText },
];

const PRICE: readonly Measure[] = [
  { title: 'even', align: 'left', cell: (arm, _record, language) => balanceText(arm, language) },
  { title: 'rate', align: 'left', cell: rateText },
  { title: 'connected', align: 'left', cell: ({ price }, _record, language) => connectedText(price, language) ?? '-' },
  {
    title: 'handshakes',
    align: 'left',
    cell: ({ price, client }, _record, language) => handshakeText(price.handshakes, client, language),
  },
  { title: 'latency', align: 'left', cell: ({ price }) => quantilesText(price.latency_ms.reused) },
  { title: 'opened', align: 'left', cell: ({ price }) => quantilesText(price.latency_ms.opened) },
  { title: 'gap', align: 'left', cell: ({ client }) => quantilesText(client.gap_ms) },
  { title: 'failed', align: 'left', cell: ({ client }, _record, language) => failuresText(client.failures, language) },
  { title: 'late', align: 'left', cell: latenessText },
];

/** What only a scenario has that asks what clients lose. */
const LOSS: Measure = {
  title: 'lost',
  align: 'left',
  cell: ({ change, client }, { loss }, language) =>
    lossOf(loss?.window === 'change' ? change.client : client, language),
};

/** What only a scenario has that asks what health checks add. */
const NOISE: Measure = {
  title: 'foreign',
  align: 'left',
  cell: (arm, _record, language) => noiseCell(arm, language),
};

/** What only a scenario has that changes the way to the Pods. */
const WAY: Measure = {
  title: 'fit',
  align: 'left',
  cell: ({ name }, record, language) => fitCell(record, armKind(name), language),
};

/** The question of the scenario first, where it is another than how even connections are. */
function spreadOf({ arms, loss, way }: RunRecord): readonly Measure[] {
  if (loss !== undefined) return [LOSS, ...SPREAD];
  if (arms.some(({ foreign }) => foreign !== undefined)) return [NOISE, ...SPREAD];
  return way === undefined ? SPREAD : [...SPREAD.slice(0, 1), WAY, ...SPREAD.slice(1)];
}

function lossOf(client: ClientSummary, language: Language): string {
  return lossCell({ lost: failedRequests(client), requests: client.rpcs, failures: client.failures }, language);
}

/** What only clients with streams have. */
const STREAMS: readonly Measure[] = [
  { title: 'streams', align: 'left', cell: ({ client }, _record, language) => damageCell(client, language) },
];

/** Pods that a cell lists by name. */
const NAMED_PODS = 8;

/** With so many arms a table is read down its columns; with more it is read along its rows. */
const ARMS_SIDE_BY_SIDE = 3;

/**
 * The numbers of a run: how the connections were spread, and what that cost. Few arms stand beside each other in one table,
 * so that it fits a phone; many have a row each, in one table for the spread and one for the price.
 */
export function reportTables(record: RunRecord, language: Language = 'en'): TablePart[] {
  const words = wordsIn(language).report;
  const name = escapeMrkdwn(record.id);
  const caption = words.caption(name, evidenceText(record.arms, language));
  const note = reportNotes(record, language).join('\n') || null;
  if (record.arms.length <= ARMS_SIDE_BY_SIDE) return [sideBySide(record, caption, note, language)];
  const price = { caption: words.priceCaption(name), note };
  return [
    { kind: 'table', caption, ...byArm(record, spreadOf(record), language), note: null },
    { kind: 'table', ...price, ...byArm(record, priceOf(record), language) },
  ];
}

function priceOf({ arms }: RunRecord): readonly Measure[] {
  return arms.some(({ client }) => client.streams !== undefined) ? [...PRICE, ...STREAMS] : PRICE;
}

function sideBySide(record: RunRecord, caption: string, note: string | null, language: Language): TablePart {
  const { arm, titles } = wordsIn(language).report;
  const columns = [arm, ...record.arms.map(({ name }) => name)].map((title) => ({ title, align: 'left' as const }));
  const rows = [...spreadOf(record), ...priceOf(record)].map(({ title, cell }) => [
    titles[title],
    ...record.arms.map((one) => cell(one, record, language)),
  ]);
  return { kind: 'table', caption, columns, rows, note };
}

function byArm(
  record: RunRecord,
  measures: readonly Measure[],
  language: Language,
): Pick<TablePart, 'columns' | 'rows'> {
  const { arm, titles } = wordsIn(language).report;
  return {
    columns: [{ title: arm, align: 'left' }, ...measures.map(({ title, align }) => ({ title: titles[title], align }))],
    rows: record.arms.map((arm) => [arm.name, ...measures.map(({ cell }) => cell(arm, record, language))]),
  };
}

/** What each arm is judged by; arms that are judged alike are named together. */
function evidenceText(arms: readonly ArmRecord[], language: Language): string {
  const { report: words, units } = wordsIn(language);
  const namesOf = new Map<string, string[]>();
  for (const arm of arms) {
    const evidence = evidenceOf(arm, language);
    namesOf.set(evidence, [...(namesOf.get(evidence) ?? []), arm.name]);
  }
  return [...namesOf]
    .map(([evidence, names]) => words.armsBy(namesText(names, language), evidence))
    .join(units.semicolon);
}

function namesText(names: readonly string[], language: Language): string {
  const { units } = wordsIn(language);
  const shown = names.slice(0, ARMS_SIDE_BY_SIDE).map(escapeMrkdwn).join(units.comma);
  return names.length > ARMS_SIDE_BY_SIDE ? `${shown}${units.andMore(names.length - ARMS_SIDE_BY_SIDE)}` : shown;
}

function evidenceOf(arm: ArmRecord, language: Language): string {
  const words = wordsIn(language).report;
  if (arm.evidence === 'picks') return words.opened(sayNumber(observedSeconds(arm)));
  return arm.windows.change[1] > arm.windows.change[0] ? words.heldAfterChange() : words.heldAfterWarmUp();
}

function verdictCell({ verdict }: ArmRecord, _record: RunRecord, language: Language): string {
  return verdict?.name ?? wordsIn(language).report.noVerdict();
}

function countsText(arm: ArmRecord, record: RunRecord, language: Language): string {
  const counts = armCounts(arm, record.topology.pods);
  return counts.length <= NAMED_PODS
    ? counts.map(({ label, count }) => `${label} ${count}`).join(', ')
    : sayCounts(
        counts.map(({ count }) => count),
        language,
      );
}

function total(arm: ArmRecord, record: RunRecord): number {
  return armCounts(arm, record.topology.pods).reduce((sum, { count }) => sum + count, 0);
}

function pText(verdict: RecordVerdict | null): string {
  const p = verdict?.p_value ?? null;
  return p === null ? '-' : sayP(p).replace('p = ', '').replace('p ', '');
}

function closesText({ closes }: ArmRecord, _record: RunRecord, language: Language): string {
  const { by_cause, still_draining, with_active_request } = closes;
  const words = wordsIn(language).report;
  const causes = Object.entries(by_cause).filter(([, count]) => count > 0);
  if (causes.length === 0) return still_draining === 0 ? words.nothingClosed() : words.onlyAsked(still_draining);
  const cut = with_active_request === 0 ? '' : words.inFlight(with_active_request);
  return `${causes.map(([cause, count]) => `${cause} ${count}`).join(', ')}${cut}`;
}

/** On average, and in the second with the most of them. */
function rateText({ price }: ArmRecord, _record: RunRecord, language: Language): string {
  const { mean, peak } = price.reconnects_per_s;
  return peak === 0 ? '0' : wordsIn(language).report.peak(sayNumber(mean), peak.toLocaleString('en-US'));
}

/** How late requests were sent against their schedule, which the arm's gate has. */
function latenessText(arm: ArmRecord, record: RunRecord): string {
  const value = record.gates.find(({ name }) => name === `${arm.name} request lateness ms`)?.value;
  return typeof value === 'number' ? `${sayNumber(value)} ms` : '-';
}
