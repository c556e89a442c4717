import { logFactorial } from './log-gamma.ts';

/** A tail this thin is below the generator's resolution of 2^-32. */
const NEGLIGIBLE = 1e-17;

/** Draws of a test; its smallest possible p-value is 1e-4. */
const DRAWS = 9999;
const FEWEST_DRAWS = 199;
/** So many counts are drawn at most, within about a second. */
const MAX_COUNTS = 1_000_000;

/** How often a test draws that draws so many counts each time: 9,999 times, less often where that would take long. */
export function drawsOf(counts: number): number {
  return Math.max(FEWEST_DRAWS, Math.min(DRAWS, Math.floor(MAX_COUNTS / counts)));
}

/** ln(n!) for n from 0 to `n`, so that many draws of one table need no series. */
export function logFactorials(n: number): Float64Array {
  return Float64Array.from({ length: n + 1 }, (_, i) => logFactorial(i));
}

/**
 * Deals the connections of `left` (counts by Pod) out at random: takes `n` of them into `into` and lowers `left` by
 * those. Each connection is as likely to be taken as any other, so `into` is a multivariate hypergeometric draw, as a
 * chain of hypergeometric ones. `logs` are {@link logFactorials} up to the total of `left`.
 */
export function dealOut(
  into: number[],
  left: number[],
  n: number,
  { logs, random }: { logs: Float64Array; random: () => number },
): void {
  let rest = 0;
  for (const count of left) rest += count;
  let wanted = n;
  for (let pod = 0; pod < left.length; pod += 1) {
    const here = left[pod] ?? 0;
    const taken =
      here === rest ? wanted : drawHypergeometric({ marked: here, total: rest, drawn: wanted }, logs, random);
    into[pod] = taken;
    left[pod] = here - taken;
    rest -= here;
    wanted -= taken;
  }
}

/** How many marked ones are among those drawn without putting back: inversion outward from the mode. */
function drawHypergeometric(
  { marked, total, drawn }: { marked: number; total: number; drawn: number },
  logs: Float64Array,
  random: () => number,
): number {
  const plain = total - marked;
  const least = Math.max(0, drawn - plain);
  const most = Math.min(marked, drawn);
  if (least === most) return least;
  const mode = Math.min(most, Math.max(least, Math.floor(((drawn + 1) * (marked + 1)) / (total + 2))));
  const log = (i: number): number => logs[i] ?? 0;
  const choose = (n: number, x: number): number => log(n) - log(x) - log(n - x);
  let above = Math.exp(choose(marked, mode) + choose(plain, drawn - mode) - choose(total, drawn));
  let below = above;
  let left = random() - above;
  // Past either end a factor is zero, and what is multiplied stays so.
  for (let step = 1; left >= 0 && above + below > NEGLIGIBLE; step += 1) {
    const [up, down] = [mode + step, mode - step];
    above *= ((marked - up + 1) * (drawn - up + 1)) / (up * (plain - drawn + up));
    left -= above;
    if (left < 0) return up;
    below *= ((down + 1) * (plain - drawn + down + 1)) / ((marked - down) * (drawn - down));
    left -= below;
    if (left < 0) return down;
  }
  return mode;
}
