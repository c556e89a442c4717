import { msBetween } from './iso-time.ts';
import { hasEnded, type RunState } from './run.ts';
import { isLeftChanged, type PastRun } from './run-history.ts';

/** Numbers of one name for a monitoring; each has the labels that `labels` lists, all of them. */
export interface Metric {
  /** As Prometheus names things: the unit last, in base units. */
  name: string;
  /** One sentence. */
  help: string;
  labels: readonly string[];
  samples: { labels: Record<string, string>; value: number }[];
}

const EPOCH = '1970-01-01T00:00:00Z';
const GOING: readonly RunState[] = ['queued', 'awaiting_approval', 'running', 'restoring'];

/**
 * What a monitoring may ask of the bot: what goes on, what each scenario found last, and whether a target was left changed.
 * A target without a run has its counts of 0, so that an alert does not miss it. `runs` are newest first.
 */
export function runMetrics(targets: readonly string[], runs: readonly PastRun[]): Metric[] {
  const judged = lastJudged(runs);
  return [
    {
      name: 'nlb_runs',
      help: 'Runs that have not ended, by target and state.',
      labels: ['target', 'state'],
      samples: targets.flatMap((target) =>
        GOING.map((state) => ({
          labels: { target, state },
          value: runs.filter((run) => run.request.target === target && run.state === state).length,
        })),
      ),
    },
    {
      name: 'nlb_target_left_changed',
      help: 'Whether a run has left the target otherwise than it found it, and nothing has put it back since: 1 or 0.',
      labels: ['target'],
      samples: targets.map((target) => ({
        labels: { target },
        value: runs.some((run) => run.request.target === target && hasEnded(run.state) && isLeftChanged(run)) ? 1 : 0,
      })),
    },
    {
      name: 'nlb_last_run_verdict',
      help: 'The verdict of the last judged run of a scenario on a target: always 1.',
      labels: ['target', 'scenario', 'verdict'],
      samples: judged.map(({ labels, verdict }) => ({ labels: { ...labels, verdict: verdict.name }, value: 1 })),
    },
    {
      name: 'nlb_last_run_max_over_mean_ratio',
      help: 'Connections of the fullest Pod over the mean in the judged arm of that run.',
      labels: ['target', 'scenario'],
      // What an INVALID run measured is no measurement.
      samples: judged.flatMap(({ labels, verdict: { name, max_over_mean } }) =>
        max_over_mean === null || name === 'INVALID' ? [] : [{ labels, value: max_over_mean }],
      ),
    },
    {
      name: 'nlb_last_run_end_timestamp_seconds',
      help: 'When that run ended, in seconds since 1970.',
      labels: ['target', 'scenario'],
      samples: judged.flatMap(({ labels, endedAt }) => {
        const ms = msBetween(EPOCH, endedAt);
        return ms === null ? [] : [{ labels, value: ms / 1000 }];
      }),
    },
  ];
}

interface Judged {
  labels: { target: string; scenario: string };
  verdict: NonNullable<NonNullable<PastRun['summary']>['verdict']>;
  /** ISO-8601 UTC. */
  endedAt: string;
}

/** The newest run with a verdict of each scenario on each target; a sweep's verdict is that of the setting it recommends. */
function lastJudged(runs: readonly PastRun[]): Judged[] {
  const last = new Map<string, Judged>();
  for (const { request, summary } of runs) {
    const { target, scenario } = request;
    const key = `${target} ${scenario}`;
    if (summary?.verdict == null || summary.sweep || last.has(key)) continue;
    last.set(key, { labels: { target, scenario }, verdict: summary.verdict, endedAt: summary.ended_at });
  }
  return [...last.values()];
}
