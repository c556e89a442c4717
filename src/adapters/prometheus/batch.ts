import { setImmediate } from 'node:timers/promises';

/** Makes one request of what is asked for at the same moment: each name gets the answer to all. */
export function inBatches<T>(fetch: (names: string[]) => Promise<T>): (name: string) => Promise<T> {
  let names = new Set<string>();
  let next: Promise<T> | null = null;
  return (name) => {
    names.add(name);
    next ??= setImmediate().then(() => {
      const asked = [...names];
      names = new Set();
      next = null;
      return fetch(asked);
    });
    return next;
  };
}
