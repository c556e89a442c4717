import type { Allowed } from '../allowed.ts';
import { durationIn, formatDuration } from '../duration.ts';
import { quote } from '../quote.ts';
import type { WrongPair } from '../read-pair.ts';
import type { Scenario } from '../scenario.ts';
import { MAX_SETTINGS, type SweepPlan } from './sweep-plan.ts';

/** A key of `sweep` alone, as the grammar and the help know it. */
export interface SweepKey {
  key: string;
  meaning: string;
  defaultText: string;
  allowed: Allowed;
  example: string;
  /** The value or values, or what they must be. */
  read(text: string): number | number[] | string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DEFAULT_BUDGET_MS = 15 * MINUTE;
const DEFAULT_ERRORS_PERCENT = 0.1;

/** Every key that `sweep` takes beside those of `run`, in the order of the help. */
export const SWEEP_KEYS: readonly SweepKey[] = Object.freeze([
  {
    key: 'values',
    meaning: 'the values to try, each with one restart a round',
    defaultText: 'none',
    allowed: { kind: 'list', of: { kind: 'duration', min: 100, max: 24 * HOUR }, most: MAX_SETTINGS },
    example: '1s,5s,15s',
    read: (text) =>
      listOf(
        text,
        (one) => durationIn(one, 100, 24 * HOUR),
        'durations with their unit, 100ms to 24h each, such as `1s,5s,15s`',
      ),
  },
  {
    key: 'jitter',
    meaning: 'jitters to try with each value of max-connection-duration',
    defaultText: 'none',
    allowed: { kind: 'list', of: { kind: 'percentage', min: 0, max: 100 }, most: null },
    example: '0,25',
    read: (text) => listOf(text, percent, 'percentages such as `0,25`'),
  },
  {
    key: 'within',
    meaning: 'the longest that connections may take to be even again',
    defaultText: 'any',
    allowed: { kind: 'duration', min: 100, max: 48 * HOUR },
    example: '30s',
    read: (text) => durationIn(text, 100, 48 * HOUR) ?? 'a duration from 100ms to 48h',
  },
  {
    key: 'errors',
    meaning: 'the largest share of requests that may fail',
    defaultText: `${DEFAULT_ERRORS_PERCENT}%`,
    allowed: { kind: 'percentage', min: 0, max: 5 },
    example: '0.1%',
    read: (text) => {
      const value = percent(text);
      return value !== null && value <= 5 ? value : 'a percentage such as `0.1%`, 0% to 5%';
    },
  },
  {
    key: 'budget',
    meaning: 'the time after which no further round is begun',
    defaultText: formatDuration(DEFAULT_BUDGET_MS),
    allowed: { kind: 'duration', min: MINUTE, max: 6 * HOUR },
    example: '15m',
    read: (text) => durationIn(text, MINUTE, 6 * HOUR) ?? 'a duration from 1m to 6h',
  },
]);

/** Keys of `run` that a sweep has no use for, and what it has instead. */
const REPLACED: Readonly<Record<string, string>> = {
  value: 'A sweep takes `values`, as in `values=1s,5s,15s`; one value is what `run` takes.',
  repeats: 'A sweep takes no `repeats`: it goes on until every setting is decided, or `budget` is spent.',
};

/** Whether a pair is for the sweep itself, and not for its run. */
export function isSweepPair(pair: string): boolean {
  return SWEEP_KEYS.some(({ key }) => key === keyOf(pair));
}

/** Reads a pair of the sweep itself into `asked`; gives what is wrong with it, or null, also for a pair of the run. */
export function readSweepPair(
  pair: string,
  scenario: Scenario,
  asked: Map<string, number | number[]>,
): WrongPair | null {
  const key = keyOf(pair);
  const text = pair.slice(pair.indexOf('=') + 1);
  const replaced = REPLACED[key];
  if (replaced !== undefined) return { message: replaced, instead: key === 'value' ? `values=${text}` : null };
  const rule = SWEEP_KEYS.find((candidate) => candidate.key === key);
  if (rule === undefined) return null;
  if (key === 'jitter' && scenario.setting !== 'max-connection-duration') {
    return {
      message: `\`${scenario.name}\` takes no \`jitter\`: it spreads the ages of \`max-connection-duration\` alone.`,
      instead: null,
    };
  }
  if (!pair.includes('='))
    return { message: `${quote(pair)} is not \`key=value\`.`, instead: `${key}=${rule.example}` };
  if (asked.has(key)) return { message: `\`${key}\` is given twice.`, instead: null };
  const read = rule.read(text.toLowerCase());
  if (typeof read === 'string') {
    const is = text === '' ? 'empty' : quote(text);
    return { message: `\`${key}\` is ${is}; it must be ${read}.`, instead: `${key}=${rule.example}` };
  }
  asked.set(key, read);
  return null;
}

/** The sweep with its defaults in place; or what is missing, and the pair that would mend it if one can. */
export function completeSweep(
  asked: ReadonlyMap<string, number | number[]>,
): SweepPlan | { missing: string; instead: string | null } {
  const list = (key: string): number[] => [...((asked.get(key) as number[] | undefined) ?? [])].sort((a, b) => a - b);
  const number = (key: string): number | undefined => asked.get(key) as number | undefined;
  const values_ms = list('values');
  const jitters_percent = list('jitter');
  const settings = values_ms.length * Math.max(1, jitters_percent.length);
  if (values_ms.length === 0) return { missing: '`sweep` needs the values to try.', instead: 'values=1s,5s,15s' };
  if (settings > MAX_SETTINGS) {
    return {
      missing: `${values_ms.length} values with ${jitters_percent.length} jitters are ${settings} settings; a sweep tries ${MAX_SETTINGS} at most.`,
      instead: null,
    };
  }
  return {
    values_ms,
    jitters_percent,
    budget_ms: number('budget') ?? DEFAULT_BUDGET_MS,
    within_ms: number('within') ?? null,
    errors_percent: number('errors') ?? DEFAULT_ERRORS_PERCENT,
  };
}

/** The pairs that {@link readSweepPair} reads back; what has its default is left out. */
export function sweepPairs({ values_ms, jitters_percent, budget_ms, within_ms, errors_percent }: SweepPlan): string[] {
  return [
    `values=${values_ms.map(formatDuration).join(',')}`,
    ...(jitters_percent.length === 0 ? [] : [`jitter=${jitters_percent.join(',')}`]),
    ...(within_ms === null ? [] : [`within=${formatDuration(within_ms)}`]),
    ...(errors_percent === DEFAULT_ERRORS_PERCENT ? [] : [`errors=${errors_percent}%`]),
    ...(budget_ms === DEFAULT_BUDGET_MS ? [] : [`budget=${formatDuration(budget_ms)}`]),
  ];
}

function keyOf(pair: string): string {
  return (pair.split('=')[0] ?? '').toLowerCase().replaceAll('_', '-');
}

function listOf(text: string, read: (one: string) => number | null, expected: string): number[] | string {
  const values = text.split(',').map(read);
  const known = values.filter((value) => value !== null);
  if (known.length < values.length || values.length > MAX_SETTINGS) return `${expected}, at most ${MAX_SETTINGS}`;
  return new Set(known).size === known.length ? known : `${expected}, each once`;
}

function percent(text: string): number | null {
  const [, number] = /^((?:0|[1-9]\d{0,2})(?:\.\d{1,2})?)%?$/.exec(text) ?? [];
  return number !== undefined && Number(number) <= 100 ? Number(number) : null;
}
