import type { RunQueue } from '../ports/run-queue.ts';
import type { RunStore } from '../ports/run-store.ts';

/** Ends the runs that wait in a queue that is about to end, so that nobody waits for what will never start. */
export async function endWaiting({ queue, store }: { queue: RunQueue; store: RunStore }): Promise<void> {
  for (const { request, state } of await store.open()) {
    if (state === 'queued' && (await queue.remove(request))) await store.update(request.id, { state: 'interrupted' });
  }
}
