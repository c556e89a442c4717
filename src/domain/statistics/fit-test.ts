import { chiSquareTail } from './chi-square-tail.ts';
import { sum } from './evenness.ts';
import { logFactorial } from './log-gamma.ts';
import { isEnumerable } from './multinomial-test.ts';

/** Outcomes that are as likely as the one observed, but for rounding, count as such. */
const ROUNDING = 1e-9;

/**
 * The p-value of counts under shares that were predicted for them: the probability of an outcome that is no more likely
 * than this one (the exact multinomial test). Above 1e6 outcomes Pearson's chi-square with its asymptotic law. A Pod with
 * no share and no connection does not count; a connection where none can be gives 0. No connection, or one Pod that all
 * have to be on, gives 1.
 * Source: Read and Cressie, "Goodness-of-Fit Statistics for Discrete Multivariate Data", 1988, sections 4.1 and 9.2.
 * Throws RangeError when there is not one share for each count.
 */
export function fitTest(counts: readonly number[], shares: readonly number[]): number {
  if (counts.length !== shares.length) {
    throw new RangeError(`There are ${counts.length} counts and ${shares.length} shares: give a share for each.`);
  }
  if (counts.some((count, index) => count > 0 && (shares[index] ?? 0) <= 0)) return 0;
  const possible = counts.flatMap((count, index) =>
    (shares[index] ?? 0) > 0 ? [{ count, share: shares[index] ?? 0 }] : [],
  );
  const n = sum(counts);
  const total = sum(possible.map(({ share }) => share));
  if (n === 0 || possible.length < 2) return 1;
  const of = possible.map(({ share }) => share / total);
  const seen = possible.map(({ count }) => count);
  return isEnumerable(n, of.length) ? exactP(seen, of) : pearsonP(seen, of);
}

function exactP(seen: readonly number[], shares: readonly number[]): number {
  const n = sum(seen);
  const logFactorials = Array.from({ length: n + 1 }, (_, i) => logFactorial(i));
  const logShares = shares.map((share) => Math.log(share));
  const logPart = (x: number, pod: number): number => x * (logShares[pod] ?? 0) - (logFactorials[x] ?? 0);
  const observed = seen.reduce((log, x, pod) => log + logPart(x, pod), 0);
  const last = shares.length - 1;
  let asUnlikely = 0;
  let likelier = 0;
  const place = (pod: number, left: number, log: number): void => {
    if (pod === last) {
      const all = log + logPart(left, pod);
      const probability = Math.exp(all + (logFactorials[n] ?? 0));
      if (all <= observed + ROUNDING) asUnlikely += probability;
      else likelier += probability;
      return;
    }
    for (let x = 0; x <= left; x += 1) place(pod + 1, left - x, log + logPart(x, pod));
  };
  place(0, n, 0);
  return asUnlikely / (asUnlikely + likelier);
}

function pearsonP(seen: readonly number[], shares: readonly number[]): number {
  const n = sum(seen);
  const statistic = seen.reduce((total, x, pod) => {
    const expected = n * (shares[pod] ?? 0);
    return total + (x - expected) ** 2 / expected;
  }, 0);
  return chiSquareTail(statistic, shares.length - 1);
}
