import type { RunRecord } from '../domain/record.ts';
import { previousOf } from '../domain/run-history.ts';
import { sinceLast } from '../domain/schedule/since-last.ts';
import type { RunView } from '../domain/text/root-message.ts';
import type { RunHistory } from '../ports/run-history.ts';
import type { StoredRun } from '../ports/run-store.ts';

/** What the root message of an ended run tells. */
export async function endedView(
  { history }: { history: RunHistory },
  { request, state, cancelled_by, approval }: StoredRun,
  record: RunRecord | null,
): Promise<RunView> {
  const isLookedBack = record !== null || request.schedule !== undefined;
  const runs = isLookedBack ? await history.runs() : [];
  const previous = record === null ? null : previousOf(request.id, runs);
  return {
    request,
    state,
    place: null,
    starts_in_ms: null,
    progress: null,
    record,
    cancelled_by,
    approval,
    previous: previous?.request.id ?? null,
    since: sinceLast(request.id, runs),
  };
}
