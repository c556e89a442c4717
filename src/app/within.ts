import type { Clock } from '../ports/clock.ts';

/** What comes of some work within so many milliseconds; null when it takes longer, or when `signal` aborts first. */
export async function within<T>(
  clock: Pick<Clock, 'sleep'>,
  ms: number,
  work: Promise<T>,
  signal?: AbortSignal,
): Promise<T | null> {
  const over = new AbortController();
  const ending = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]);
  // The rejection is the timer's own end.
  const late = clock.sleep(ms, ending).then(
    () => null,
    () => null,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}
