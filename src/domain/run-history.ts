import type { RunRecord } from './record.ts';
import type { Recovery } from './record-restore.ts';
import type { RunId, RunRequest, RunState } from './run.ts';
import type { ScenarioName } from './scenario.ts';
import type { RunEffect, VerdictName } from './verdict.ts';

/** What the history says of a run that left a record. */
export interface RunSummary {
  ended_at: string;
  /** Null for a run without a verdict; `max_over_mean` and `k` are its judged arm's. */
  verdict: { name: VerdictName; effect: RunEffect | null; max_over_mean: number | null; k: number } | null;
  /** Of a sweep: the setting that it recommends, null for none; the verdict is that setting's then. */
  sweep: { recommended: string | null } | null;
  /** Whether the target was as before when the run ended. */
  restored: boolean;
}

/** A run as the history knows it, ended or not. */
export interface PastRun {
  request: RunRequest;
  state: RunState;
  /** Null until the run leaves a record, and for ever where it left none. */
  summary: RunSummary | null;
  recovery: Recovery | null;
}

export function summaryOf({ ended_at, verdict, sweep, restore }: RunRecord): RunSummary {
  return {
    ended_at,
    verdict:
      verdict === null
        ? null
        : { name: verdict.name, effect: verdict.effect, max_over_mean: verdict.max_over_mean, k: verdict.k },
    sweep: sweep === undefined ? null : { recommended: sweep.recommended },
    restored: restore.state !== 'FAILED',
  };
}

/** Whether a run's target is still not as it was, as far as the run and its recovery know. */
export function isLeftChanged({ summary, recovery }: PastRun): boolean {
  return summary !== null && !summary.restored && (recovery === null || recovery.state === 'FAILED');
}

/** One verdict several times in a row. */
interface Streak {
  verdict: VerdictName;
  times: number;
  /** When the first of them was asked for. */
  since: string;
}

/** How a scenario went on a target from run to run. */
export interface Trend {
  scenario: ScenarioName;
  target: string;
  /** max/mean of each judged run, oldest first; null where it has none, or is INVALID. */
  ratios: (number | null)[];
  /** The verdict of each, oldest first. */
  verdicts: VerdictName[];
  /** Oldest first, at most the last two. */
  streaks: Streak[];
}

/** Runs that a trend looks back on. */
const TREND_RUNS = 20;

/** The trend of each scenario on each target that has a verdict, without sweeps, the most recent first; `runs` are newest first. */
export function trendsOf(runs: readonly PastRun[]): Trend[] {
  const groups = new Map<string, PastRun[]>();
  for (const run of runs.filter(({ summary }) => summary?.verdict && !summary.sweep)) {
    const key = `${run.request.scenario} ${run.request.target}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map(trendOf);
}

function trendOf(newestFirst: readonly PastRun[]): Trend {
  const runs = newestFirst.slice(0, TREND_RUNS).reverse();
  const [first] = runs;
  if (first === undefined) throw new RangeError('A trend needs a run.');
  const streaks: Streak[] = [];
  for (const { request, summary } of runs) {
    const verdict = summary?.verdict?.name ?? 'INVALID';
    const last = streaks.at(-1);
    if (last?.verdict === verdict) last.times += 1;
    else streaks.push({ verdict, times: 1, since: request.requested_at });
  }
  return {
    scenario: first.request.scenario,
    target: first.request.target,
    ratios: runs.map((run) => (isCounted(run) ? (run.summary?.verdict?.max_over_mean ?? null) : null)),
    verdicts: runs.map(({ summary }) => summary?.verdict?.name ?? 'INVALID'),
    streaks: streaks.slice(-2),
  };
}

/**
 * The newest run before one that is like it: done, of the same scenario on the same target over as many Pods, and
 * counted. Null where there is none, or where the run itself is not counted. `runs` are newest first.
 */
export function previousOf(run: RunId, runs: readonly PastRun[]): PastRun | null {
  const own = runs.findIndex(({ request }) => request.id === run);
  const [it, ...before] = own < 0 ? [] : runs.slice(own);
  if (it === undefined || !isCounted(it)) return null;
  const isLike = ({ request, summary }: PastRun): boolean =>
    request.scenario === it.request.scenario &&
    request.target === it.request.target &&
    Boolean(summary?.sweep) === Boolean(it.summary?.sweep) &&
    summary?.verdict?.k === it.summary?.verdict?.k;
  return before.filter(isCounted).find(isLike) ?? null;
}

function isCounted({ state, summary }: PastRun): boolean {
  const verdict = summary?.verdict ?? null;
  return state === 'done' && verdict !== null && verdict.name !== 'INVALID';
}

/** Where somebody asked for a run last, other than by a schedule; null where they never did. `runs` are newest first. */
export function lastChannelOf(user: string, runs: readonly PastRun[]): string | null {
  const own = runs.find(({ request }) => request.requested_by === user && request.schedule === undefined);
  return own?.request.thread.channel ?? null;
}
