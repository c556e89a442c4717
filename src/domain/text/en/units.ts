import { speakDuration } from '../../duration.ts';
import { dayText, minuteText } from '../../iso-time.ts';

/** What texts count. */
export type Noun =
  | 'Pod'
  | 'Ready Pod'
  | 'connection'
  | 'pick'
  | 'request'
  | 'message'
  | 'client'
  | 'agent'
  | 'reconnect'
  | 'stream'
  | 'close'
  | 'error'
  | 'problem'
  | 'arm'
  | 'setting'
  | 'round'
  | 'repeat'
  | 'place'
  | 'run'
  | 'page'
  | 'open connection'
  | 'socket'
  | 'endpoint'
  | 'other Pod'
  | 'counter';

/** Counts, times and lists. */
export const units = {
  duration: (ms: number) => speakDuration(ms),
  day: dayText,
  minute: minuteText,
  /** A rate or ratio with as many digits as a person uses: `0.32`, `6.7`, `140`. */
  number: (x: number) => {
    if (x === 0 || x >= 100) return Math.round(x).toLocaleString('en-US');
    return String(x < 1 ? Number(x.toPrecision(2)) : Number(x.toFixed(1)));
  },
  percent: (share: number) => `${units.number(100 * share)} %`,
  seconds: (s: number | string) => `${s} s`,
  count: (n: number, noun: Noun) => `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`,
  ordinal: (n: number) => {
    const teen = n % 100 >= 11 && n % 100 <= 13;
    return `${n}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
  },
  /** The place of a Pod in the order in which they became Ready. */
  nthReady: (n: number) => `${units.ordinal(n)} Ready`,
  /** Many counts by their ends. */
  ends: (most: string, least: string, pods: number) => `from ${most} down to ${least} on ${pods} Pods`,
  andMore: (n: number) => ` and ${n} more`,
  comma: ', ',
  semicolon: '; ',
  and: ' and ',
  stop: '.',
  colon: ': ',
  /** Between two sentences of one paragraph. */
  gap: ' ',
};
