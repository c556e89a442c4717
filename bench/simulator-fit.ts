import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readyPods } from '../src/domain/analysis/pod-sets.ts';
import type { EndpointEvent } from '../src/domain/prediction.ts';
import type { RunRecord } from '../src/domain/record.ts';
import type { ArmRecord } from '../src/domain/record-arm.ts';
import { simulateConnections } from '../src/domain/simulation/simulate-connections.ts';
import { peakPerSecond } from '../src/domain/statistics/peak-per-second.ts';

/**
 * `node bench/simulator-fit.ts DIR ...`: replays every arm with a setting of runs that are over, 500 times each in
 * virtual time with the Pods' own timeline, and prints in Markdown where the measured numbers lie among the replays.
 */
const REPLAYS = 500;
/** The central share of the replays that a number should lie in. */
const CENTRAL = 0.99;

const KINDS: Partial<Record<string, EndpointEvent['kind']>> = {
  endpoint_added: 'added',
  endpoint_removed: 'removed',
  pod_gone: 'gone',
};

/** What is compared, of a run or of a replay. */
interface Outcome {
  picks: number;
  peak_per_s: number;
  period_ms: number;
  fullest: number;
}

const NAMES: Record<keyof Outcome, string> = {
  picks: 'connections opened in the observation',
  peak_per_s: 'most of them in one second',
  period_ms: 'from a connection to the next, ms',
  fullest: 'share of the fullest Pod, %',
};

let inside = 0;
let all = 0;
console.log('| run and arm | what | measured | replayed, central 99 % | mean |\n|---|---|---|---|---|');
for (const folder of process.argv.slice(2)) {
  const record = JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) as RunRecord;
  for (const arm of record.arms.filter(({ setting }) => setting !== null)) {
    const replays = Array.from({ length: REPLAYS }, (_, seed) => replay(record, arm, seed));
    for (const key of Object.keys(NAMES) as (keyof Outcome)[]) row(record, arm, key, measured(arm)[key], replays);
  }
}
console.log(`\n${inside} of ${all} numbers lie in the central 99 % of ${REPLAYS} replays.`);

function row(record: RunRecord, arm: ArmRecord, key: keyof Outcome, value: number, replays: readonly Outcome[]): void {
  const sorted = replays.map((outcome) => outcome[key]).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [at((1 - CENTRAL) / 2), at((1 + CENTRAL) / 2)];
  const mean = sorted.reduce((sum, one) => sum + one, 0) / sorted.length;
  // Clocks of a real run are finer than the replay's: a thousandth is none to be wrong by.
  const isInside = value >= low * 0.999 && value <= high * 1.001;
  all += 1;
  if (isInside) inside += 1;
  const name = `${record.id} ${arm.name}`;
  console.log(
    `| ${name} | ${NAMES[key]} | ${say(value)}${isInside ? '' : ' **outside**'} | ${say(low)} to ${say(high)} | ${say(mean)} |`,
  );
}

function measured(arm: ArmRecord): Outcome {
  const picks = Object.values(arm.picks);
  return {
    picks: arm.client.reconnects,
    peak_per_s: arm.price.reconnects_per_s.peak,
    period_ms: arm.price.reconnect_period_ms ?? 0,
    fullest: shareOfFullest(picks),
  };
}

function replay(record: RunRecord, arm: ArmRecord, seed: number): Outcome {
  const { clients, interval_ms } = record.parameters;
  const [from] = arm.windows.change;
  const [observed, to] = arm.windows.observe;
  const old = readyPods(record.topology.pods, record.timeline, from).map(({ uid }) => uid);
  // The clients are there before the change, for two intervals in which each finds a Pod.
  const start = from - 2 * interval_ms;
  const timeline = record.timeline.flatMap((entry): EndpointEvent[] => {
    const kind = KINDS[entry.kind];
    const isIn = entry.at_ms >= from && entry.at_ms <= to;
    return kind === undefined || !isIn ? [] : [{ at_ms: entry.at_ms - start, kind, uid: entry.ref }];
  });
  const opened = new Map<number, number>();
  const firsts = new Map<number, number>();
  const counts = new Map(Object.keys(arm.held).map((uid) => [uid, 0]));
  const times: number[] = [];
  simulateConnections(
    {
      ...{ clients, intervalMs: interval_ms, pods: old, timeline, endMs: to - start, seed },
      settingOf: (uid) => (old.includes(uid) ? null : arm.setting),
    },
    {
      onPick(at, uid, client) {
        const before = opened.get(client);
        opened.set(client, at);
        if (at < observed - start || before === undefined) return;
        times.push(at);
        counts.set(uid, (counts.get(uid) ?? 0) + 1);
        if (!firsts.has(client)) firsts.set(client, at - before);
      },
    },
  );
  const periods = [...firsts.values()];
  return {
    picks: times.length,
    peak_per_s: peakPerSecond(times),
    period_ms: periods.reduce((sum, ms) => sum + ms, 0) / Math.max(1, periods.length),
    fullest: shareOfFullest([...counts.values()]),
  };
}

function shareOfFullest(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total === 0 ? 0 : (100 * Math.max(...counts)) / total;
}

function say(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toFixed(1)));
}
