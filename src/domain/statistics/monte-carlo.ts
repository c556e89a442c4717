import { sum, sumOfSquares } from './evenness.ts';
import { logFactorial } from './log-gamma.ts';
import { mulberry32 } from './mulberry32.ts';

/** With more connections a Pod than this, drawing each Pod's count is quicker than drawing each connection. */
const CONNECTIONS_PER_POD = 100;

/** A tail this thin is below the generator's resolution of 2^-32. */
const NEGLIGIBLE = 1e-17;

/**
 * The Monte-Carlo p-value (1 + hits) / (draws + 1) of the sum of squares of `counts` when each Pod is equally likely;
 * a hit is a drawn sample at least as uneven. The same seed gives the same p.
 */
export function monteCarloP(counts: readonly number[], { seed, draws }: { seed: number; draws: number }): number {
  const n = sum(counts);
  const observed = sumOfSquares(counts);
  const random = mulberry32(seed);
  const drawn = new Array<number>(counts.length).fill(0);
  let hits = 0;
  for (let i = 0; i < draws; i += 1) {
    drawEvenly(drawn, n, random);
    if (sumOfSquares(drawn) >= observed) hits += 1;
  }
  return (1 + hits) / (draws + 1);
}

/** Draws counts of n connections into `into`, each Pod alike. */
export function drawEvenly(into: number[], n: number, random: () => number): void {
  if (n > CONNECTIONS_PER_POD * into.length) drawByPod(into, n, random);
  else drawByConnection(into, n, random);
}

function drawByConnection(into: number[], n: number, random: () => number): void {
  into.fill(0);
  for (let i = 0; i < n; i += 1) {
    const pod = Math.floor(random() * into.length);
    into[pod] = (into[pod] ?? 0) + 1;
  }
}

/** A multinomial draw as a chain of binomial ones, each Pod taking its even part of what is left. */
function drawByPod(into: number[], n: number, random: () => number): void {
  let left = n;
  for (let pod = 0; pod < into.length; pod += 1) {
    const podsLeft = into.length - pod;
    const taken = podsLeft === 1 ? left : drawBinomial(left, 1 / podsLeft, random);
    into[pod] = taken;
    left -= taken;
  }
}

/** Inversion outward from the mode: about sqrt(n p (1-p)) steps. */
function drawBinomial(n: number, p: number, random: () => number): number {
  const mode = Math.floor((n + 1) * p);
  const odds = p / (1 - p);
  const logChoose = logFactorial(n) - logFactorial(mode) - logFactorial(n - mode);
  let above = Math.exp(logChoose + mode * Math.log(p) + (n - mode) * Math.log1p(-p));
  let below = above;
  let left = random() - above;
  for (let step = 1; left >= 0 && above + below > NEGLIGIBLE; step += 1) {
    above *= ((n - mode - step + 1) / (mode + step)) * odds;
    left -= above;
    if (left < 0) return mode + step;
    below *= (mode - step + 1) / ((n - mode + step) * odds);
    left -= below;
    if (left < 0) return mode - step;
  }
  return mode;
}
