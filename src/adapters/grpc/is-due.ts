import type { Clock } from '../../ports/clock.ts';

/** Whether the moment came before the signal; a timer may fire a little early and is then set again. */
export async function isDue(clock: Clock, dueMs: number, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    const waitMs = dueMs - clock.monotonicMs();
    if (waitMs <= 0 || signal.aborted) return !signal.aborted;
    await clock.sleep(Math.ceil(waitMs), signal).catch((reason: unknown) => {
      if (!signal.aborted) throw reason;
    });
  }
}
