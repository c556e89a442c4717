import type { Side } from '../comparison/comparability.ts';
import type { Comparison } from '../comparison/compare-runs.ts';
import { speakDuration } from '../duration.ts';
import type { ArmPrice, RunRecord } from '../record.ts';
import { failedRequests, observedSeconds } from './arm-facts.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import type { TablePart } from './message.ts';
import { effectText } from './run-words.ts';
import { sayCounts, sayNumber, sayP } from './say-number.ts';

/** Pods whose counts a cell lists. */
const LISTED_PODS = 8;

/** The numbers of two runs beside each other, then everything that they do not have in common. */
export function comparisonTable(comparison: Comparison): TablePart {
  const { a, b, tests, differences } = comparison;
  const measures = ROWS.map(({ title, of }) => [title, of(a), of(b)]).filter(([, ...cells]) =>
    cells.some((cell) => cell !== '-'),
  );
  const different = differences.map(({ what, a: inA, b: inB }) => [what, inA, inB]);
  const note =
    tests === null
      ? null
      : `Two tests, read together (Holm, alpha ${tests.alpha}): how uneven the runs are, whichever Pods are full, ${sayP(tests.uneven_p)}; which Pods are full in their order of readiness, ${sayP(tests.places_p)}. They say whether the spreads differ by more than chance, not what made them differ.`;
  return {
    kind: 'table',
    caption: `A \`${escapeMrkdwn(a.record.id)}\` beside B \`${escapeMrkdwn(b.record.id)}\``,
    columns: [
      { title: 'Run', align: 'left' },
      { title: `A ${a.record.id}`, align: 'left' },
      { title: `B ${b.record.id}`, align: 'left' },
    ],
    rows: [...measures, ...different],
    note,
  };
}

const ROWS: readonly { title: string; of: (side: Side) => string }[] = [
  { title: 'Verdict', of: ({ record }) => verdictText(record.verdict) },
  { title: 'Judged arm', of: judgedText },
  { title: 'Counts, by order of readiness', of: ({ judged }) => countsText(judged.totals) },
  { title: 'N', of: ({ judged }) => judged.totals.reduce((sum, count) => sum + count, 0).toLocaleString('en-US') },
  { title: 'max/mean', of: ({ record }) => record.verdict?.max_over_mean?.toFixed(2) ?? '-' },
  { title: 'p of evenness', of: ({ record }) => pText(record.verdict?.p_value ?? null) },
  { title: 'Reconnects/s', of: (side) => sayNumber(reconnectsPerSecond(side)) },
  {
    title: 'Most reconnects in 1 s',
    of: ({ judged }) => String(peak(judged.arms.map(({ client }) => client.peak_reconnects_per_s))),
  },
  { title: 'Failed requests', of: failuresText },
  { title: 'p99', of: ({ judged }) => msText(judged.arms.map(({ client }) => client.latency_ms.p99)) },
  {
    title: 'p99 with handshake',
    of: (side) => msText(prices(side).map(({ latency_ms }) => latency_ms.opened.p99)),
  },
  { title: 'Even after', of: balanceText },
  { title: 'Connected', of: dutyText },
  { title: 'Handshakes', of: handshakesText },
];

function verdictText(verdict: RunRecord['verdict']): string {
  if (verdict === null) return '-';
  return verdict.effect === null ? verdict.name : `${verdict.name}, ${effectText(verdict.effect)}`;
}

function judgedText({ judged }: Side): string {
  const repeats = judged.arms.length > 1 ? `, ${judged.arms.length} repeats` : '';
  const name = judged.arms[0]?.name ?? '';
  return `${name}${repeats}, connections ${judged.evidence === 'picks' ? 'opened' : 'held'}`;
}

function countsText(counts: readonly number[]): string {
  return counts.length <= LISTED_PODS
    ? counts.map((count) => count.toLocaleString('en-US')).join(', ')
    : sayCounts(counts);
}

function pText(p: number | null): string {
  return p === null ? '-' : sayP(p).replace('p = ', '').replace('p ', '');
}

function seconds({ judged }: Side): number {
  return Math.max(
    0.001,
    judged.arms.reduce((sum, arm) => sum + observedSeconds(arm), 0),
  );
}

function reconnectsPerSecond(side: Side): number {
  return side.judged.arms.reduce((sum, { client }) => sum + client.reconnects, 0) / seconds(side);
}

function failuresText({ judged }: Side): string {
  const failed = judged.arms.reduce((sum, { client }) => sum + failedRequests(client), 0);
  const asked = judged.arms.reduce((sum, { client }) => sum + client.rpcs, 0);
  return `${failed.toLocaleString('en-US')} of ${asked.toLocaleString('en-US')}`;
}

/** The prices of a run's arms; a record that an earlier version kept has none. */
function prices({ judged }: Side): ArmPrice[] {
  return judged.arms.map((arm): ArmPrice | undefined => arm.price).filter((price) => price !== undefined);
}

function balanceText(side: Side): string {
  const times = prices(side).map(({ time_to_balance_ms }) => time_to_balance_ms);
  if (times.length === 0) return '-';
  const known = times.filter((time) => time !== null);
  if (known.length < times.length) {
    return times.length === 1
      ? 'not within the observation'
      : `not in ${times.length - known.length} of ${times.length} repeats`;
  }
  if (peak(known) === 0) return 'at once';
  return `${times.length > 1 ? 'at most ' : ''}${speakDuration(peak(known))}`;
}

function dutyText(side: Side): string {
  const known = prices(side)
    .map(({ duty }) => duty)
    .filter((duty) => duty !== null);
  if (known.length === 0) return '-';
  return `${Math.round((100 * known.reduce((sum, duty) => sum + duty, 0)) / known.length)} %`;
}

function handshakesText(side: Side): string {
  const known = prices(side);
  const asked = side.judged.arms.reduce((sum, { client }) => sum + client.rpcs, 0);
  if (known.length === 0) return '-';
  const opened = known.reduce((sum, { handshakes }) => sum + handshakes, 0);
  return `${opened.toLocaleString('en-US')} of ${asked.toLocaleString('en-US')} requests`;
}

/** The largest of some milliseconds. */
function msText(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? '-' : `${sayNumber(peak(known))} ms`;
}

function peak(values: readonly number[]): number {
  return Math.max(0, ...values);
}
