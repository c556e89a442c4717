/** One reading of another clock: our time before and after it, and what it said, in milliseconds. */
export interface ClockReading {
  sentMs: number;
  receivedMs: number;
  theirMs: number;
}

/** How another host's monotonic clock relates to ours. */
export interface ClockOffset {
  /** Theirs minus ours, in milliseconds. */
  offsetMs: number;
  /** The true difference is no further from it than this. */
  errorMs: number;
}

/**
 * The difference of two clocks from one exchange, as NTP has it (RFC 5905, section 8): the answer was made somewhere
 * between sending and receiving, so that half of the round trip bounds the error, however lopsided the way is.
 */
export function offsetOf({ sentMs, receivedMs, theirMs }: ClockReading): ClockOffset {
  return { offsetMs: theirMs - (sentMs + receivedMs) / 2, errorMs: (receivedMs - sentMs) / 2 };
}

/** The reading that says most: the one with the quickest answer. @throws Error without a reading */
export function bestOffset(readings: readonly ClockReading[]): ClockOffset {
  const [best] = readings.map(offsetOf).sort((a, b) => a.errorMs - b.errorMs);
  if (best === undefined) throw new Error('the other clock was not read');
  return best;
}

/** By how much the clocks have drifted apart at least since `offset` was taken, as a later reading proves it. */
export function provenDriftMs(offset: ClockOffset, later: ClockReading): number {
  const now = offsetOf(later);
  return Math.max(0, Math.abs(now.offsetMs - offset.offsetMs) - now.errorMs - offset.errorMs);
}
