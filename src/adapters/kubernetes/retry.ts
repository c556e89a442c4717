import { type KubeError, UNTRUSTED } from './kube-error.ts';

/**
 * Which failures are tried again: `always` for what changes nothing; `refused` for writes, only where the API server
 * said that it did not carry them out (429); `never` where the caller has a deadline of its own.
 */
export type Retry = 'always' | 'refused' | 'never';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;

export function mayRetry(retry: Retry, error: KubeError): boolean {
  if (retry === 'never' || error.reason === UNTRUSTED) return false;
  return error.status === 429 || (retry === 'always' && error.ambiguous);
}

/** Doubles with each try; half of it is random, so that many workers do not come back at once. */
export function pauseMs(attempt: number, retryAfterMs: number | null): number {
  const wanted = retryAfterMs ?? FIRST_PAUSE_MS * 2 ** attempt;
  return (
    Math.min(wanted, LONGEST_PAUSE_MS) * (retryAfterMs === null ? 0.5 + Math.random() / 2 : 1 + Math.random() / 10)
  );
}
