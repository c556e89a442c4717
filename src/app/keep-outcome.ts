import type { RunRequest } from '../domain/run.ts';
import type { RunOutcome, RunStore } from '../ports/run-store.ts';

/**
 * Keeps the outcome of a run; the store leaves one that it has as it is. A store that came back empty, as a Redis without
 * persistence does, gets the run itself again, so that its thread is told.
 * @throws AppError `queue_unavailable`
 */
export async function keepOutcome(
  deps: { store: RunStore; keep: (outcome: RunOutcome) => Promise<void> },
  request: RunRequest,
  outcome: RunOutcome,
): Promise<void> {
  if ((await deps.store.get(request.id)) === null) await deps.store.create(request, `outcome-${request.id}`);
  await deps.keep(outcome);
}
