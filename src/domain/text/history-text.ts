import { historyLine } from '../command-runs.ts';
import { dayText, minuteText } from '../iso-time.ts';
import { isLeftChanged, type PastRun, previousOf, type Trend, trendsOf } from '../run-history.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { effectText, personText, runTitle, targetText } from './run-words.ts';
import { sparkline } from './sparkline.ts';

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
export function historyText(runs: readonly PastRun[], asked: HistoryAsked): string {
  const found = runs.filter(
    ({ request }) =>
      (asked.scenario === null || request.scenario === asked.scenario) &&
      (asked.target === null || request.target === asked.target),
  );
  if (found.length === 0) return emptyText(runs.length, asked);
  const pages = Math.ceil(found.length / asked.limit);
  if (asked.page > pages) {
    return `There is no page ${asked.page}: ${runCount(found.length)} make ${pages === 1 ? '1 page' : `${pages} pages`}. Try: \`${historyLine({ ...asked, page: pages })}\``;
  }
  const from = (asked.page - 1) * asked.limit;
  const shown = found.slice(from, from + asked.limit);
  const range = shown.length === 1 ? `${from + 1}` : `${from + 1} to ${from + shown.length}`;
  const next = asked.page < pages ? [`Older: \`${historyLine({ ...asked, page: asked.page + 1 })}\``] : [];
  return [
    `*Runs${whereText(asked)}, newest first: ${range} of ${found.length}*`,
    ...shown.map(runLine),
    ...trendLines(trendsOf(found)),
    ...next,
    moreText(shown, found),
  ].join('\n');
}

function whereText({ scenario, target }: HistoryAsked): string {
  return `${scenario === null ? '' : ` of ${scenario}`}${target === null ? '' : ` on ${targetText(target)}`}`;
}

function emptyText(kept: number, asked: HistoryAsked): string {
  const start = `/nlb run ${asked.scenario ?? 'max-connection-duration'}${asked.target === null ? '' : ` on=${asked.target}`}`;
  if (kept === 0) return `No run is kept yet. Start one: \`${start}\``;
  const others = kept === 1 ? 'is 1 other' : `are ${kept} others`;
  return `No run${whereText(asked)} is kept; there ${others}: \`/nlb history\`. Start one: \`${start}\``;
}

/** A run on one line: when, which, on what, how it came out, whose. */
export function runLine(run: PastRun): string {
  const { request } = run;
  const left = isLeftChanged(run) ? ` - :rotating_light: ${targetText(request.target)} was not put back` : '';
  return `• ${minuteText(request.requested_at)} \`${escapeMrkdwn(request.id)}\` *${runTitle(request)}* on ${targetText(request.target)} - ${outcomeText(run)}${left} · ${personText(request.requested_by)}`;
}

/** How a run came out, or how it stands, in a few words. */
export function outcomeText({ state, summary }: PastRun): string {
  const verdict = state === 'done' ? (summary?.verdict ?? null) : null;
  if (state === 'done' && summary?.sweep?.recommended === null) return 'recommends no value';
  if (verdict === null) return state === 'awaiting_approval' ? 'waits for an approval' : state;
  if (summary?.sweep) return `recommends ${summary.sweep.recommended}, which is ${verdict.name}`;
  // What is not counted has no number that counts.
  const counted = verdict.name === 'INVALID' ? null : verdict.max_over_mean;
  const ratio = counted === null ? '' : `, max/mean ${counted.toFixed(2)}`;
  return `${verdict.name}${verdict.effect === null ? '' : `, ${effectText(verdict.effect)}`}${ratio}`;
}

function trendLines(trends: readonly Trend[]): string[] {
  // One run is no trend.
  const shown = trends.filter(({ ratios }) => ratios.length > 1);
  if (shown.length === 0) return [];
  const more = shown.length - SHOWN_TRENDS;
  return [
    '*Trend of max/mean, oldest first* (lowest bar: even)',
    ...shown.slice(0, SHOWN_TRENDS).map(trendLine),
    ...(more > 0 ? [`and ${more} more; \`scenario=\` or \`on=\` picks one`] : []),
  ];
}

function trendLine(trend: Trend): string {
  return `• ${trend.scenario} on ${targetText(trend.target)} ${courseText(trend)}`;
}

/** The course of max/mean from run to run, its range, and the last verdicts in a row. */
export function courseText({ ratios, streaks }: Trend): string {
  const above = ratios.map((ratio) => (ratio === null ? null : ratio - 1));
  const known = ratios.filter((ratio) => ratio !== null);
  const bars = sparkline(above, Math.max(LEAST_SCALE, ...above.map((value) => value ?? 0)));
  const range = known.length === 0 ? '' : ` ${Math.min(...known).toFixed(2)} to ${Math.max(...known).toFixed(2)},`;
  const verdicts = streaks.map(({ verdict, times, since }, index) =>
    index === streaks.length - 1 ? `${verdict} x${times} since ${dayText(since)}` : `${verdict} x${times}`,
  );
  return `\`${bars}\`${range} ${verdicts.join(', then ')}`;
}

/** What shows more of the newest run here, and the newest that has one like it before. */
function moreText(shown: readonly PastRun[], runs: readonly PastRun[]): string {
  const pairs = shown.map(({ request }) => ({ run: request.id, before: previousOf(request.id, runs)?.request.id }));
  const pair = pairs.find(({ before }) => before !== undefined);
  const compare = pair === undefined ? '' : `, \`/nlb compare ${pair.before} ${pair.run}\``;
  return `More: \`/nlb show ${shown[0]?.request.id}\`${compare}`;
}

function runCount(n: number): string {
  return n === 1 ? '1 run' : `${n} runs`;
}
