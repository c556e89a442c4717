import { modelShares } from '../src/domain/models/restart-models.ts';
import { mulberry32 } from '../src/domain/statistics/mulberry32.ts';
import { unevennessTest } from '../src/domain/statistics/unevenness-test.ts';

/** Prints how often two runs are called different by the first test of a comparison, as `docs/compare.md` has it. */
const PAIRS = 1000;
const ALPHA = 0.05;
const EVEN = modelShares('uniform', 3);
const SURGE = modelShares('surge', 3);
const SKEWED = [0.6, 0.2, 0.2];
const ONE_POD = [1, 0, 0];

const CASES: readonly { name: string; a: readonly number[]; b: readonly number[]; sizes: [number, number][] }[] = [
  {
    name: 'both even',
    a: EVEN,
    b: EVEN,
    sizes: [
      [20, 20],
      [20, 300],
      [300, 300],
    ],
  },
  {
    name: 'both a rolling restart (46 / 35 / 20 %)',
    a: SURGE,
    b: SURGE,
    sizes: [
      [20, 20],
      [60, 60],
      [300, 300],
    ],
  },
  {
    name: 'a rolling restart against an even run',
    a: SURGE,
    b: EVEN,
    sizes: [
      [20, 20],
      [100, 100],
      [300, 300],
    ],
  },
  {
    name: '60 / 20 / 20 % against an even run',
    a: SKEWED,
    b: EVEN,
    sizes: [
      [20, 20],
      [60, 60],
    ],
  },
  { name: 'all on one Pod against an even run', a: ONE_POD, b: EVEN, sizes: [[20, 20]] },
];

function sample(n: number, shares: readonly number[], random: () => number): number[] {
  const counts = shares.map(() => 0);
  for (let i = 0; i < n; i += 1) {
    let left = random();
    const found = shares.findIndex((share) => {
      left -= share;
      return left < 0;
    });
    const pod = found < 0 ? shares.length - 1 : found;
    counts[pod] = (counts[pod] ?? 0) + 1;
  }
  return counts;
}

for (const { name, a, b, sizes } of CASES) {
  for (const [nA, nB] of sizes) {
    const random = mulberry32(5);
    let called = 0;
    for (let seed = 0; seed < PAIRS; seed += 1) {
      const found = unevennessTest([sample(nA, a, random)], [sample(nB, b, random)], { seed });
      if (found !== null && found.p < ALPHA) called += 1;
    }
    console.log(`| ${name} | ${nA} and ${nB} | ${((100 * called) / PAIRS).toFixed(1)} % |`);
  }
}
