import type { Language } from '../language.ts';
import type { Noun } from './en/units.ts';
import { wordsIn } from './words.ts';

/** Writes a p-value with its sign: `p = 0.81`, `p = 0.045`, `p = 8.6e-10`, or `p < 1e-15` where doubles say no more. */
export function sayP(p: number): string {
  if (p < 1e-15) return 'p < 1e-15';
  if (p < 0.001) return `p = ${p.toExponential(1)}`;
  return `p = ${p < 0.1 ? Number(p.toPrecision(2)) : Number(p.toFixed(2))}`;
}

/** A rate or ratio with as many digits as a person uses: `0.32`, `6.7`, `140`. */
export function sayNumber(x: number): string {
  return wordsIn('en').units.number(x);
}

/** A count with its noun: `1 Pod`, `3 Pods`. */
export function sayCount(n: number, noun: Noun, language: Language = 'en'): string {
  return wordsIn(language).units.count(n, noun);
}

/** Above this many Pods a list of numbers is summed up by its ends. */
const LISTED_PODS = 8;

/** Counts of Pods from the largest down: `12 / 5 / 3`; with many Pods their number and both ends. */
export function sayCounts(counts: readonly number[], language: Language = 'en'): string {
  return list(counts, (count) => count.toLocaleString('en-US'), language);
}

/** The shares of counts in percent from the largest down, `35 / 33 / 32 %`; of nothing, an empty text. */
export function sayShares(counts: readonly number[], language: Language = 'en'): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return '';
  const percent = (count: number): string => String(Math.round((100 * count) / total));
  // The unit goes to each of two ends, and once behind a list.
  return counts.length > LISTED_PODS
    ? list(counts, (count) => `${percent(count)} %`, language)
    : `${list(counts, percent, language)} %`;
}

function list(counts: readonly number[], say: (count: number) => string, language: Language): string {
  const down = [...counts].sort((a, b) => b - a);
  if (down.length <= LISTED_PODS) return down.map(say).join(' / ');
  return wordsIn(language).units.ends(say(down[0] ?? 0), say(down.at(-1) ?? 0), down.length);
}
