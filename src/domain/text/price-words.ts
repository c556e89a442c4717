import type { Language } from '../language.ts';
import type { ArmPrice, ArmRecord, ClientSummary, Quantiles, RequestFailures } from '../record-arm.ts';
import { sayNumber } from './say-number.ts';
import { wordsIn } from './words.ts';

type BalanceArm = Pick<ArmRecord, 'price' | 'verdict' | 'windows'>;

/** From this share on, a client is as good as always connected. */
const ALWAYS = 0.995;

/**
 * When the spread was even: `at once`, `3 s`, or `not in 45 s` of observation. Where the picks of the whole observation are
 * shown to be uneven, a few seconds in which the connections looked even are none to tell of.
 */
export function balanceText({ price, verdict, windows: { observe } }: BalanceArm, language: Language = 'en'): string {
  const { spread, units } = wordsIn(language);
  const { time_to_balance_ms: ms } = price;
  if (verdict?.name === 'IMBALANCED' && ms !== null) return '-';
  if (ms === null) return spread.notEvenIn(units.duration(observe[1] - observe[0]));
  return ms === 0 ? spread.atOnce() : units.duration(ms);
}

/** How much of the time a client had a connection; null where nobody knows. */
export function connectedText({ duty }: Pick<ArmPrice, 'duty'>, language: Language = 'en'): string | null {
  const { spread } = wordsIn(language);
  if (duty === null) return null;
  return duty >= ALWAYS ? spread.always() : spread.partly(Math.round(100 * duty));
}

/** Which requests, or messages, had to open their connection first: `none`, `every request`, `1 in 21 messages`. */
export function handshakeText(
  handshakes: number,
  { rpcs, streams }: Pick<ClientSummary, 'rpcs' | 'streams'>,
  language: Language = 'en',
): string {
  const { spread } = wordsIn(language);
  const what = streams === undefined ? 'request' : 'message';
  if (handshakes === 0 || rpcs === 0) return spread.noHandshake();
  const each = rpcs / handshakes;
  if (each <= 1.1) return spread.eachHandshake(what);
  return spread.oneHandshakeIn(each < 10 ? sayNumber(each) : String(Math.round(each)), what);
}

/** Median and 99th percentile: `1.4 / 3.2 ms`; a dash where nothing was measured. */
export function quantilesText({ p50, p99 }: Quantiles): string {
  return p50 === null || p99 === null ? '-' : `${sayNumber(p50)} / ${sayNumber(p99)} ms`;
}

/** Failed requests by what became of them: `no connection 8, cut off 3`; `0` where none failed. */
export function failuresText(failures: RequestFailures, language: Language = 'en'): string {
  const { spread, units } = wordsIn(language);
  const names = Object.keys(spread.failures) as (keyof RequestFailures)[];
  const kinds = names.filter((name) => failures[name] > 0).map((name) => `${spread.failures[name]} ${failures[name]}`);
  return kinds.length === 0 ? '0' : kinds.join(units.comma);
}
