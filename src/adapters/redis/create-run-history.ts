import type { Redis } from 'ioredis';
import type { Recovery } from '../../domain/record-restore.ts';
import type { RunRequest, RunState } from '../../domain/run.ts';
import type { PastRun, RunSummary } from '../../domain/run-history.ts';
import { HISTORY_RUNS, type RunHistory } from '../../ports/run-history.ts';
import { keys } from './keys.ts';
import { withRedisErrors } from './redis-errors.ts';

const FIELDS = ['request', 'state', 'summary', 'recovery', 'thread', 'refusal'] as const;

/** Reads the runs that the run store keeps in Redis. All errors of Redis come out as AppError `queue_unavailable`. */
export function createRunHistory({ redis }: { redis: Redis }): RunHistory {
  return withRedisErrors({
    async runs() {
      const ids = await redis.zrange(keys.history, '0', String(HISTORY_RUNS - 1), 'REV');
      const found = await Promise.all(ids.map((id) => redis.hmget(keys.run(id), ...FIELDS)));
      return found.map(pastRun).filter((run) => run !== null);
    },
    ofThread: ({ channel, ts }) => redis.get(keys.thread(channel, ts)),
  });
}

/** Null for a run whose time to be kept is over, and for one that was refused. */
function pastRun([asked, state, summary, recovery, thread, refusal]: (string | null)[]): PastRun | null {
  if (!asked || refusal) return null;
  const request = JSON.parse(asked) as RunRequest;
  if (thread) request.thread = JSON.parse(thread) as RunRequest['thread'];
  return {
    request,
    state: (state ?? 'queued') as RunState,
    summary: summary ? (JSON.parse(summary) as RunSummary) : null,
    recovery: recovery ? (JSON.parse(recovery) as Recovery) : null,
  };
}
