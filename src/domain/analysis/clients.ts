import type { RecordPod } from '../record.ts';
import type { ClientSummary, Quantiles, RequestFailures, Window } from '../record-arm.ts';
import type { ClientEvent } from '../sample.ts';
import { peakPerSecond } from '../statistics/peak-per-second.ts';
import { within } from './run-data.ts';

type Rpc = Extract<ClientEvent, { kind: 'rpc' }>;
type Connect = Extract<ClientEvent, { kind: 'connect' }>;

/** What the clients saw in a window; a request belongs to the window in which it ended. */
export function summariseClients(events: readonly ClientEvent[], clients: number, window: Window): ClientSummary {
  const inside = events.filter((event) => within(event.at_ms, window));
  const rpcs = inside.filter((event) => event.kind === 'rpc');
  const reconnects = reconnectsIn(events, window);
  const errors: Record<string, number> = {};
  for (const rpc of rpcs) if (rpc.code !== 'OK') errors[rpc.code] = (errors[rpc.code] ?? 0) + 1;
  return {
    clients,
    rpcs: rpcs.length,
    errors,
    failures: failuresOf(rpcs, brokenOff(inside)),
    reconnects: reconnects.length,
    peak_reconnects_per_s: peakPerSecond(reconnects.map((event) => event.at_ms)),
    latency_ms: quantiles(rpcs.filter((rpc) => rpc.code === 'OK').map((rpc) => rpc.latency_ms)),
    gap_ms: quantiles(gaps(events, window)),
  };
}

/** Where and when streams ended that had brought a message. */
function brokenOff(events: readonly ClientEvent[]): Set<string> {
  return new Set(
    events.flatMap((event) =>
      event.kind === 'stream' && event.messages > 0 ? [`${event.client}/${event.at_ms}`] : [],
    ),
  );
}

function failuresOf(rpcs: readonly Rpc[], broken: ReadonlySet<string>): RequestFailures {
  const failures = { no_connection: 0, cut_off: 0, timed_out: 0, answered: 0 };
  for (const rpc of rpcs) if (rpc.code !== 'OK') failures[failureOf(rpc, broken)] += 1;
  return failures;
}

function failureOf({ at_ms, client, code, pod, conn }: Rpc, broken: ReadonlySet<string>): keyof RequestFailures {
  if (code === 'DEADLINE_EXCEEDED') return 'timed_out';
  if (broken.has(`${client}/${at_ms}`)) return 'cut_off';
  if (pod !== null) return 'answered';
  return conn === 0 ? 'no_connection' : 'cut_off';
}

/** Connections opened in a window after a client's first ever. */
export function reconnectsIn(events: readonly ClientEvent[], window: Window): Connect[] {
  return events.filter(
    (event) => event.kind === 'connect' && event.conn > 1 && within(event.at_ms, window),
  ) as Connect[];
}

/** From each loss of a connection in the window to that client's next successful answer, in milliseconds. */
function gaps(events: readonly ClientEvent[], window: Window): number[] {
  const lostAt = new Map<number, number[]>();
  const found: number[] = [];
  for (const event of events) {
    if (event.at_ms < window[0]) continue;
    const losses = lostAt.get(event.client) ?? [];
    if (event.kind === 'disconnect' && within(event.at_ms, window)) lostAt.set(event.client, [...losses, event.at_ms]);
    if (event.kind !== 'rpc' || event.code !== 'OK' || losses.length === 0) continue;
    found.push(...losses.map((at) => event.at_ms - at));
    lostAt.delete(event.client);
  }
  return found;
}

/** Nearest-rank quantiles, rounded to a hundredth of a millisecond. */
export function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number | null => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    return value === undefined ? null : Math.round(value * 100) / 100;
  };
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/**
 * Where each client's last connection at a moment ended, open or not, as the clients tell it: counts by Pod uid.
 * A client whose last connection nobody answered on is missing from the sum.
 */
export function heldAt(events: readonly ClientEvent[], pods: readonly RecordPod[], at: number): Map<string, number> {
  const answeredBy = podOfConnections(events, pods);
  const lastConn = new Map<number, number>();
  for (const event of events) {
    if (event.kind === 'connect' && event.at_ms <= at) lastConn.set(event.client, event.conn);
  }
  const counts = new Map<string, number>();
  for (const [client, conn] of lastConn) {
    const uid = answeredBy.get(`${client}/${conn}`);
    if (uid !== undefined) counts.set(uid, (counts.get(uid) ?? 0) + 1);
  }
  return counts;
}

/**
 * The connections that are open at a moment, as the clients tell it: counts by Pod uid. For clients that hold several at
 * once; one that nobody answered on is missing from the sum.
 */
export function openAt(events: readonly ClientEvent[], pods: readonly RecordPod[], at: number): Map<string, number> {
  const answeredBy = podOfConnections(events, pods);
  const open = new Set<string>();
  for (const event of events) {
    if (event.at_ms > at) continue;
    if (event.kind === 'connect') open.add(`${event.client}/${event.conn}`);
    if (event.kind === 'disconnect') open.delete(`${event.client}/${event.conn}`);
  }
  const counts = new Map<string, number>();
  for (const connection of open) {
    const uid = answeredBy.get(connection);
    if (uid !== undefined) counts.set(uid, (counts.get(uid) ?? 0) + 1);
  }
  return counts;
}

/** A connection on which a Pod has answered. */
interface AnsweredConnection {
  client: number;
  uid: string;
  /** When it carried its first request. */
  at_ms: number;
  /** The client had none yet: its last request that failed for want of one, else `at_ms`. gRPC tries again in between. */
  since_ms: number;
}

/** Every connection on which a Pod has answered, in the order of their first requests. */
export function answeredConnections(events: readonly ClientEvent[], pods: readonly RecordPod[]): AnsweredConnection[] {
  const answeredBy = podOfConnections(events, pods);
  const failedAt = new Map<number, number>();
  const found: AnsweredConnection[] = [];
  for (const event of events) {
    const { client, at_ms } = event;
    if (event.kind === 'rpc' && event.conn === 0) failedAt.set(client, at_ms);
    const uid = event.kind === 'connect' ? answeredBy.get(`${client}/${event.conn}`) : undefined;
    if (uid === undefined) continue;
    found.push({ client, uid, at_ms, since_ms: failedAt.get(client) ?? at_ms });
    failedAt.delete(client);
  }
  return found.sort((a, b) => a.at_ms - b.at_ms);
}

/** The Pod that answered on each connection, by `client/conn`. */
function podOfConnections(events: readonly ClientEvent[], pods: readonly RecordPod[]): Map<string, string> {
  const uidOf = new Map(pods.map((pod) => [pod.name, pod.uid]));
  const found = new Map<string, string>();
  for (const event of events) {
    const uid = event.kind === 'rpc' && event.pod !== null ? uidOf.get(event.pod) : undefined;
    if (event.kind === 'rpc' && uid !== undefined) found.set(`${event.client}/${event.conn}`, uid);
  }
  return found;
}

/** How late requests were sent against their schedule in a window, 99th percentile in milliseconds. */
export function lateness(events: readonly ClientEvent[], window: Window): number | null {
  const rpcs = events.filter((event): event is Rpc => event.kind === 'rpc' && within(event.at_ms, window));
  return quantiles(rpcs.map((rpc) => rpc.late_ms)).p99;
}

/**
 * The share of the clients' scheduled moments in a window that passed without a request, because the one before was
 * still on its way: what they saw is then not what clients that keep their schedule would have seen (coordinated
 * omission). Null without a request.
 */
export function leftOut(events: readonly ClientEvent[], intervalMs: number, window: Window): number | null {
  const rpcs = events.filter((event): event is Rpc => event.kind === 'rpc' && within(event.at_ms, window));
  const missed = rpcs.reduce((sum, { late_ms }) => sum + Math.floor(Math.max(0, late_ms) / intervalMs), 0);
  return rpcs.length === 0 ? null : missed / (missed + rpcs.length);
}
