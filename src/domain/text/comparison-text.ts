import type { Side } from '../comparison/comparability.ts';
import type { Comparison, ComparisonTests } from '../comparison/compare-runs.ts';
import { minuteText } from '../iso-time.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { runTitle, targetText } from './run-words.ts';
import { sayCount, sayCounts, sayP, sayShares } from './say-number.ts';

/** Differences that a message names; the table has all of them. */
const NAMED_DIFFERENCES = 6;

/** The answer of a comparison, the first line alone says it; then both runs, what limits it, and what differs. */
export function comparisonText(comparison: Comparison): string {
  const { a, b, obstacles, cautions } = comparison;
  return [
    `:bar_chart: ${answerText(comparison)}`,
    sideText('A', a),
    sideText('B', b),
    ...(obstacles.length === 0 ? [] : [`:no_entry: Not tested: ${obstacles.map(escapeMrkdwn).join('; ')}.`]),
    ...(cautions.length === 0 ? [] : [`:warning: Not like for like: ${cautions.map(escapeMrkdwn).join('; ')}.`]),
    differencesText(comparison),
  ].join('\n');
}

function answerText(comparison: Comparison): string {
  const { a, b, tests } = comparison;
  if (tests === null) return '*A and B can only be put side by side.*';
  const ratios = `max/mean ${ratioText(a)} in A, ${ratioText(b)} in B`;
  switch (tests.finding) {
    case 'UNEVENNESS': {
      const [even, other] = tests.more_even === 'a' ? ['A', 'B'] : ['B', 'A'];
      return `*${even} spreads its connections more evenly than ${other}*: ${ratios}, ${sayP(tests.uneven_p)}.`;
    }
    case 'PLACES':
      return `*A and B fill other Pods in their order of readiness*, ${sayP(tests.places_p)}; that one is more even than the other is not shown: ${ratios}, ${sayP(tests.uneven_p)}.`;
    case 'NONE':
      return `*A and B can not be told apart*: ${ratios}; ${bothP(tests)}. That is no proof that they are alike: few connections show only large differences.`;
  }
}

/** Both tests in words. */
function bothP({ uneven_p, places_p }: ComparisonTests): string {
  return `${sayP(uneven_p)} for how uneven they are, ${sayP(places_p)} for which Pods are full`;
}

/** The fullest Pod as a multiple of the mean, as the verdict has it. */
function ratioText({ record }: Side): string {
  const ratio = record.verdict?.max_over_mean ?? null;
  return ratio === null ? 'unknown' : ratio.toFixed(2);
}

function sideText(name: 'A' | 'B', { record, judged }: Side): string {
  const n = judged.totals.reduce((sum, count) => sum + count, 0);
  const spread =
    judged.evidence === 'picks'
      ? `${sayShares(judged.totals)} of ${sayCount(n, 'pick')}`
      : `${sayCounts(judged.totals)} of ${sayCount(n, 'connection')}`;
  const repeats = judged.repeats.length > 1 ? ` in ${judged.repeats.length} repeats` : '';
  return `*${name}* \`${escapeMrkdwn(record.id)}\` ${runTitle(record)} on ${targetText(record.target.name)}, ${minuteText(record.started_at)}: ${spread}${repeats} - ${record.verdict?.name}`;
}

function differencesText({ differences }: Comparison): string {
  if (differences.length === 0) return 'Scenario, target, parameters and versions are the same.';
  const named = differences.slice(0, NAMED_DIFFERENCES).map(({ what, a, b }) => `${what} ${a} in A, ${b} in B`);
  const more = differences.length - named.length;
  return `*Differs*: ${escapeMrkdwn(named.join('; '))}${more > 0 ? `; and ${more} more in the table` : ''}.`;
}
