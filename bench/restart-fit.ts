import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../src/domain/record.ts';
import { chiSquareTail } from '../src/domain/statistics/chi-square-tail.ts';
import { drawEvenly } from '../src/domain/statistics/monte-carlo.ts';
import { mulberry32 } from '../src/domain/statistics/mulberry32.ts';

/**
 * `node bench/restart-fit.ts DIR ...`: holds the connections of a run of `rollout-restart` with many repeats against the
 * shares that each restart's own timeline predicts, restart by restart, and prints a table in Markdown.
 */
const DRAWS = 10_000;
const ALPHA = 0.001;

interface Restart {
  /** Connections and predicted shares of the Pods, in their order of readiness. */
  held: number[];
  shares: number[];
}

for (const folder of process.argv.slice(2)) {
  const record = JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) as RunRecord;
  const restarts = record.arms.map(
    ({ held, predicted }): Restart => ({
      held: Object.values(held),
      shares: Object.keys(held).map((uid) => predicted[uid] ?? 0),
    }),
  );
  const invalid = record.arms.filter((arm) => arm.verdict?.name === 'INVALID');
  const total = restarts.reduce((sum, restart) => sum + chiSquare(restart), 0);
  const freedom = restarts.reduce((sum, { shares }) => sum + shares.filter((share) => share > 0).length - 1, 0);
  console.log(`| restart | held | expected from its timeline | chi-square |\n|---|---|---|---|`);
  for (const [index, restart] of restarts.entries()) {
    const n = sum(restart.held);
    const expected = restart.shares.map((share) => (n * share).toFixed(1)).join(' / ');
    console.log(`| ${index + 1} | ${restart.held.join(' / ')} | ${expected} | ${chiSquare(restart).toFixed(2)} |`);
  }
  const byRank = [0, 1, 2].map((rank) => sum(restarts.map(({ held }) => held[rank] ?? 0)));
  const expectedByRank = [0, 1, 2].map((rank) =>
    sum(restarts.map(({ held, shares }) => sum(held) * (shares[rank] ?? 0))),
  );
  console.log(
    [
      `\n${record.target.name}, run ${record.id}: ${restarts.length} restarts, ${invalid.length} of them not counted by a gate`,
      `summed by order of readiness: held ${byRank.join(' / ')}, expected ${expectedByRank.map((x) => x.toFixed(1)).join(' / ')}`,
      `sum of chi-squares ${total.toFixed(2)} with ${freedom} degrees of freedom: p = ${chiSquareTail(total, freedom).toPrecision(3)}`,
      `power of this test at ${ALPHA} if the clients picked evenly among all new Pods: ${(100 * power(restarts, freedom)).toFixed(1)} %`,
    ].join('\n'),
  );
}

function chiSquare({ held, shares }: Restart): number {
  const n = sum(held);
  return held.reduce((total, count, index) => {
    const expected = n * (shares[index] ?? 0);
    // A Pod that can have none and has some refutes the prediction by itself.
    if (expected === 0) return count === 0 ? total : Number.POSITIVE_INFINITY;
    return total + (count - expected) ** 2 / expected;
  }, 0);
}

/** How often even picks would be told from the prediction. */
function power(restarts: readonly Restart[], freedom: number): number {
  const random = mulberry32(7);
  let told = 0;
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const total = restarts.reduce((all, { held, shares }) => {
      const drawn = held.map(() => 0);
      drawEvenly(drawn, sum(held), random);
      return all + chiSquare({ held: drawn, shares });
    }, 0);
    if (chiSquareTail(total, freedom) < ALPHA) told += 1;
  }
  return told / DRAWS;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
