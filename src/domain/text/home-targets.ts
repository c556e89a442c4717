import type { HomePart } from '../home.ts';
import { dayText } from '../iso-time.ts';
import { hasEnded } from '../run.ts';
import { type PastRun, type Trend, trendsOf } from '../run-history.ts';
import { isReady, isUsable, type TargetProfileView, type TargetReport } from '../target-report.ts';
import type { VerdictName } from '../verdict.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { courseText, outcomeText } from './history-text.ts';
import { personText, runTitle, targetText } from './run-words.ts';

/** A target as the home page shows it. */
export interface HomeTarget {
  name: string;
  isDefault: boolean;
  profile: TargetProfileView;
  /** What its worker said last; null where none answered, `asked` while the answer is awaited. */
  report: TargetReport | null | 'asked';
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
export function targetParts(targets: readonly HomeTarget[], runs: readonly PastRun[]): HomePart[] {
  const trends = trendsOf(runs);
  const shown = targets.slice(0, SHOWN_TARGETS);
  const hidden = targets.length - shown.length;
  const hasTrend = trends.some(isTrend);
  return [
    { kind: 'header', text: 'Targets and their last results' },
    ...shown.flatMap((target) => oneTarget(target, runs, trends)),
    ...(hidden > 0 ? [{ kind: 'small' as const, text: `and ${hidden} more: \`/nlb targets\`` }] : []),
    ...(hasTrend
      ? [
          {
            kind: 'small' as const,
            text: 'Verdicts, oldest first: ✓ BALANCED, ✗ IMBALANCED, ? INCONCLUSIVE, – INVALID. Bars: max/mean, the lowest is even.',
          },
        ]
      : []),
  ];
}

function oneTarget(target: HomeTarget, runs: readonly PastRun[], trends: readonly Trend[]): HomePart[] {
  const { name } = target;
  const last = lastOf(runs.filter(({ request, state }) => request.target === name && hasEnded(state)));
  const own = trends.filter((trend) => trend.target === name && isTrend(trend)).slice(0, SHOWN_TRENDS);
  const lines = [healthLine(target), lastLine(name, last), ...own.map(trendLine)];
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
export function healthLine({ name, isDefault, profile, report }: HomeTarget): string {
  const facts = [profile.kind, ...(isDefault ? ['the default'] : [])].join(', ');
  const head = `*${targetText(name)}* (${facts})`;
  if (report === 'asked') return `:hourglass_flowing_sand: ${head}: its worker is being asked`;
  if (report === null) return `:x: ${head}: no worker answered in time. Check that the worker runs`;
  const { undo, health, access, holding } = report;
  const holder = holderText(report);
  if (isUsable(report)) return `:white_check_mark: ${head}: ready for a run, ${podsText(report)}${holder}`;
  if (!health.ok) return `:x: ${head}: ${escapeMrkdwn(health.problem)}`;
  if (undo.ok && undo.value !== null) {
    const run = escapeMrkdwn(undo.value.run);
    return `:rotating_light: ${head}: run \`${run}\` left it changed. \`/nlb recover ${escapeMrkdwn(name)}\``;
  }
  if (!isReady(health.value)) return `:warning: ${head}: ${podsText(report)}${holder}`;
  const missing = access.ok && access.value !== null ? access.value.missing.length : 0;
  if (missing > 0) return `:x: ${head}: the worker lacks rights. \`/nlb targets ${escapeMrkdwn(name)}\` shows them`;
  const found = [undo, access, holding].find(({ ok }) => !ok);
  const problem = found === undefined || found.ok ? 'not ready for a run' : found.problem;
  return `:x: ${head}: ${escapeMrkdwn(problem)}`;
}

function podsText({ health }: TargetReport): string {
  if (!health.ok) return '';
  const { ready, replicas, rolled_out } = health.value.deployment;
  return `${ready} of ${replicas} Pods Ready${rolled_out ? '' : ', rollout not complete'}`;
}

function holderText({ holding }: TargetReport): string {
  if (!holding.ok || holding.value === null || holding.value.expires_in_ms <= 0) return '';
  return `; held by \`${escapeMrkdwn(holding.value.holder)}\``;
}

function lastLine(target: string, last: PastRun | undefined): string {
  if (last === undefined) {
    return `No result yet. Type in a channel: \`/nlb run max-connection-duration on=${escapeMrkdwn(target)}\``;
  }
  const { request } = last;
  return `Last: *${runTitle(request)}* - ${outcomeText(last)} · ${dayText(request.requested_at)} · \`${escapeMrkdwn(request.id)}\` · ${personText(request.requested_by)}`;
}

function trendLine(trend: Trend): string {
  const symbols = trend.verdicts.map((verdict) => SYMBOLS[verdict]).join('');
  return `${trend.scenario} \`${symbols}\` ${courseText(trend)}`;
}
