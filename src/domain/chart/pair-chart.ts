import type { Side } from '../comparison/comparability.ts';
import type { Comparison } from '../comparison/compare-runs.ts';
import type { RunDifference } from '../comparison/run-differences.ts';
import { sum } from '../statistics/evenness.ts';
import { shareBand } from '../statistics/share-band.ts';
import { runTitle } from '../text/run-words.ts';
import { ordinal, sayP } from '../text/say-number.ts';
import { altText } from './chart-caption.ts';
import type { PairChart, PairedRun } from './chart-spec.ts';

/** Each Pod's share in A beside its share in B, matched by order of readiness; null when a run has no connection. */
export function pairChart(comparison: Comparison): PairChart | null {
  const runs: [PairedRun, PairedRun] = [pairedRun('A', comparison.a), pairedRun('B', comparison.b)];
  if (runs.some(({ bars }) => sum(bars.map(({ count }) => count)) === 0)) return null;
  const [a, b] = [comparison.a.record, comparison.b.record];
  const title = titleOf(comparison);
  const target = a.target.name === b.target.name ? a.target.name : `${a.target.name} and ${b.target.name}`;
  const versions = [...new Set([a, b].map((record) => `Envoy ${record.versions.envoy}`))].join(' and ');
  return {
    kind: 'pair',
    title,
    subtitle: ['Share of each Pod, in its order of readiness', ...differencesText(comparison.differences)].join(' · '),
    footer: [`runs ${a.id} and ${b.id}`, target, [a, b].map(dateOf).join(' and '), versions].join(' · '),
    alt: altText([`${title}.`, 'Share of connections by Envoy Pod in its order of readiness.', ...runs.map(runAlt)]),
    y_title: 'share of connections',
    runs,
    places: Array.from(
      { length: Math.max(...runs.map(({ bars }) => bars.length)) },
      (_, rank) => `${ordinal(rank + 1)} Ready`,
    ),
  };
}

function pairedRun(mark: 'A' | 'B', { record, judged }: Side): PairedRun {
  const total = sum(judged.totals);
  const what = judged.evidence === 'held' ? 'connections held' : 'new connections';
  const repeats = judged.repeats.length > 1 ? ` in ${judged.repeats.length} repeats` : '';
  return {
    mark,
    label: `${mark} ${record.id}: ${runTitle(record)}, ${total} ${what}${repeats}`,
    bars: judged.totals.map((count) => ({ count, share: total === 0 ? 0 : count / total })),
    even: { share: 1 / judged.totals.length, ...shareBand(total, judged.totals.length) },
  };
}

/** The one thing that differs; a line has no room for more. */
function differencesText(differences: readonly RunDifference[]): string[] {
  const [only] = differences;
  if (only === undefined) return [];
  return [
    differences.length > 1 ? `${differences.length} things differ` : `${only.what} ${only.a} in A, ${only.b} in B`,
  ];
}

/** What the comparison found, in one line. */
function titleOf({ a, b, tests }: Comparison): string {
  const [inA, inB] = [a, b].map(({ record }) => record.verdict?.max_over_mean?.toFixed(2) ?? '-');
  switch (tests?.finding) {
    case 'UNEVENNESS':
      return tests.more_even === 'b'
        ? `B is more even than A: max/mean ${inB} against ${inA}, ${sayP(tests.uneven_p)}`
        : `A is more even than B: max/mean ${inA} against ${inB}, ${sayP(tests.uneven_p)}`;
    case 'PLACES':
      return `A and B fill other Pods in their order of readiness, ${sayP(tests.places_p)}`;
    case 'NONE':
      return `A and B can not be told apart: max/mean ${inA} and ${inB}`;
    default:
      return `A beside B, not tested: max/mean ${inA} and ${inB}`;
  }
}

function runAlt({ label, bars, even }: PairedRun): string {
  const shares = bars.map(({ share, count }, rank) => `${ordinal(rank + 1)} ${percent(share)} (${count})`);
  return `${label}: ${shares.join(', ')}; even share ${percent(even.share)}, 95 % band ${percent(even.low)} to ${percent(even.high)}.`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function dateOf({ started_at }: { started_at: string }): string {
  return `${started_at.slice(0, 10)} ${started_at.slice(11, 16)} UTC`;
}
