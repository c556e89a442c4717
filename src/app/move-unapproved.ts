import { AppError } from '../domain/errors.ts';
import type { RunId } from '../domain/run.ts';
import type { RunStore } from '../ports/run-store.ts';

/** Changes a run that waits for a person; false when it does not wait any more, because somebody else was first. */
export async function moveUnapproved(
  store: RunStore,
  id: RunId,
  change: Parameters<RunStore['update']>[1],
): Promise<boolean> {
  try {
    await store.update(id, { ...change, from: 'awaiting_approval' });
    return true;
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'internal') return false;
    throw cause;
  }
}
