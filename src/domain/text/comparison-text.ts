import type { Side } from '../comparison/comparability.ts';
import type { Comparison } from '../comparison/compare-runs.ts';
import type { Language } from '../language.ts';
import { countsText } from './arm-facts.ts';
import { differenceName } from './difference-name.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import { runTitle, targetText } from './run-words.ts';
import { sayP } from './say-number.ts';
import { wordsIn } from './words.ts';

/** Differences that a message names; the table has all of them. */
const NAMED_DIFFERENCES = 6;

/** The answer of a comparison, the first line alone says it; then both runs, what limits it, and what differs. */
export function comparisonText(comparison: Comparison, language: Language = 'en'): string {
  const words = wordsIn(language);
  const { a, b, obstacles, cautions } = comparison;
  return [
    `:bar_chart: ${answerText(comparison, language)}`,
    sideText('A', a, language),
    sideText('B', b, language),
    ...(obstacles.length === 0
      ? []
      : [words.comparison.notTested(obstacles.map(escapeMrkdwn).join(words.units.semicolon))]),
    ...(cautions.length === 0
      ? []
      : [words.comparison.notAlike(cautions.map(escapeMrkdwn).join(words.units.semicolon))]),
    differencesText(comparison, language),
  ].join('\n');
}

function answerText(comparison: Comparison, language: Language): string {
  const { comparison: words } = wordsIn(language);
  const { a, b, tests } = comparison;
  if (tests === null) return words.sideBySide();
  const ratios = words.ratios(ratioText(a) ?? words.unknown(), ratioText(b) ?? words.unknown());
  switch (tests.finding) {
    case 'UNEVENNESS': {
      const [even, other] = tests.more_even === 'a' ? (['A', 'B'] as const) : (['B', 'A'] as const);
      return words.moreEven(even, other, ratios, sayP(tests.uneven_p));
    }
    case 'PLACES':
      return words.otherPlaces(sayP(tests.places_p), ratios, sayP(tests.uneven_p));
    case 'NONE':
      return words.notApart(ratios, sayP(tests.uneven_p), sayP(tests.places_p));
  }
}

/** The fullest Pod as a multiple of the mean, as the verdict has it. */
function ratioText({ record }: Side): string | null {
  return record.verdict?.max_over_mean?.toFixed(2) ?? null;
}

function sideText(side: 'A' | 'B', { record, judged }: Side, language: Language): string {
  return wordsIn(language).comparison.side({
    ...{ side, run: codeText(record.id), title: runTitle(record, language) },
    ...{ target: targetText(record.target.name), at: wordsIn(language).units.minute(record.started_at) },
    spread: countsText(judged.totals, judged.evidence, language),
    repeats: judged.repeats.length,
    verdict: record.verdict?.name ?? '-',
  });
}

function differencesText({ differences }: Comparison, language: Language): string {
  const { comparison: words, units } = wordsIn(language);
  if (differences.length === 0) return words.same();
  const named = differences
    .slice(0, NAMED_DIFFERENCES)
    .map(({ what, a, b }) => words.difference(differenceName(what, language), a, b));
  const more = differences.length - named.length;
  return words.differs(escapeMrkdwn(named.join(units.semicolon)), more);
}
