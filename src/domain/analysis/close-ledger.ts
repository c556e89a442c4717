import type { PodCounters } from '../topology.ts';

/** Causes that Envoy counts, in the order in which closes are given to them. */
export const CAUSES = ['max_duration', 'idle_timeout', 'max_requests', 'drain'] as const;
export type Cause = (typeof CAUSES)[number];

const COUNTERS = {
  max_duration: 'max_duration',
  idle_timeout: 'idle_timeout',
  max_requests: 'max_requests',
  drain: 'drain_close',
} as const satisfies Record<Cause, keyof PodCounters>;

/** What one Pod has closed since its start, and what it has begun to close. */
export interface CloseLedger {
  /** `rest`: closes that no counter explains. */
  closed: Record<Cause | 'rest', number>;
  /** Connections that a cause has begun to close and that are still open. */
  pending: Record<Cause, number>;
  /** The counters that the ledger has read last. */
  started: Record<Cause, number>;
  total: number;
}

/**
 * Connections that a Pod has closed, by cause, from its readings in order of time. Envoy counts timers, not closes, and a
 * timer's close follows when the client leaves: so closes are given to what has begun before or with them, and what has
 * no cause stays without one, whatever begins later. A total of more timers than open connections is cut, because a
 * timer also fires for a connection that never spoke HTTP/2.
 */
export function closesUpTo(readings: readonly { counters: PodCounters }[], from: CloseLedger = EMPTY): CloseLedger {
  return readings.reduce((ledger, { counters }) => next(ledger, counters), from);
}

/** One number for each cause and the rest. */
export function mapCauses(value: (cause: Cause | 'rest') => number): Record<Cause | 'rest', number> {
  return { ...mapCounted(value), rest: value('rest') };
}

function mapCounted(value: (cause: Cause) => number): Record<Cause, number> {
  return Object.fromEntries(CAUSES.map((cause) => [cause, value(cause)])) as Record<Cause, number>;
}

const ZERO = mapCounted(() => 0);
const EMPTY: CloseLedger = { closed: { ...ZERO, rest: 0 }, pending: ZERO, started: ZERO, total: 0 };

function next(ledger: CloseLedger, counters: PodCounters): CloseLedger {
  const total = Math.max(ledger.total, counters.http2_total - counters.http2_active);
  const closed = { ...ledger.closed };
  const pending = { ...ledger.pending };
  let left = total - ledger.total;
  for (const cause of CAUSES) {
    const begun = pending[cause] + Math.max(0, counters[COUNTERS[cause]] - ledger.started[cause]);
    const taken = Math.min(begun, left);
    closed[cause] += taken;
    pending[cause] = begun - taken;
    left -= taken;
  }
  closed.rest += left;
  let open = counters.http2_active;
  for (const cause of CAUSES) {
    pending[cause] = Math.min(pending[cause], open);
    open -= pending[cause];
  }
  return { closed, pending, started: mapCounted((cause) => counters[COUNTERS[cause]]), total };
}
