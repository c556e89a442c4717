import { addUp } from '../add-up.ts';
import type { ArmPrice, ArmRecord, ClientSummary, CloseSummary, Quantiles, StreamSummary } from '../record-arm.ts';

/** The price of repeats together. A repeat that was never even leaves the whole without a time; rates and shares are those of all the time observed. */
export function pooledPrice(arms: readonly ArmRecord[]): ArmPrice {
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

/** The closes of repeats together. */
export function pooledCloses(all: readonly CloseSummary[]): CloseSummary {
  const single = all.map(({ total, with_active_request, still_draining }) => {
    return { total, with_active_request, still_draining };
  });
  return {
    ...addUp(single),
    by_cause: addUp(all.map(({ by_cause }) => by_cause)),
    timers: addUp(all.map(({ timers }) => timers)),
    unobserved_pods: all.flatMap(({ unobserved_pods }) => unobserved_pods),
    clients: addUp(all.map(({ clients }) => clients)),
  };
}

/** What the clients saw in repeats together; a latency is the largest of theirs. */
export function pooledClient(clients: readonly ClientSummary[]): ClientSummary {
  const streams = clients.flatMap((client) => (client.streams === undefined ? [] : [client.streams]));
  return {
    ...addUp(clients.map(({ rpcs, reconnects }) => ({ rpcs, reconnects }))),
    clients: clients[0]?.clients ?? 0,
    errors: addUp(clients.map(({ errors }) => errors)),
    failures: addUp(clients.map(({ failures }) => failures)),
    peak_reconnects_per_s: Math.max(...clients.map((client) => client.peak_reconnects_per_s)),
    latency_ms: largestQuantiles(clients.map((client) => client.latency_ms)),
    gap_ms: largestQuantiles(clients.map((client) => client.gap_ms)),
    ...(streams.length === 0 ? {} : { streams: pooledStreams(streams) }),
  };
}

function pooledStreams(all: readonly StreamSummary[]): StreamSummary {
  const counts = all.map(({ ended, cut_by_setting, missed_messages }) => ({ ended, cut_by_setting, missed_messages }));
  return { ...addUp(counts), cut: addUp(all.map(({ cut }) => cut)) };
}
