import type { Clock } from '../../src/ports/clock.ts';

export interface FakeClock extends Clock {
  /** Lets `ms` pass: everything that is due runs in order, each with what follows from it. */
  advance(ms: number): Promise<void>;
  /** Lets time pass until the work is done, and gives its result; throws when that takes longer than `limitMs`. */
  during<T>(work: Promise<T>, limitMs?: number): Promise<T>;
  /** Lets time pass until the condition holds; throws when that takes longer than `limitMs`. */
  until(condition: () => boolean, limitMs?: number): Promise<void>;
}

interface Timer {
  due: number;
  fire: () => void;
}

const START_MS = 1_000_000;
const WALL_START = Date.parse('2026-11-23T14:00:00.000Z');
const LIMIT_MS = 3_600_000;
const NOTHING = new Uint8Array();

/**
 * Everything that needs no time happens in between: promises, what waits for the event loop's next turns, and hashes,
 * which come from Node's thread pool in the order in which they were asked for.
 */
async function settle(): Promise<void> {
  await crypto.subtle.digest('SHA-256', NOTHING);
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A clock that stands still until a test lets time pass. */
export function createFakeClock(): FakeClock {
  let now = START_MS;
  const timers = new Set<Timer>();

  async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (!(ms >= 0)) throw new RangeError(`a sleep takes 0 or more ms, not ${ms}`);
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = { due: now + ms, fire: resolve };
    timers.add(timer);
    const onAbort = (): void => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await promise;
    } finally {
      timers.delete(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Fires what is due next, if that is before the end; false when nothing is. */
  async function step(end: number): Promise<boolean> {
    await settle();
    const next = [...timers].reduce<Timer | null>(
      (first, timer) => (first && first.due <= timer.due ? first : timer),
      null,
    );
    if (next === null || next.due > end) return false;
    now = Math.max(now, next.due);
    timers.delete(next);
    next.fire();
    return true;
  }

  async function until(condition: () => boolean, limitMs = LIMIT_MS): Promise<void> {
    const end = now + limitMs;
    await settle();
    while (!condition()) {
      if (!(await step(end)) && !condition())
        throw new Error(`it did not happen within ${limitMs} ms of the fake clock`);
    }
  }

  return {
    wallIso: () => new Date(WALL_START + now - START_MS).toISOString(),
    monotonicMs: () => now,
    sleep,
    until,
    async advance(ms) {
      const end = now + ms;
      while (await step(end));
      now = end;
      await settle();
    },
    async during(work, limitMs) {
      let isDone = false;
      const done = work.finally(() => {
        isDone = true;
      });
      done.catch(() => undefined);
      await until(() => isDone, limitMs);
      return done;
    },
  };
}
