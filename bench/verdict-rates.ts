import { plannedTimeline } from '../src/domain/prediction.ts';
import { simulateConnections } from '../src/domain/simulation/simulate-connections.ts';
import { maxOverMeanUpperBound } from '../src/domain/statistics/binomial-bound.ts';
import { decide, type Evidence } from '../src/domain/statistics/decision.ts';
import { maxOverMean, sum, sumOfSquares } from '../src/domain/statistics/evenness.ts';
import { multinomialTest } from '../src/domain/statistics/multinomial-test.ts';

export interface PowerInput {
  split: 'uniform' | 'surge';
  clients: number;
  pods: number;
  /** Restarts of one run, whose counts are summed by the Pods' order of readiness. */
  restarts: number;
  runs: number;
  seed: number;
  effects: readonly number[];
  alpha: number;
  tolerance: number;
}

/** Shares of the runs, from 0 to 1; `imbalanced` has one for each effect, `balanced` is at the default one. */
export interface PowerRow {
  name: string;
  connections: number;
  rejected: number;
  imbalanced: number[];
  balanced: number;
}

/** The effect of a run that was asked for without one. */
const DEFAULT_EFFECT = 1.25;

/** Simulates runs and counts which verdicts they get. */
export function verdictRates(input: PowerInput): PowerRow {
  const { runs, effects, alpha, tolerance } = input;
  const draw = drawOf(input);
  const pOf = rememberedP();
  const evidence = Array.from({ length: runs }, (_, run) => {
    const counts = draw(run);
    return {
      p: pOf(counts),
      maxOverMean: maxOverMean(counts) ?? 1,
      upperBound: maxOverMeanUpperBound(counts, alpha) ?? counts.length,
    };
  });
  const share = (belongs: (one: Evidence) => boolean): number => evidence.filter(belongs).length / runs;
  const called = (name: string, effect: number): number =>
    share((one) => decide(one, { alpha, effect, tolerance }) === name);
  return {
    name: nameOf(input),
    connections: input.clients * input.restarts,
    rejected: share(({ p }) => p < alpha),
    imbalanced: effects.map((effect) => called('IMBALANCED', effect)),
    balanced: called('BALANCED', DEFAULT_EFFECT),
  };
}

function nameOf({ split, pods, restarts, clients }: PowerInput): string {
  return split === 'uniform' ? `even, ${pods} Pods` : `surge 1, ${pods} Pods, ${restarts} x ${clients} clients`;
}

/** The counts of one run, Pods in their order of readiness. */
function drawOf({ split, clients, pods, restarts, seed }: PowerInput): (run: number) => number[] {
  const names = Array.from({ length: pods }, (_, index) => `new-${index + 1}`);
  const oldPods = names.map((_, index) => `old-${index + 1}`);
  // Ten requests while one Pod gets Ready: the split of clients that come back at once, to within a hundredth.
  const intervalMs = 100;
  const timeline =
    split === 'uniform' ? [] : plannedTimeline({ oldPods, replicas: pods, mode: 'rolling', paceMs: 1000, intervalMs });
  const shifted = timeline.map((event) => ({ ...event, at_ms: event.at_ms + intervalMs }));
  const endMs = 2 * intervalMs + (shifted.at(-1)?.at_ms ?? 0);
  return (run) => {
    const held = new Map<string, number>();
    for (let restart = 0; restart < restarts; restart += 1) {
      const own = new Map<number, string>();
      simulateConnections(
        {
          clients,
          intervalMs,
          pods: split === 'uniform' ? names : oldPods,
          timeline: shifted,
          settingOf: () => null,
          endMs,
          // Every restart has its own seed, and no two share one.
          seed: seed + run * restarts + restart,
        },
        { onPick: (_at, uid, client) => own.set(client, uid) },
      );
      for (const uid of own.values()) held.set(uid, (held.get(uid) ?? 0) + 1);
    }
    return names.map((name) => held.get(name) ?? 0);
  };
}

/** The p-value depends on total and sum of squares alone, which come again and again. */
function rememberedP(): (counts: readonly number[]) => number {
  const known = new Map<string, number>();
  return (counts) => {
    const key = `${sum(counts)}/${sumOfSquares(counts)}`;
    const p = known.get(key) ?? multinomialTest(counts, { seed: 1 }).p;
    known.set(key, p);
    return p;
  };
}
