import { chiSquare, sum } from './evenness.ts';
import { dealOut, drawsOf, logFactorials } from './hypergeometric.ts';
import { mulberry32 } from './mulberry32.ts';

/** Counts of each repeat of a run, one for every Pod, in any order of the Pods. */
export type Repeats = readonly (readonly number[])[];

/**
 * How unevenly the Pods share connections, whichever Pod has how many: the square of the coefficient of variation of
 * their true shares, k * sum of p^2 - 1, without the unevenness that chance alone makes. 0 is even (an estimate may be a
 * little below), k - 1 is all on one Pod. Null without two connections in one repeat.
 * Source: E[chi-square] = k - 1 + (n - 1)(k * sum of p^2 - 1) for a multinomial sample, so that
 * (chi-square - (k - 1)) / (n - 1) is unbiased; repeats are weighted by n - 1.
 */
export function unevenness(repeats: Repeats): number | null {
  let [above, weight] = [0, 0];
  for (const counts of repeats) {
    const chi = chiSquare(counts);
    if (chi === null) continue;
    above += chi - (counts.length - 1);
    weight += sum(counts) - 1;
  }
  return weight <= 0 ? null : above / weight;
}

/**
 * Tests whether two runs are equally uneven, whichever Pods are full in them: the p-value of the difference of their
 * {@link unevenness}, either way, when all their connections are dealt out anew to the repeats of both. Pods are
 * matched by their place in each repeat's order of size. That matching makes chance look a little like unevenness, so
 * the test errs towards finding no difference.
 * Monte-Carlo with {@link drawsOf} draws, p = (1 + hits) / (draws + 1); the same seed gives the same p. Null where a run says nothing, and where
 * the runs have different numbers of Pods.
 * Source: Pitman, "Significance tests which may be applied to samples from any populations", 1937 (permutation).
 */
export function unevennessTest(a: Repeats, b: Repeats, { seed }: { seed: number }): { p: number } | null {
  const [inA, inB] = [unevenness(a), unevenness(b)];
  const k = a[0]?.length ?? 0;
  if (inA === null || inB === null || k < 2 || [...a, ...b].some((counts) => counts.length !== k)) return null;
  const sizes = [...a, ...b].map(sum);
  const bySize = Array.from({ length: k }, (_, place) =>
    sum([...a, ...b].map((counts) => [...counts].sort((x, y) => y - x)[place] ?? 0)),
  );
  const source = { logs: logFactorials(sum(bySize)), random: mulberry32(seed) };
  const drawn = sizes.map(() => new Array<number>(k).fill(0));
  const [drawnA, drawnB] = [drawn.slice(0, a.length), drawn.slice(a.length)];
  const atLeast = Math.abs(inA - inB) * (1 - 1e-12);
  const draws = drawsOf(k * sizes.length);
  let hits = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    const left = [...bySize];
    for (const [index, into] of drawn.entries()) dealOut(into, left, sizes[index] ?? 0, source);
    if (Math.abs((unevenness(drawnA) ?? 0) - (unevenness(drawnB) ?? 0)) >= atLeast) hits += 1;
  }
  return { p: (1 + hits) / (draws + 1) };
}
