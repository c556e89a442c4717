import type { HomePart } from '../home.ts';
import type { Language } from '../language.ts';
import { hasEnded, type RunId } from '../run.ts';
import { type PastRun, type Trend, trendsOf } from '../run-history.ts';
import { isReady, isUsable, type TargetProfileView, type TargetReport } from '../target-report.ts';
import type { VerdictName } from '../verdict.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import { courseText, outcomeText } from './history-text.ts';
import { personText, runTitle, targetText } from './run-words.ts';
import { wordsIn } from './words.ts';

/** A target as the home page shows it. */
export interface HomeTarget {
  name: string;
  isDefault: boolean;
  profile: TargetProfileView;
  /** What its worker said last; null where none answered, `asked` while the answer is awaited. */
  report: TargetReport | null | 'asked';
  /** The run that goes on there now, whatever its worker said earlier; null where none does. */
  usedBy: RunId | null;
}

const SHOWN_TARGETS = 8;
/** Trends of one target. */
const SHOWN_TRENDS = 3;

/** Each verdict in one character that is told apart without its colour. */
const SYMBOLS = {
  BALANCED: '✓',
  IMBALANCED: '✗',
  INCONCLUSIVE: '?',
  INVALID: '–',
} as const satisfies Record<VerdictName, string>;

/** Every target: how it stands, its last result and its trends, with the buttons of that run. `runs` are newest first. */
export function targetParts(targets: readonly HomeTarget[], runs: readonly PastRun[], language: Language): HomePart[] {
  const say = wordsIn(language).home;
  const trends = trendsOf(runs);
  const shown = targets.slice(0, SHOWN_TARGETS);
  const hidden = targets.length - shown.length;
  const small = [
    ...(hidden > 0 ? [say.more(hidden, '/nlb targets')] : []),
    ...(trends.some(isTrend) ? [say.symbols()] : []),
  ];
  return [
    { kind: 'header', text: say.targets },
    ...shown.flatMap((target) => oneTarget(target, runs, trends, language)),
    ...small.map((text) => ({ kind: 'small' as const, text })),
  ];
}

function oneTarget(
  target: HomeTarget,
  runs: readonly PastRun[],
  trends: readonly Trend[],
  language: Language,
): HomePart[] {
  const { name } = target;
  const last = lastOf(runs.filter(({ request, state }) => request.target === name && hasEnded(state)));
  const own = trends.filter((trend) => trend.target === name && isTrend(trend)).slice(0, SHOWN_TRENDS);
  const lines = [
    healthLine(target, language),
    lastLine(name, last, language),
    ...own.map((trend) => trendLine(trend, language)),
  ];
  const text = { kind: 'text' as const, text: lines.join('\n') };
  if (last === undefined) return [text];
  return [text, { kind: 'run', run: last.request.id, state: last.state, buttons: ['explain'] }];
}

/** The last run that left something to tell; the last at all where none did. */
function lastOf(ended: readonly PastRun[]): PastRun | undefined {
  return ended.find(({ summary }) => summary !== null) ?? ended[0];
}

/** One run is no trend. */
function isTrend({ ratios }: Trend): boolean {
  return ratios.length > 1;
}

/** How a target stands in one line, the worst first. */
export function healthLine({ name, isDefault, profile, report, usedBy }: HomeTarget, language: Language): string {
  const say = wordsIn(language).home;
  const head = say.target(targetText(name), profile.place.kind, isDefault);
  if (report === 'asked') return say.asked(head);
  if (report === null) return say.noWorker(head);
  const { undo, health } = report;
  if (!health.ok) return say.problem(head, escapeMrkdwn(health.problem));
  const { ready, replicas, rolled_out } = health.value.deployment;
  const pods = say.pods(ready, replicas, rolled_out);
  if (isUsable(report) && usedBy !== null) return say.inUse(head, codeText(usedBy));
  if (isUsable(report)) return say.usable(head, pods, holderText(report, language));
  if (undo.ok && undo.value !== null) {
    return say.leftChanged(head, codeText(undo.value.run), `/nlb recover ${escapeMrkdwn(name)}`);
  }
  if (!isReady(health.value)) return say.podsAway(head, pods, holderText(report, language));
  return blockedLine(name, head, report, language);
}

/** A target whose Pods are well, but that no run may have. */
function blockedLine(name: string, head: string, { undo, access, holding }: TargetReport, language: Language): string {
  const say = wordsIn(language).home;
  const missing = access.ok && access.value !== null ? access.value.missing.length : 0;
  if (missing > 0) return say.noRights(head, `/nlb targets ${escapeMrkdwn(name)}`);
  const found = [undo, access, holding].find(({ ok }) => !ok);
  return say.problem(head, found === undefined || found.ok ? null : escapeMrkdwn(found.problem));
}

function holderText({ holding }: TargetReport, language: Language): string {
  if (!holding.ok || holding.value === null || holding.value.expires_in_ms <= 0) return '';
  return wordsIn(language).home.heldBy(codeText(holding.value.holder));
}

function lastLine(target: string, last: PastRun | undefined, language: Language): string {
  const say = wordsIn(language).home;
  if (last === undefined) return say.noResult(`/nlb run max-connection-duration on=${escapeMrkdwn(target)}`);
  const { request } = last;
  return say.last(
    `*${runTitle(request, language)}* - ${outcomeText(last, language)} · ${wordsIn(language).units.day(request.requested_at)} · \`${escapeMrkdwn(request.id)}\` · ${personText(request.requested_by)}`,
  );
}

function trendLine(trend: Trend, language: Language): string {
  const symbols = trend.verdicts.map((verdict) => SYMBOLS[verdict]).join('');
  return `${trend.scenario} \`${symbols}\` ${courseText(trend, language)}`;
}
