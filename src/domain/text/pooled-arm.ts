import { judgeRepeats, totalsByRank } from '../judge-repeats.ts';
import type { ArmPrice, ArmRecord, ClientSummary, Quantiles, RecordVerdict, RunRecord } from '../record.ts';
import { addFailures } from './price-words.ts';

/**
 * The control or the treatment of a run as one arm. Repeats are added up by their Pods' order of readiness under the
 * Pods of the first, as the verdict adds them up; times add up too, and a latency is the largest of them.
 */
export function pooledArm(record: RunRecord, kind: 'control' | 'treatment'): ArmRecord | undefined {
  const same = record.arms.filter((arm) => arm.name.replace(/-\d+$/, '') === kind);
  const first = same[0];
  if (first === undefined || same.length === 1) return first;
  const observed = same.reduce((sum, { windows }) => sum + windows.observe[1] - windows.observe[0], 0);
  const [from] = first.windows.observe;
  const repeats = same.map((arm) => Object.values(arm[arm.evidence]));
  const counts = totalsByRank(repeats);
  const uids = Object.keys(first[first.evidence]);
  return {
    ...first,
    name: kind,
    windows: { ...first.windows, observe: [from, from + observed] },
    [first.evidence]: Object.fromEntries(uids.map((uid, rank) => [uid, counts[rank] ?? 0])),
    closes: { ...first.closes, total: same.reduce((sum, { closes }) => sum + closes.total, 0) },
    client: pooledClient(same.map((arm) => arm.client)),
    price: pooledPrice(same),
    change: { ...first.change, client: pooledClient(same.map((arm) => arm.change.client)) },
    verdict: pooledVerdict(record, kind, same, repeats),
  };
}

function pooledVerdict(
  record: RunRecord,
  kind: string,
  arms: readonly ArmRecord[],
  repeats: readonly (readonly number[])[],
): RecordVerdict | null {
  if (record.verdict?.judged_arm === kind) return record.verdict;
  const invalid = arms.find((arm) => arm.verdict?.name === 'INVALID');
  if (invalid !== undefined) return invalid.verdict;
  const { alpha, effect, tolerance, seed } = record.parameters;
  return judgeRepeats({ repeats, alpha, effect, tolerance, seed, gates: [] });
}

/** A repeat that was never even leaves the whole without a time; rates and shares are those of all the time observed. */
function pooledPrice(arms: readonly ArmRecord[]): ArmPrice {
  const prices = arms.map(({ price }) => price);
  const lengths = arms.map(({ windows: { observe } }) => observe[1] - observe[0]);
  const observed = lengths.reduce((sum, ms) => sum + ms, 0);
  const average = (values: readonly number[]): number =>
    values.reduce((sum, value, index) => sum + value * (lengths[index] ?? 0), 0) / Math.max(1, observed);
  const times = prices.map(({ time_to_balance_ms }) => time_to_balance_ms).filter((ms) => ms !== null);
  const periods = prices.map(({ reconnect_period_ms }) => reconnect_period_ms).filter((ms) => ms !== null);
  const duties = prices.map(({ duty }) => duty).filter((duty) => duty !== null);
  return {
    time_to_balance_ms: times.length < prices.length ? null : Math.max(...times),
    reconnects_per_s: {
      mean: average(prices.map(({ reconnects_per_s }) => reconnects_per_s.mean)),
      peak: Math.max(...prices.map(({ reconnects_per_s }) => reconnects_per_s.peak)),
    },
    duty: duties.length < prices.length ? null : average(duties),
    reconnect_period_ms: periods.length === 0 ? null : periods.reduce((sum, ms) => sum + ms, 0) / periods.length,
    handshakes: prices.reduce((sum, { handshakes }) => sum + handshakes, 0),
    latency_ms: {
      opened: largestQuantiles(prices.map(({ latency_ms }) => latency_ms.opened)),
      reused: largestQuantiles(prices.map(({ latency_ms }) => latency_ms.reused)),
    },
  };
}

function largestQuantiles(all: readonly Quantiles[]): Quantiles {
  const largest = (name: keyof Quantiles): number | null => {
    const known = all.map((quantiles) => quantiles[name]).filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  };
  return { p50: largest('p50'), p99: largest('p99'), max: largest('max') };
}

function pooledClient(clients: readonly ClientSummary[]): ClientSummary {
  const errors: Record<string, number> = {};
  for (const client of clients) {
    for (const [name, count] of Object.entries(client.errors)) errors[name] = (errors[name] ?? 0) + count;
  }
  const total = (read: (client: ClientSummary) => number): number =>
    clients.reduce((sum, client) => sum + read(client), 0);
  return {
    clients: clients[0]?.clients ?? 0,
    rpcs: total(({ rpcs }) => rpcs),
    errors,
    failures: addFailures(clients.map(({ failures }) => failures)),
    reconnects: total(({ reconnects }) => reconnects),
    peak_reconnects_per_s: Math.max(...clients.map((client) => client.peak_reconnects_per_s)),
    latency_ms: largestQuantiles(clients.map((client) => client.latency_ms)),
    gap_ms: largestQuantiles(clients.map((client) => client.gap_ms)),
  };
}
