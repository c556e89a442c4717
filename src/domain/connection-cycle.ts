/** What decides how long a connection lives and when its client opens the next. Times in milliseconds. */
export interface Cycle {
  durationMs: number;
  intervalMs: number;
  /** Percent by which a connection's age may go beyond the duration. */
  jitterPercent?: number | undefined;
  /**
   * How long a call keeps its connection: 0 for a unary one, which is taken to need no time; null for a stream without an
   * end.
   */
  callMs?: number | null | undefined;
}

/** From the start of one call of a client to the start of its next: calls begin at the moments of its interval. */
export function turnMs(callMs: number, intervalMs: number): number {
  return intervalMs * (Math.floor(callMs / intervalMs) + 1);
}

/**
 * From one pick of a client to its next under `max_connection_duration`: the first call strictly after its connection was
 * asked to leave. That is at anything from the duration to the duration and its jitter, each as likely; then the mean.
 * Infinite under a stream without an end, which Envoy never cuts for its connection's age.
 */
export function reconnectPeriodMs({ durationMs, intervalMs, jitterPercent = 0, callMs = 0 }: Cycle): number {
  if (callMs === null) return Number.POSITIVE_INFINITY;
  const turn = turnMs(callMs, intervalMs);
  const from = durationMs / turn;
  const to = from * (1 + jitterPercent / 100);
  const whole = to > from ? (areaUnderFloor(to) - areaUnderFloor(from)) / (to - from) : Math.floor(from);
  return turn * (whole + 1);
}

/** How long a connection lives on average under `max_connection_duration`: a call that is under way is not cut. */
export function meanLifeMs({ durationMs, intervalMs, jitterPercent = 0, callMs = 0 }: Cycle): number {
  if (callMs === null) return Number.POSITIVE_INFINITY;
  const turn = turnMs(callMs, intervalMs);
  const to = durationMs * (1 + jitterPercent / 100);
  const waited =
    to > durationMs
      ? (areaOfWaits(to, turn, callMs) - areaOfWaits(durationMs, turn, callMs)) / (to - durationMs)
      : Math.max(0, callMs - (durationMs % turn));
  return (durationMs + to) / 2 + waited;
}

/** The integral of floor from 0 to x. */
function areaUnderFloor(x: number): number {
  const whole = Math.floor(x);
  return (whole * (whole - 1)) / 2 + whole * (x - whole);
}

/** The integral from 0 to x of how long a call that began with its turn still goes on: max(0, call - x mod turn). */
function areaOfWaits(x: number, turn: number, callMs: number): number {
  const rest = Math.min(x % turn, callMs);
  return Math.floor(x / turn) * (callMs ** 2 / 2) + callMs * rest - rest ** 2 / 2;
}
