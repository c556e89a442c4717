import type { Side } from '../comparison/comparability.ts';
import type { Comparison } from '../comparison/compare-runs.ts';
import type { RunDifference } from '../comparison/run-differences.ts';
import type { Language } from '../language.ts';
import { sum } from '../statistics/evenness.ts';
import { shareBand } from '../statistics/share-band.ts';
import { differenceName } from '../text/difference-name.ts';
import { runTitle } from '../text/run-words.ts';
import { sayP } from '../text/say-number.ts';
import { type Words, wordsIn } from '../text/words.ts';
import { altText } from './chart-caption.ts';
import type { PairChart, PairedRun } from './chart-spec.ts';

/** Each Pod's share in A beside its share in B, matched by order of readiness; null when a run has no connection. */
export function pairChart(comparison: Comparison, language: Language = 'en'): PairChart | null {
  const { charts, units } = wordsIn(language);
  const runs: [PairedRun, PairedRun] = [pairedRun('A', comparison.a, language), pairedRun('B', comparison.b, language)];
  if (runs.some(({ bars }) => sum(bars.map(({ count }) => count)) === 0)) return null;
  const [a, b] = [comparison.a.record, comparison.b.record];
  const title = titleOf(comparison, charts);
  const target = a.target.name === b.target.name ? a.target.name : `${a.target.name}${units.and}${b.target.name}`;
  const versions = [...new Set([a, b].map((record) => `Envoy ${record.versions.envoy}`))].join(units.and);
  return {
    kind: 'pair',
    title,
    subtitle: [charts.pairSubtitle(), ...differencesText(comparison.differences, language)].join(' · '),
    footer: [charts.runs(a.id, b.id), target, [a, b].map(dateOf).join(units.and), versions].join(' · '),
    alt: altText([`${title}${units.stop}`, charts.pairAlt(), ...runs.map((run) => runAlt(run, charts))]),
    ...(language === 'en' ? {} : { language }),
    y_title: charts.share(),
    runs,
    places: Array.from({ length: Math.max(...runs.map(({ bars }) => bars.length)) }, (_, rank) =>
      units.nthReady(rank + 1),
    ),
  };
}

function pairedRun(mark: 'A' | 'B', { record, judged }: Side, language: Language): PairedRun {
  const total = sum(judged.totals);
  return {
    mark,
    label: wordsIn(language).charts.pairRun({
      ...{ mark, run: record.id, title: runTitle(record, language) },
      ...{ n: total, evidence: judged.evidence, repeats: judged.repeats.length },
    }),
    bars: judged.totals.map((count) => ({ count, share: total === 0 ? 0 : count / total })),
    even: { share: 1 / judged.totals.length, ...shareBand(total, judged.totals.length) },
  };
}

/** The one thing that differs; a line has no room for more. */
function differencesText(differences: readonly RunDifference[], language: Language): string[] {
  const { charts } = wordsIn(language);
  const [only] = differences;
  if (only === undefined) return [];
  return [
    differences.length > 1
      ? charts.thingsDiffer(differences.length)
      : charts.differs(differenceName(only.what, language), only.a, only.b),
  ];
}

/** What the comparison found, in one line. */
function titleOf({ a, b, tests }: Comparison, charts: Words['charts']): string {
  const [inA, inB] = [a, b].map(({ record }) => record.verdict?.max_over_mean?.toFixed(2) ?? '-');
  switch (tests?.finding) {
    case 'UNEVENNESS':
      return tests.more_even === 'b'
        ? charts.moreEven('B', 'A', inB ?? '-', inA ?? '-', sayP(tests.uneven_p))
        : charts.moreEven('A', 'B', inA ?? '-', inB ?? '-', sayP(tests.uneven_p));
    case 'PLACES':
      return charts.otherPlaces(sayP(tests.places_p));
    case 'NONE':
      return charts.notApart(inA ?? '-', inB ?? '-');
    default:
      return charts.notTested(inA ?? '-', inB ?? '-');
  }
}

function runAlt({ label, bars, even }: PairedRun, charts: Words['charts']): string {
  const shares = bars.map(({ share, count }, rank) => charts.placeAlt(rank + 1, percent(share), count));
  return charts.pairRunAlt(label, shares.join(', '), percent(even.share), percent(even.low), percent(even.high));
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function dateOf({ started_at }: { started_at: string }): string {
  return `${started_at.slice(0, 10)} ${started_at.slice(11, 16)} UTC`;
}
