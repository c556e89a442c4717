import type { RunQueue } from '../ports/run-queue.ts';
import type { RunStore } from '../ports/run-store.ts';

/** Ends the runs that wait, for their turn or for a person's word, in a queue that is about to end, so that nobody waits for what will never start. */
export async function endWaiting({ queue, store }: { queue: RunQueue; store: RunStore }): Promise<void> {
  for (const { request, state } of await store.open()) {
    const waits = state === 'awaiting_approval' || (state === 'queued' && (await queue.remove(request)));
    if (waits) await store.update(request.id, { state: 'interrupted' });
  }
}
