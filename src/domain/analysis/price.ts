import type { RecordPod } from '../record.ts';
import type { ArmPrice, Window } from '../record-arm.ts';
import type { ClientEvent } from '../sample.ts';
import { peakPerSecond } from '../statistics/peak-per-second.ts';
import { quantiles, reconnectsIn } from './clients.ts';
import { connectedShare } from './connected-share.ts';
import { within } from './run-data.ts';
import { timeToBalance } from './time-to-balance.ts';

/**
 * What an arm's setting costs the clients in a window, and what it buys, from the events of the whole run: what was open,
 * and on which Pod, when the window begins was decided before it. `ready` are the Pods that the clients are
 * spread over; `connections` are those of the events that tell of connections, where somebody has them already.
 */
export function armPrice(
  events: readonly ClientEvent[],
  clients: number,
  ready: readonly RecordPod[],
  window: Window,
  connections: readonly ClientEvent[] = events,
): ArmPrice {
  const rpcs = events.filter((event) => event.kind === 'rpc' && within(event.at_ms, window)) as Rpc[];
  const answered = rpcs.filter(({ code }) => code === 'OK');
  const latencies = (opened: boolean): number[] =>
    answered.filter((rpc) => rpc.opened === opened).map((rpc) => rpc.latency_ms);
  const reconnects = reconnectsIn(connections, window);
  const seconds = (window[1] - window[0]) / 1000;
  const duty = connectedShare(connections, clients, window);
  return {
    time_to_balance_ms: rounded(timeToBalance(connections, ready, window)),
    reconnects_per_s: {
      mean: rounded(seconds === 0 ? 0 : reconnects.length / seconds),
      peak: peakPerSecond(reconnects.map((event) => event.at_ms)),
    },
    duty: rounded(duty),
    reconnect_period_ms: rounded(reconnectPeriod(connections, window)),
    handshakes: rpcs.filter(({ opened }) => opened).length,
    latency_ms: { opened: quantiles(latencies(true)), reused: quantiles(latencies(false)) },
  };
}

/** Each client's first reconnect alone: of those after it, the shorter ones are likelier to fall into the window. */
function reconnectPeriod(events: readonly ClientEvent[], window: Window): number | null {
  const opened = new Map<number, number>();
  const periods = new Map<number, number>();
  for (const event of events) {
    if (event.kind !== 'connect') continue;
    const before = opened.get(event.client);
    opened.set(event.client, event.at_ms);
    if (before === undefined || !within(event.at_ms, window) || periods.has(event.client)) continue;
    periods.set(event.client, event.at_ms - before);
  }
  const total = [...periods.values()].reduce((sum, period) => sum + period, 0);
  return periods.size === 0 ? null : total / periods.size;
}

type Rpc = Extract<ClientEvent, { kind: 'rpc' }>;

/** To four digits after the point. */
function rounded<T extends number | null>(value: T): T {
  return (value === null ? null : Math.round(value * 10_000) / 10_000) as T;
}
