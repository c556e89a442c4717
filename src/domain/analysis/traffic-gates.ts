import { isForgetful } from '../condition.ts';
import type { GateResult } from '../record.ts';
import { lateness, leftOut } from './clients.ts';
import { askedByEnvoy, type CounterSpan, picksOf } from './closes.ts';
import { atMost, type GateInput, gate } from './gate-input.ts';
import { seenInSpans } from './seen-in-spans.ts';

/** Most failed requests of all, in the observation. */
const MAX_ERROR_SHARE = 0.05;
/** Most connections that were not the fleet's own, of all picks. */
const MAX_FOREIGN_SHARE = 0.05;
/** Most closes without a cause, of all; one is allowed however few there are. */
const MAX_OTHER_SHARE = 0.02;
/** Most that Envoy and the clients may differ in how many connections were asked to leave, as a share of Envoy's. */
const MAX_UNSEEN_SHARE = 0.05;
/** Most moments of the clients' schedule that passed without a request, as a share of all. */
const MAX_LEFT_OUT = 0.05;
/** Connections in which Envoy and the clients may differ at the window's edges, however few there are. */
const AT_EDGES = 2;

/** Whether what Envoy counted is what the clients did, and whether they did what they should. */
export function trafficGates(input: GateInput): GateResult[] {
  return [...requestGates(input), ...connectionGates(input)];
}

function requestGates(input: GateInput): GateResult[] {
  const { arm, record, events, intervalMs } = input;
  const { observe } = arm.windows;
  const { client } = record;
  // What the setting is there to cut is its price, and no doubt about the counts.
  const all = Object.values(client.errors).reduce((sum, count) => sum + count, 0);
  const meant = isForgetful(arm.conditions) ? all : (client.streams?.cut_by_setting ?? 0);
  const failed = all - meant;
  // A window shorter than the interval may hold no request; a longer one without any says that nothing was measured.
  const silent = { ok: observe[1] - observe[0] < intervalMs, value: null };
  const within = (limit: number, value: number | null) =>
    value === null ? { ...silent, limit } : atMost(limit, value);
  return [
    gate(input, 'failed requests', within(MAX_ERROR_SHARE, client.rpcs === 0 ? null : failed / client.rpcs)),
    gate(input, 'request lateness ms', within(intervalMs / 2, lateness(events, observe))),
    gate(input, 'requests left out', within(MAX_LEFT_OUT, leftOut(events, intervalMs, observe))),
  ];
}

function connectionGates(input: GateInput): GateResult[] {
  const { arm, record, spans, connections } = input;
  const { closes } = record;
  const picks = Object.values(picksOf(spans)).reduce((sum, count) => sum + count, 0);
  const isSeen = seenInSpans(spans, connections, arm.windows.observe);
  const own = connections.filter((event) => event.kind === 'connect' && event.conn > 1 && isSeen(event)).length;
  const { other } = closes.by_cause;
  const asked = askedByEnvoy(closes);
  const unseen = Math.abs(asked - closes.clients.asked);
  return [
    gate(input, 'foreign connections', atMost(Math.max(AT_EDGES, MAX_FOREIGN_SHARE * picks), Math.abs(picks - own))),
    gate(input, 'closes accounted for', atMost(Math.max(1, MAX_OTHER_SHARE * closes.total), other)),
    gate(input, 'closes seen by clients', atMost(Math.max(AT_EDGES, MAX_UNSEEN_SHARE * asked), unseen)),
    // No condition but a remark: a balancer's health checks open connections that nobody counts as picks.
    gate(input, 'connections without HTTP/2', { ok: true, value: withoutHttp2(spans), limit: null }),
  ];
}

/** Connections that Pods took in their spans and that never spoke HTTP/2. */
export function withoutHttp2(spans: readonly CounterSpan[]): number {
  const silent = spans.map(({ from, to }) => to.cx_total - to.http2_total - (from.cx_total - from.http2_total));
  return silent.reduce((sum, count) => sum + Math.max(0, count), 0);
}
