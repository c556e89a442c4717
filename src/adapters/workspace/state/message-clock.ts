/** Gives message timestamps in Slack's form "seconds.micros", each later than the one before. */
export interface MessageClock {
  next(): string;
  /** Makes every later timestamp come after this one. */
  after(ts: string): void;
}

/** Creates a clock that follows the system time in milliseconds but never stands still or goes back. */
export function createMessageClock(now: () => number = Date.now): MessageClock {
  let last = 0;
  return {
    next() {
      last = Math.max(now() * 1000, last + 1);
      return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, '0')}`;
    },
    after(ts) {
      const [seconds = '0', micros = '0'] = ts.split('.');
      last = Math.max(last, Number(seconds) * 1_000_000 + Number(micros));
    },
  };
}
