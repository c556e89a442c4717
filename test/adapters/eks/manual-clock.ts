import type { Clock } from '../../../src/ports/clock.ts';

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
  nowMs(): number;
}

export function createManualClock(startIso = '2026-11-05T12:00:00.000Z'): ManualClock {
  let nowMs = Date.parse(startIso);
  return {
    advance: (ms) => {
      nowMs += ms;
    },
    nowMs: () => nowMs,
    wallIso: () => new Date(nowMs).toISOString(),
    monotonicMs: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
  };
}
