import type { RunStore } from '../ports/run-store.ts';

export interface OnceDeps {
  store: RunStore;
  /** What is being done now; the bot's own, empty at its start. */
  underWay: Set<string>;
}

/**
 * Does something that is to be seen once, as the run's journal remembers it under `deed`; tried again after a failure.
 * @returns `said`, whether it was done now or before
 */
export async function once<T extends string | null>(
  { store, underWay }: OnceDeps,
  run: string,
  deed: string,
  said: T,
  work: () => Promise<void>,
): Promise<T> {
  // Two presses, or copies of one delivery, may come at once, before the first is in the journal.
  const key = `${run} ${deed}`;
  if (underWay.has(key)) return said;
  underWay.add(key);
  try {
    if (!(await isDone(store, run, deed))) await doOnce(store, run, deed, work);
  } finally {
    underWay.delete(key);
  }
  return said;
}

async function isDone(store: RunStore, run: string, deed: string): Promise<boolean> {
  const stored = await store.get(run);
  const last = stored?.journal.findLast(({ phase }) => phase === deed || phase === `${deed} failed`);
  return last?.phase === deed;
}

async function doOnce(store: RunStore, run: string, deed: string, work: () => Promise<void>): Promise<void> {
  // Said before it is done, so that a second press adds nothing, and taken back when it can not be done.
  await store.update(run, { enter: deed });
  try {
    await work();
  } catch (cause) {
    await store.update(run, { enter: `${deed} failed` });
    throw cause;
  }
}
