import { speakDuration } from '../duration.ts';
import type { ArmPrice, ArmRecord, ClientSummary, Quantiles, RequestFailures } from '../record.ts';
import { sayNumber } from './say-number.ts';

type BalanceArm = Pick<ArmRecord, 'price' | 'verdict' | 'windows'>;

/** From this share on, a client is as good as always connected. */
const ALWAYS = 0.995;

/**
 * When the spread was even: `at once`, `3 s`, or `not in 45 s` of observation. Where the picks of the whole observation are
 * shown to be uneven, a few seconds in which the connections looked even are none to tell of.
 */
export function balanceText({ price, verdict, windows: { observe } }: BalanceArm): string {
  const { time_to_balance_ms: ms } = price;
  if (verdict?.name === 'IMBALANCED' && ms !== null) return '-';
  if (ms === null) return `not in ${speakDuration(observe[1] - observe[0])}`;
  return ms === 0 ? 'at once' : speakDuration(ms);
}

/** How much of the time a client had a connection; null where nobody knows. */
export function connectedText({ duty }: Pick<ArmPrice, 'duty'>): string | null {
  if (duty === null) return null;
  return duty >= ALWAYS ? 'all the time' : `${Math.round(100 * duty)} % of the time`;
}

/** Which requests, or messages, had to open their connection first: `none`, `every request`, `1 in 21 messages`. */
export function handshakeText(handshakes: number, { rpcs, streams }: Pick<ClientSummary, 'rpcs' | 'streams'>): string {
  const what = streams === undefined ? 'request' : 'message';
  if (handshakes === 0 || rpcs === 0) return 'none';
  const each = rpcs / handshakes;
  if (each <= 1.1) return `every ${what}`;
  return `1 in ${each < 10 ? sayNumber(each) : Math.round(each)} ${what}s`;
}

/** Median and 99th percentile: `1.4 / 3.2 ms`; a dash where nothing was measured. */
export function quantilesText({ p50, p99 }: Quantiles): string {
  return p50 === null || p99 === null ? '-' : `${sayNumber(p50)} / ${sayNumber(p99)} ms`;
}

const FAILURES = {
  no_connection: 'no connection',
  cut_off: 'cut off',
  timed_out: 'timed out',
  answered: 'answered with an error',
} as const satisfies Record<keyof RequestFailures, string>;

/** Failed requests by what became of them: `no connection 8, cut off 3`; `0` where none failed. */
export function failuresText(failures: RequestFailures): string {
  const names = Object.keys(FAILURES) as (keyof RequestFailures)[];
  const kinds = names.filter((name) => failures[name] > 0).map((name) => `${FAILURES[name]} ${failures[name]}`);
  return kinds.length === 0 ? '0' : kinds.join(', ');
}
