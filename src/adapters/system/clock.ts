import type { Clock } from '../../ports/clock.ts';

/** Node keeps a timer's delay in a signed 32-bit integer (nodejs.org/api/timers.html). */
const longestTimerMs = 2_147_483_647;

/**
 * The machine's own clock.
 *
 * `sleep` takes 0 to 2147483647 ms, rejects with a RangeError for another number, which Node would take as 1 ms, and
 * leaves no timer behind when it is aborted.
 */
export function createClock(): Clock {
  return {
    wallIso: () => new Date().toISOString(),
    // CLOCK_MONOTONIC is one for all processes of a host; performance.now() counts from each process's own start.
    monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
    sleep,
  };
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (!(ms >= 0 && ms <= longestTimerMs)) {
    throw new RangeError(`a sleep takes 0 to ${longestTimerMs} ms, not ${ms}: wait in shorter steps`);
  }
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const onAbort = () => reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
