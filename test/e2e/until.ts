import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;

/**
 * Looks again and again until there is something to see.
 * @throws Error that names what was awaited, and the last error of looking, when it does not come in time
 */
export async function until<T>(
  what: string,
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  withinMs: number,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  let last: unknown = null;
  for (;;) {
    try {
      const seen = await look();
      last = null;
      if (seen !== undefined && seen !== null && seen !== false) return seen;
    } catch (cause) {
      last = cause;
    }
    if (performance.now() > deadline) {
      throw new Error(`waited ${withinMs / 1000} s in vain for ${what}${last === null ? '' : `: ${String(last)}`}`);
    }
    await sleep(POLL_MS);
  }
}
