import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PowerRow, verdictRates } from './verdict-rates.ts';

/** Measures how often the verdicts are right, with the simulator, and writes docs/verdict-power.md. */
const RUNS = 10_000;
const SEED = 20_261_125;
const EFFECTS = [1.2, 1.25, 1.35, 1.5];

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function table(rows: readonly PowerRow[]): string {
  const head = [
    'case',
    'connections',
    'p < 0.05',
    ...EFFECTS.map((effect) => `IMBALANCED at ${effect}`),
    'BALANCED at 1.25',
  ];
  const lines = rows.map((row) => [
    row.name,
    String(row.connections),
    percent(row.rejected),
    ...row.imbalanced.map(percent),
    percent(row.balanced),
  ]);
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const measure = (split: 'uniform' | 'surge', clients: number, pods: number, restarts: number): PowerRow =>
  verdictRates({
    split,
    clients,
    pods,
    restarts,
    runs: RUNS,
    seed: SEED,
    effects: EFFECTS,
    alpha: 0.05,
    tolerance: 1.5,
  });

const uniform = [
  [20, 2],
  [20, 3],
  [60, 3],
  [100, 3],
  [300, 3],
  [60, 5],
].map(([clients = 0, pods = 0]) => measure('uniform', clients, pods, 1));
const surge = [1, 3, 5, 7, 10].map((restarts) => measure('surge', 20, 3, restarts));
const large = [100, 300].map((clients) => measure('surge', clients, 3, 1));

writeFileSync(
  join(import.meta.dirname, '../docs/verdict-power.md'),
  `# How often a verdict is right

Each line is ${RUNS.toLocaleString('en-US')} simulated runs (\`src/domain/simulation\`, seed ${SEED}; \`npm run power\` writes this page anew), judged by
the code that judges real ones: alpha 0.05, tolerance 1.5. IMBALANCED needs a small p *and* a fullest Pod of at least
\`effect\` times the mean, so the columns from left to right trade power for indifference to small skews.

## Even picks: how often a verdict cries wolf

Every connection picks its Pod at random. IMBALANCED is wrong here; it may come in at most 5 % of the runs.

${table(uniform)}

## An ordinary rolling restart: how often a verdict sees the skew

Surge 1, unavailable 0, Pods slower than the clients' interval: the Pod that is Ready first expects 1.37 times the mean.
The counts of several restarts are summed by the Pods' order of readiness.

${table([...surge, ...large])}

One restart with 20 clients shows its own skew in one run of five: INCONCLUSIVE is the honest answer then. At an effect of
1.5 such a skew is mostly not counted as one, because it is smaller than that.
`,
);
