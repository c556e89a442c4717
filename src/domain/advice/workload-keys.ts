import type { Allowed } from '../allowed.ts';
import { durationIn, formatDuration } from '../duration.ts';
import { nearest } from '../nearest.ts';
import { quote } from '../quote.ts';
import type { WrongPair } from '../read-pair.ts';
import { allowed as say } from '../text/en/allowed.ts';

/** What matters to whoever asks for a value. Times in milliseconds. */
export interface AskedAdvice {
  /** Clients, one connection each. */
  clients: number;
  /** From the start of one request of a client to the start of its next. */
  interval_ms: number;
  /** How long a stream lasts; 0: requests are unary. Infinity: it never ends. */
  stream_ms: number;
  /** The longest that connections may take to be even again. */
  within_ms: number;
  /** The largest share of requests, or of streams, that may fail, in percent. */
  errors_percent: number;
  /** The share of all requests that the busiest client sends, in percent; null: all send alike. */
  heaviest_percent: number | null;
}

/** A key of `recommend`, as the grammar and the help know it. */
export interface AdviceKey {
  key: string;
  meaning: string;
  defaultText: string;
  allowed: Allowed;
  example: string;
  read(text: string): number | null;
}

const SECOND = 1000;
const HOUR = 3_600_000;

const DEFAULTS: AskedAdvice = {
  clients: 20,
  interval_ms: 3 * SECOND,
  stream_ms: 0,
  within_ms: 300 * SECOND,
  errors_percent: 0,
  heaviest_percent: null,
};

/** Every question that `recommend` asks, in the order of the help. */
export const ADVICE_KEYS: readonly AdviceKey[] = Object.freeze([
  {
    key: 'clients',
    meaning: 'how many clients there are, one connection each',
    defaultText: '20',
    allowed: { kind: 'whole', min: 1, max: 1_000_000 },
    example: '500',
    read: (text: string) => wholeIn(text, 1, 1_000_000),
  },
  {
    key: 'interval',
    meaning: 'the time between two requests of one client',
    defaultText: '3s',
    allowed: { kind: 'duration', min: 1, max: 24 * HOUR },
    example: '1s',
    read: (text: string) => durationIn(text, 1, 24 * HOUR),
  },
  {
    key: 'rps',
    meaning: 'requests per second of all clients together, in the place of interval',
    defaultText: 'clients / interval',
    allowed: { kind: 'decimal', min: 0.001, max: 10_000_000 },
    example: '200',
    read: (text: string) => decimalIn(text, 0.001, 10_000_000),
  },
  {
    key: 'stream',
    meaning: 'how long a stream lasts, or `endless`',
    defaultText: 'unary requests',
    allowed: { kind: 'or-word', of: { kind: 'duration', min: SECOND, max: 720 * HOUR }, word: 'endless' },
    example: '5m',
    read: (text: string) => (text === 'endless' ? Number.POSITIVE_INFINITY : durationIn(text, SECOND, 720 * HOUR)),
  },
  {
    key: 'within',
    meaning: 'the longest that connections may take to be even again',
    defaultText: '5m',
    allowed: { kind: 'duration', min: SECOND, max: 720 * HOUR },
    example: '60s',
    read: (text: string) => durationIn(text, SECOND, 720 * HOUR),
  },
  {
    key: 'errors',
    meaning: 'the largest share of requests, or of streams, that may fail',
    defaultText: '0%',
    allowed: { kind: 'percentage', min: 0, max: 100 },
    example: '0.1%',
    read: (text: string) => decimalIn(text.replace(/%$/, ''), 0, 100),
  },
  {
    key: 'heaviest',
    meaning: 'the share of all requests that the busiest client sends',
    defaultText: 'all alike',
    allowed: { kind: 'percentage', min: 0, max: 100 },
    example: '40%',
    read: (text: string) => decimalIn(text.replace(/%$/, ''), 0, 100),
  },
]);

/** Reads one `key=value` of `recommend` into `asked`; gives what is wrong with it, or null. */
export function readAdvicePair(pair: string, asked: Map<string, number>): WrongPair | null {
  const [typed = '', ...values] = pair.split('=');
  const key = typed.toLowerCase().replaceAll('_', '-');
  const text = values.join('=');
  const rule = ADVICE_KEYS.find((candidate) => candidate.key === key);
  if (rule === undefined) {
    const keys = ADVICE_KEYS.map((candidate) => candidate.key);
    const near = nearest(key, keys);
    return near === null
      ? { message: `There is no key ${quote(key)}. Keys: ${keys.join(', ')}, on.`, instead: null }
      : { message: `There is no key ${quote(key)}. Did you mean \`${near}\`?`, instead: `${near}=${text}` };
  }
  const example = `${key}=${rule.example}`;
  if (values.length === 0) return { message: `${quote(pair)} is not \`key=value\`.`, instead: example };
  if (asked.has(key)) return { message: `\`${key}\` is given twice.`, instead: null };
  const value = rule.read(text.toLowerCase());
  if (value === null) {
    const is = text === '' ? 'empty' : quote(text);
    return {
      message: `\`${key}\` is ${is}; it must be ${say.range(rule.allowed)}, as in \`${example}\`.`,
      instead: example,
    };
  }
  if (asked.has(key === 'rps' ? 'interval' : 'rps') && (key === 'rps' || key === 'interval')) {
    return { message: '`rps` and `interval` say the same thing; give one of them.', instead: null };
  }
  asked.set(key, value);
  return null;
}

/** The answers with what was not said filled in. */
export function completeAdvice(asked: ReadonlyMap<string, number>): AskedAdvice {
  const clients = asked.get('clients') ?? DEFAULTS.clients;
  const rps = asked.get('rps');
  return {
    clients,
    interval_ms: rps === undefined ? (asked.get('interval') ?? DEFAULTS.interval_ms) : (SECOND * clients) / rps,
    stream_ms: asked.get('stream') ?? DEFAULTS.stream_ms,
    within_ms: asked.get('within') ?? DEFAULTS.within_ms,
    errors_percent: asked.get('errors') ?? DEFAULTS.errors_percent,
    heaviest_percent: asked.get('heaviest') ?? DEFAULTS.heaviest_percent,
  };
}

/** The answers as they would be typed. */
export function adviceText(asked: AskedAdvice): string {
  const { stream_ms, heaviest_percent } = asked;
  return [
    `clients=${asked.clients}`,
    `interval=${formatDuration(Math.max(1, Math.round(asked.interval_ms)))}`,
    ...(stream_ms === 0 ? [] : [`stream=${Number.isFinite(stream_ms) ? formatDuration(stream_ms) : 'endless'}`]),
    `within=${formatDuration(asked.within_ms)}`,
    `errors=${asked.errors_percent}%`,
    ...(heaviest_percent === null ? [] : [`heaviest=${heaviest_percent}%`]),
  ].join(' ');
}

function wholeIn(text: string, min: number, max: number): number | null {
  if (!/^[1-9]\d{0,6}$/.test(text)) return null;
  const value = Number(text);
  return value >= min && value <= max ? value : null;
}

function decimalIn(text: string, min: number, max: number): number | null {
  if (!/^(?:0|[1-9]\d{0,7})(?:\.\d{1,4})?$/.test(text)) return null;
  const value = Number(text);
  return value >= min && value <= max ? value : null;
}
