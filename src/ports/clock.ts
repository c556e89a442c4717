/** Time. Not in here: time zones, calendars. */
export interface Clock {
  /** ISO-8601 UTC. */
  wallIso(): string;
  /** Milliseconds on the host's monotonic clock; comparable between processes of one host. */
  monotonicMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
