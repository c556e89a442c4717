import type { RunView } from '../domain/text/root-message.ts';
import type { Queued } from '../ports/run-queue.ts';
import type { StoredRun } from '../ports/run-store.ts';
import { waitMs } from './submit-run.ts';

/** What the root message of a run that has not ended tells; `line` is its target's queue. */
export function goingView({ request, state, cancelled_by, approval }: StoredRun, line: readonly Queued[]): RunView {
  const index = line.findIndex((one) => one.request.id === request.id);
  const place = state === 'queued' && index >= 0 ? index : null;
  return {
    request,
    state,
    place,
    starts_in_ms: place === null ? null : waitMs(line, place),
    progress: line[index]?.progress ?? null,
    record: null,
    cancelled_by,
    approval,
    previous: null,
  };
}
