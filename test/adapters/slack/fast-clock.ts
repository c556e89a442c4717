import { createClock } from '../../../src/adapters/system/clock.ts';
import type { Clock } from '../../../src/ports/clock.ts';

/** The machine's clock, running so many times faster: what waits for minutes is over in seconds, and I/O is real. */
export function createFastClock(times: number): Clock {
  const clock = createClock();
  return {
    wallIso: clock.wallIso,
    monotonicMs: () => clock.monotonicMs() * times,
    sleep: (ms, signal) => clock.sleep(ms / times, signal),
  };
}
