import { historyLine } from '../command-runs.ts';
import type { Language } from '../language.ts';
import { isLeftChanged, type PastRun, previousOf, type Trend, trendsOf } from '../run-history.ts';
import { codeText } from './escape-mrkdwn.ts';
import { effectText, personText, runTitle, targetText } from './run-words.ts';
import { sparkline } from './sparkline.ts';
import { type Words, wordsIn } from './words.ts';

/** Trends that one answer shows. */
const SHOWN_TRENDS = 5;
/** A spread of twice the mean fills at least the height of a trend's bars, so that noise does not look like a skew. */
const LEAST_SCALE = 1;

export interface HistoryAsked {
  scenario: PastRun['request']['scenario'] | null;
  target: string | null;
  page: number;
  limit: number;
}

/** One page of the runs, newest first, with the trends of all that were asked for. `runs` are newest first. */
export function historyText(runs: readonly PastRun[], asked: HistoryAsked, language: Language = 'en'): string {
  const { history: words } = wordsIn(language);
  const found = runs.filter(
    ({ request }) =>
      (asked.scenario === null || request.scenario === asked.scenario) &&
      (asked.target === null || request.target === asked.target),
  );
  if (found.length === 0) return emptyText(runs.length, asked, words);
  const pages = Math.ceil(found.length / asked.limit);
  if (asked.page > pages) {
    return words.noPage(asked.page, found.length, pages, historyLine({ ...asked, page: pages }));
  }
  const from = (asked.page - 1) * asked.limit;
  const shown = found.slice(from, from + asked.limit);
  const next = asked.page < pages ? [words.older(historyLine({ ...asked, page: asked.page + 1 }))] : [];
  return [
    words.head(whereText(asked, words), words.range(from + 1, from + shown.length), found.length),
    ...shown.map((run) => runLine(run, language)),
    ...trendLines(trendsOf(found), language),
    ...next,
    moreText(shown, found, words),
  ].join('\n');
}

type HistoryWords = Words['history'];

function whereText({ scenario, target }: HistoryAsked, words: HistoryWords): string {
  return words.where(scenario, target === null ? null : targetText(target));
}

function emptyText(kept: number, asked: HistoryAsked, words: HistoryWords): string {
  const start = `/nlb run ${asked.scenario ?? 'max-connection-duration'}${asked.target === null ? '' : ` on=${asked.target}`}`;
  return kept === 0 ? words.nothingKept(start) : words.noneOf(whereText(asked, words), kept, start);
}

/** A run on one line: when, which, on what, how it came out, whose. */
export function runLine(run: PastRun, language: Language = 'en'): string {
  const { history: words, units } = wordsIn(language);
  const { request } = run;
  return words.run({
    ...{ at: units.minute(request.requested_at), id: codeText(request.id) },
    ...{ title: runTitle(request, language), target: targetText(request.target) },
    ...{ outcome: outcomeText(run, language), left: isLeftChanged(run), person: personText(request.requested_by) },
  });
}

/** How a run came out, or how it stands, in a few words. */
export function outcomeText({ state, summary }: PastRun, language: Language = 'en'): string {
  const { going, history: words, units } = wordsIn(language);
  const verdict = state === 'done' ? (summary?.verdict ?? null) : null;
  if (state === 'done' && summary?.sweep?.recommended === null) return words.recommendsNone();
  if (verdict === null) return state === 'awaiting_approval' ? going.awaits() : going.states[state];
  if (summary?.sweep) return words.recommends(String(summary.sweep.recommended), verdict.name);
  // What is not counted has no number that counts.
  const counted = verdict.name === 'INVALID' ? null : verdict.max_over_mean;
  const ratio = counted === null ? '' : words.ratio(counted.toFixed(2));
  const effect = verdict.effect === null ? '' : `${units.comma}${effectText(verdict.effect, language)}`;
  return `${verdict.name}${effect}${ratio}`;
}

function trendLines(trends: readonly Trend[], language: Language): string[] {
  const { history: words } = wordsIn(language);
  // One run is no trend.
  const shown = trends.filter(({ ratios }) => ratios.length > 1);
  if (shown.length === 0) return [];
  const more = shown.length - SHOWN_TRENDS;
  return [
    words.trendHead(),
    ...shown.slice(0, SHOWN_TRENDS).map((trend) => {
      const name = words.trend(trend.scenario, targetText(trend.target));
      return `• ${name} ${courseText(trend, language)}`;
    }),
    ...(more > 0 ? [words.moreTrends(more)] : []),
  ];
}

/** The course of max/mean from run to run, its range, and the last verdicts in a row. */
export function courseText({ ratios, streaks }: Trend, language: Language = 'en'): string {
  const { history: words, units } = wordsIn(language);
  const above = ratios.map((ratio) => (ratio === null ? null : ratio - 1));
  const known = ratios.filter((ratio) => ratio !== null);
  const bars = sparkline(above, Math.max(LEAST_SCALE, ...above.map((value) => value ?? 0)));
  const range = known.length === 0 ? '' : words.span(Math.min(...known).toFixed(2), Math.max(...known).toFixed(2));
  const verdicts = streaks.map(({ verdict, times, since }, index) =>
    index === streaks.length - 1 ? words.since(verdict, times, units.day(since)) : words.times(verdict, times),
  );
  return `\`${bars}\`${range} ${verdicts.join(words.after)}`;
}

/** What shows more of the newest run here, and the newest that has one like it before. */
function moreText(shown: readonly PastRun[], runs: readonly PastRun[], words: HistoryWords): string {
  const pairs = shown.map(({ request }) => ({ run: request.id, before: previousOf(request.id, runs)?.request.id }));
  const pair = pairs.find(({ before }) => before !== undefined);
  return words.more(
    `/nlb show ${shown[0]?.request.id}`,
    pair === undefined ? null : `/nlb compare ${pair.before} ${pair.run}`,
  );
}
