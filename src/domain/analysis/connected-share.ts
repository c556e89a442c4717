import type { Window } from '../record-arm.ts';
import type { ClientEvent } from '../sample.ts';

/**
 * The share of the clients' time in a window with a connection open, 0 to 1: the duty cycle. A client with two at once,
 * one of them draining, is connected once. Null for a window without time or a fleet without clients.
 * With a connection that Envoy ends after d and a request every I, unary, it is d / (I * (floor(d / I) + 1)), at most 1.
 */
export function connectedShare(events: readonly ClientEvent[], clients: number, [from, to]: Window): number | null {
  if (clients === 0 || to <= from) return null;
  let connected = 0;
  for (const spans of connectionsOf(events).values()) {
    let covered = from;
    for (const { opened, closed } of spans) {
      connected += Math.max(0, Math.min(closed, to) - Math.max(opened, covered));
      covered = Math.max(covered, closed);
    }
  }
  return connected / (clients * (to - from));
}

interface Lifetime {
  opened: number;
  /** Infinity while it is open. */
  closed: number;
}

/** Each client's connections in the order in which they were opened. */
function connectionsOf(events: readonly ClientEvent[]): Map<number, Lifetime[]> {
  const closedAt = new Map<string, number>();
  for (const event of events) {
    if (event.kind === 'disconnect') closedAt.set(`${event.client}/${event.conn}`, event.at_ms);
  }
  const connects = events.filter((event) => event.kind === 'connect').sort((a, b) => a.at_ms - b.at_ms);
  const lifetimes = new Map<number, Lifetime[]>();
  for (const { client, conn, at_ms } of connects) {
    const own = lifetimes.get(client) ?? [];
    own.push({ opened: at_ms, closed: closedAt.get(`${client}/${conn}`) ?? Number.POSITIVE_INFINITY });
    lifetimes.set(client, own);
  }
  return lifetimes;
}
