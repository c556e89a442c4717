import type { Log } from '../../../src/ports/log.ts';

/** Keeps the names of the warnings. */
export function createSilentLog(): Log & { readonly warnings: string[] } {
  const warnings: string[] = [];
  return { warnings, info: () => undefined, warn: (event) => void warnings.push(event) };
}
