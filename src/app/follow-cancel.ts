import type { RunId } from '../domain/run.ts';
import { RunAborted } from '../domain/run-aborted.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunStore } from '../ports/run-store.ts';

const POLL_MS = 500;

/** A signal that aborts when somebody, in whatever process, has asked to cancel the run; followed until `over` aborts. */
export function followCancel(deps: { store: RunStore; clock: Clock }, run: RunId, over: AbortSignal): AbortSignal {
  const cancelled = new AbortController();
  const follow = async (): Promise<void> => {
    while (!over.aborted) {
      // A store that is away for a moment can not say that somebody cancelled; it is asked again.
      const stored = await deps.store.get(run).catch(() => null);
      if (stored?.cancelled_by) {
        cancelled.abort(new RunAborted('cancelled', `cancelled by ${stored.cancelled_by}`));
        return;
      }
      await deps.clock.sleep(POLL_MS, over).catch(() => undefined);
    }
  };
  void follow();
  return cancelled.signal;
}
