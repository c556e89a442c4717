import type { RecordPod } from '../record.ts';
import type { CloseSummary, Window } from '../record-arm.ts';
import type { ClientEvent, EnvoyReading } from '../sample.ts';
import type { PodCounters } from '../topology.ts';
import { CAUSES, type Cause, closesUpTo, mapCauses } from './close-ledger.ts';
import { SAMPLE_INTERVAL_MS, within } from './run-data.ts';
import { type PodSpan, seenInSpans } from './seen-in-spans.ts';

/** What one Pod's counters said at the two ends of a window. */
export interface CounterSpan extends PodSpan {
  uid: string;
  from: PodCounters;
  to: PodCounters;
  /** Connections that the Pod closed in the window itself, by cause. */
  closed: Record<Cause | 'rest', number>;
  /** Connections at `to` whose timer had fired. */
  pending: number;
  /** Whether the Pod ended in the window; its connections at `to` ended with it. */
  ended: boolean;
  /** Whether the Pod ended without a reading right before it was signalled. */
  unobserved: boolean;
}

/** A reading this near to a window's edge stands in for one that failed at the edge, in milliseconds. */
const NEAR_MS = 1.5 * SAMPLE_INTERVAL_MS;

const NOTHING: PodCounters = {
  cx_active: 0,
  cx_total: 0,
  http2_active: 0,
  http2_total: 0,
  destroy: 0,
  destroy_active_rq: 0,
  max_duration: 0,
  idle_timeout: 0,
  max_requests: 0,
  drain_close: 0,
};

type Read = EnvoyReading & { counters: PodCounters };

/**
 * Each Pod's counters at both ends of a window. A Pod born in the window starts at zero; one that ended in it ends with
 * its final reading, or its last sample where nobody could take one. A reading that failed at an edge is stood in for by
 * a sample near by; Pods without either are left out.
 */
export function counterSpans(
  readings: readonly EnvoyReading[],
  pods: readonly RecordPod[],
  window: Window,
  labels: { from: string; to: string },
): CounterSpan[] {
  const there = pods.filter((pod) => pod.terminated_at_ms === null || pod.terminated_at_ms >= window[0]);
  return there.flatMap((pod) => {
    const own = readings.filter((reading): reading is Read => reading.uid === pod.uid && reading.counters !== null);
    const ended = pod.terminated_at_ms !== null && within(pod.terminated_at_ms, window);
    const born = pod.ready_at_ms !== null && within(pod.ready_at_ms, window);
    const from = labelled(own, labels.from) ?? (born ? undefined : nearTo(own, window[0]));
    const to = ended ? lastOf(own, window) : (labelled(own, labels.to) ?? nearTo(own, window[1]));
    if (to === undefined || (from === undefined && !born)) return [];
    const { uid, name } = pod;
    const between: Window = [from?.at_ms ?? window[0], to.at_ms];
    return [{ uid, name, between, ended, unobserved: ended && to.kind !== 'final', ...countersBetween(own, from, to) }];
  });
}

/** What was counted from one reading of a Pod, or from its start, to another. */
function countersBetween(
  own: readonly Read[],
  from: Read | undefined,
  to: Read,
): Pick<CounterSpan, 'from' | 'to' | 'closed' | 'pending'> {
  const start = from?.at_ms ?? 0;
  const edges = own.filter((reading) => reading.kind !== 'tick' && reading !== from && reading !== to);
  const earlier = from === undefined ? [] : [...edges.filter(({ at_ms }) => at_ms < start), from];
  const before = closesUpTo(earlier);
  const after = closesUpTo([...edges.filter(({ at_ms }) => at_ms >= start && at_ms < to.at_ms), to], before);
  return {
    from: from?.counters ?? NOTHING,
    to: to.counters,
    closed: mapCauses((cause) => after.closed[cause] - before.closed[cause]),
    pending: CAUSES.reduce((sum, cause) => sum + after.pending[cause], 0),
  };
}

function lastOf(own: readonly Read[], window: Window): Read | undefined {
  return own.find((reading) => reading.kind === 'final') ?? own.findLast((reading) => reading.at_ms < window[1]);
}

function labelled(own: readonly Read[], label: string): Read | undefined {
  return own.find((reading) => reading.label === label);
}

function nearTo(own: readonly Read[], at: number): Read | undefined {
  const distance = (reading: Read): number => Math.abs(reading.at_ms - at);
  const nearest = [...own].sort((a, b) => distance(a) - distance(b))[0];
  return nearest !== undefined && distance(nearest) <= NEAR_MS ? nearest : undefined;
}

/** New connections of each Pod in the window: the increase of `downstream_cx_http2_total`, which restarts with its process. */
export function picksOf(spans: readonly CounterSpan[]): Record<string, number> {
  return Object.fromEntries(
    spans.map(({ uid, from, to }) => [
      uid,
      to.http2_total - (to.http2_total < from.http2_total ? 0 : from.http2_total),
    ]),
  );
}

/** Why the connections of a window ended; what no counter explains is `client` as far as the fleet closed it, else `other`. */
export function summariseCloses(
  spans: readonly CounterSpan[],
  events: readonly ClientEvent[],
  window: Window,
): CloseSummary {
  const by = { max_duration: 0, idle_timeout: 0, max_requests: 0, drain: 0, pod_terminated: 0, client: 0, other: 0 };
  const timers = { max_duration: 0, idle_timeout: 0 };
  let unexplained = 0;
  let withActiveRequest = 0;
  let stillDraining = 0;
  for (const span of spans) {
    for (const cause of CAUSES) by[cause] += span.closed[cause];
    unexplained += span.closed.rest;
    if (span.ended) by.pod_terminated += span.to.http2_active;
    else stillDraining += span.pending;
    withActiveRequest += Math.max(0, span.to.destroy_active_rq - span.from.destroy_active_rq);
    timers.max_duration += Math.max(0, span.to.max_duration - span.from.max_duration);
    timers.idle_timeout += Math.max(0, span.to.idle_timeout - span.from.idle_timeout);
  }
  const clients = closedAtClients(spans, events, window);
  by.client = Math.min(unexplained, clients.own);
  by.other = unexplained - by.client;
  return {
    total: Object.values(by).reduce((sum, count) => sum + count, 0),
    by_cause: by,
    with_active_request: withActiveRequest,
    timers,
    still_draining: stillDraining,
    unobserved_pods: spans.filter((span) => span.unobserved).map((span) => span.uid),
    clients,
  };
}

/**
 * The closes that the clients saw while Envoy's counters cover the Pods of their connections. What was open at the last
 * reading of a Pod that ended is closed after it.
 */
function closedAtClients(
  spans: readonly CounterSpan[],
  events: readonly ClientEvent[],
  window: Window,
): CloseSummary['clients'] {
  const whole = spans.map(({ name, between: [from, to], ended }) => ({
    name,
    between: [from, ended ? window[1] : to] satisfies Window,
  }));
  const isSeen = seenInSpans(whole, events, window);
  const asked = new Set(events.filter(({ kind }) => kind === 'goaway').map(connectionOf));
  const clients = { asked: 0, cut: 0, own: 0 };
  for (const event of events) {
    if (event.kind !== 'disconnect' || !isSeen(event)) continue;
    if (event.by === 'client') clients.own += 1;
    else clients[asked.has(connectionOf(event)) ? 'asked' : 'cut'] += 1;
  }
  return clients;
}

function connectionOf({ client, conn }: ClientEvent): string {
  return `${client}/${conn}`;
}

/** Connections that Envoy asked to leave, by a setting or by a drain. */
export function askedByEnvoy(closes: CloseSummary): number {
  return closedBySetting(closes) + closes.by_cause.drain;
}

/** Connections that a setting closed. */
export function closedBySetting(closes: CloseSummary): number {
  return closes.by_cause.max_duration + closes.by_cause.idle_timeout + closes.by_cause.max_requests;
}
