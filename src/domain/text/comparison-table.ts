import type { Side } from '../comparison/comparability.ts';
import type { Comparison } from '../comparison/compare-runs.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { ArmPrice } from '../record-arm.ts';
import { failedRequests, observedSeconds } from './arm-facts.ts';
import { differenceName } from './difference-name.ts';
import { codeText } from './escape-mrkdwn.ts';
import type { TablePart } from './message.ts';
import { effectText } from './run-words.ts';
import { sayCounts, sayNumber, sayP } from './say-number.ts';
import { type Words, wordsIn } from './words.ts';

/** Pods whose counts a cell lists. */
const LISTED_PODS = 8;

/** The numbers of two runs beside each other, then everything that they do not have in common. */
export function comparisonTable(comparison: Comparison, language: Language = 'en'): TablePart {
  const { comparison: words } = wordsIn(language);
  const { a, b, tests, differences } = comparison;
  const measures = ROWS.map(({ title, of }) => [words.titles[title], of(a, language), of(b, language)]).filter(
    ([, ...cells]) => cells.some((cell) => cell !== '-'),
  );
  const different = differences.map(({ what, a: inA, b: inB }) => [differenceName(what, language), inA, inB]);
  const note = tests === null ? null : words.note(tests.alpha, sayP(tests.uneven_p), sayP(tests.places_p));
  return {
    kind: 'table',
    caption: words.caption(codeText(a.record.id), codeText(b.record.id)),
    columns: [
      { title: words.run, align: 'left' },
      { title: `A ${a.record.id}`, align: 'left' },
      { title: `B ${b.record.id}`, align: 'left' },
    ],
    rows: [...measures, ...different],
    note,
  };
}

const ROWS: readonly { title: keyof Words['comparison']['titles']; of: (side: Side, language: Language) => string }[] =
  [
    { title: 'verdict', of: ({ record }, language) => verdictText(record.verdict, language) },
    { title: 'judged', of: judgedText },
    { title: 'counts', of: ({ judged }, language) => countsText(judged.totals, language) },
    { title: 'n', of: ({ judged }) => judged.totals.reduce((sum, count) => sum + count, 0).toLocaleString('en-US') },
    { title: 'ratio', of: ({ record }) => record.verdict?.max_over_mean?.toFixed(2) ?? '-' },
    { title: 'p', of: ({ record }) => pText(record.verdict?.p_value ?? null) },
    { title: 'rate', of: (side) => sayNumber(reconnectsPerSecond(side)) },
    {
      title: 'peak',
      of: ({ judged }) => String(peak(judged.arms.map(({ client }) => client.peak_reconnects_per_s))),
    },
    { title: 'failed', of: failuresText },
    { title: 'p99', of: ({ judged }) => msText(judged.arms.map(({ client }) => client.latency_ms.p99)) },
    {
      title: 'opened',
      of: (side) => msText(prices(side).map(({ latency_ms }) => latency_ms.opened.p99)),
    },
    { title: 'even', of: balanceText },
    { title: 'connected', of: dutyText },
    { title: 'handshakes', of: handshakesText },
  ];

function verdictText(verdict: RunRecord['verdict'], language: Language): string {
  if (verdict === null) return '-';
  return verdict.effect === null
    ? verdict.name
    : `${verdict.name}${wordsIn(language).units.comma}${effectText(verdict.effect, language)}`;
}

function judgedText({ judged }: Side, language: Language): string {
  const { arms, evidence } = judged;
  return wordsIn(language).comparison.judged(arms[0]?.name ?? '', arms.length, evidence);
}

function countsText(counts: readonly number[], language: Language): string {
  return counts.length <= LISTED_PODS
    ? counts.map((count) => count.toLocaleString('en-US')).join(', ')
    : sayCounts(counts, language);
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

function failuresText({ judged }: Side, language: Language): string {
  const failed = judged.arms.reduce((sum, { client }) => sum + failedRequests(client), 0);
  const asked = judged.arms.reduce((sum, { client }) => sum + client.rpcs, 0);
  return wordsIn(language).comparison.of(failed.toLocaleString('en-US'), asked.toLocaleString('en-US'));
}

/** The prices of a run's arms; a record that an earlier version kept has none. */
function prices({ judged }: Side): ArmPrice[] {
  return judged.arms.map((arm): ArmPrice | undefined => arm.price).filter((price) => price !== undefined);
}

function balanceText(side: Side, language: Language): string {
  const { comparison: words, spread, units } = wordsIn(language);
  const times = prices(side).map(({ time_to_balance_ms }) => time_to_balance_ms);
  if (times.length === 0) return '-';
  const known = times.filter((time) => time !== null);
  if (known.length < times.length) {
    return times.length === 1 ? words.notEven() : words.notEvenIn(times.length - known.length, times.length);
  }
  if (peak(known) === 0) return spread.atOnce();
  const time = units.duration(peak(known));
  return times.length > 1 ? words.atMost(time) : time;
}

function dutyText(side: Side): string {
  const known = prices(side)
    .map(({ duty }) => duty)
    .filter((duty) => duty !== null);
  if (known.length === 0) return '-';
  return `${Math.round((100 * known.reduce((sum, duty) => sum + duty, 0)) / known.length)} %`;
}

function handshakesText(side: Side, language: Language): string {
  const known = prices(side);
  const asked = side.judged.arms.reduce((sum, { client }) => sum + client.rpcs, 0);
  if (known.length === 0) return '-';
  const opened = known.reduce((sum, { handshakes }) => sum + handshakes, 0);
  return wordsIn(language).comparison.ofRequests(opened.toLocaleString('en-US'), asked.toLocaleString('en-US'));
}

/** The largest of some milliseconds. */
function msText(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? '-' : `${sayNumber(peak(known))} ms`;
}

function peak(values: readonly number[]): number {
  return Math.max(0, ...values);
}
