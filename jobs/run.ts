import { type Job, UnrecoverableError } from 'bullmq';
import { fromPayload } from '../src/adapters/bullmq/payload.ts';
import { followCancel } from '../src/app/follow-cancel.ts';
import type { RunProgress } from '../src/domain/progress.ts';
import type { RunRecord } from '../src/domain/record.ts';
import { hasEnded, type RunRequest } from '../src/domain/run.ts';
import { RunAborted } from '../src/domain/run-aborted.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { RunStore } from '../src/ports/run-store.ts';

export interface RunJobDeps {
  store: RunStore;
  clock: Clock;
  /** Aborts when this worker must end. */
  shutdown: AbortSignal;
  execute(request: RunRequest, onProgress: (progress: RunProgress) => void, signal: AbortSignal): Promise<RunRecord>;
}

/** One run of the queue: payload in, use case, end state out. A run that was begun before is left to the recovery. */
export function createRunJob(deps: RunJobDeps) {
  return async (job: Job, _token: string | undefined, signal: AbortSignal | undefined): Promise<string> => {
    const request = fromPayload(job.data);
    const stored = await deps.store.get(request.id);
    if (stored === null || hasEnded(stored.state) || stored.journal.some((entry) => entry.phase === 'preflight')) {
      throw new UnrecoverableError(`${request.id} was begun before; a run is never run twice`);
    }
    const over = new AbortController();
    const cancelled = followCancel(deps, request.id, over.signal);
    const lost = new AbortController();
    signal?.addEventListener('abort', () => lost.abort(new RunAborted('interrupted', 'the queue lost this worker')));
    try {
      const reasons = AbortSignal.any([cancelled, lost.signal, deps.shutdown]);
      const record = await deps.execute(
        request,
        (progress) => void job.updateProgress(progress).catch(() => undefined),
        reasons,
      );
      return record.state;
    } finally {
      over.abort();
    }
  };
}
