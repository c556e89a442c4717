import type { Clock } from '../../ports/clock.ts';
import { ask, type Query } from './ask.ts';

/** How old the comparison of the clocks may get before it is made again, in milliseconds. */
const REFRESH_MS = 30_000;
/** The quickest of so many answers tells the most, because less of it is travel. */
const TRIES = 3;

/** Prometheus's clock beside ours. */
export interface ServerClock {
  /** Compares the clocks, unless that was done lately. @throws Error with Prometheus's reason */
  compare(timeoutMs: number): Promise<void>;
  /** A moment of Prometheus's clock (epoch, ms) on our monotonic clock, right to half of an answer's way. */
  toMonotonic(epochMs: number): number;
}

/** Compares by Prometheus's own `time()`, which has milliseconds where the Date header has whole seconds. */
export function createServerClock(query: Query, clock: Clock): ServerClock {
  let offset: number | null = null;
  let comparedAt = 0;

  async function once(timeoutMs: number): Promise<{ offset: number; took: number }> {
    const from = clock.monotonicMs();
    const { result } = await ask(query, 'time()', timeoutMs);
    const to = clock.monotonicMs();
    const seconds = Number(Array.isArray(result) ? result[1] : Number.NaN);
    if (!Number.isFinite(seconds)) throw new Error('it does not tell its time');
    return { offset: seconds * 1000 - (from + to) / 2, took: to - from };
  }

  return {
    async compare(timeoutMs) {
      if (offset !== null && clock.monotonicMs() - comparedAt < REFRESH_MS) return;
      try {
        const answers: { offset: number; took: number }[] = [];
        for (let attempt = 0; attempt < TRIES; attempt++) answers.push(await once(timeoutMs));
        offset = answers.sort((a, b) => a.took - b.took)[0]?.offset ?? null;
        comparedAt = clock.monotonicMs();
      } catch (cause) {
        // Clocks drift slowly: an older comparison is as good for a while.
        if (offset === null) throw cause;
      }
    },
    toMonotonic: (epochMs) => epochMs - (offset ?? 0),
  };
}
