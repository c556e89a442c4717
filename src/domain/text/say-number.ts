/** Writes a p-value with its sign: `p = 0.81`, `p = 0.045`, `p = 8.6e-10`, or `p < 1e-15` where doubles say no more. */
export function sayP(p: number): string {
  if (p < 1e-15) return 'p < 1e-15';
  if (p < 0.001) return `p = ${p.toExponential(1)}`;
  return `p = ${p < 0.1 ? Number(p.toPrecision(2)) : Number(p.toFixed(2))}`;
}

/** A rate or ratio with as many digits as a person uses: `0.32`, `6.7`, `140`. */
export function sayNumber(x: number): string {
  if (x === 0 || x >= 100) return Math.round(x).toLocaleString('en-US');
  return String(x < 1 ? Number(x.toPrecision(2)) : Number(x.toFixed(1)));
}

/** A count with its noun: `1 Pod`, `3 Pods`. */
export function sayCount(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}

/** `1st`, `2nd`, `3rd`, `11th`. */
export function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
}

/** Above this many Pods a list of numbers is summed up by its ends. */
const LISTED_PODS = 8;

/** Counts of Pods from the largest down: `12 / 5 / 3`; with many Pods their number and both ends. */
export function sayCounts(counts: readonly number[]): string {
  return list(counts, (count) => count.toLocaleString('en-US'));
}

/** The shares of counts in percent from the largest down, `35 / 33 / 32 %`; of nothing, an empty text. */
export function sayShares(counts: readonly number[]): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total === 0 ? '' : `${list(counts, (count) => String(Math.round((100 * count) / total)))} %`;
}

function list(counts: readonly number[], say: (count: number) => string): string {
  const down = [...counts].sort((a, b) => b - a);
  if (down.length <= LISTED_PODS) return down.map(say).join(' / ');
  return `from ${say(down[0] ?? 0)} down to ${say(down.at(-1) ?? 0)} on ${down.length} Pods`;
}
