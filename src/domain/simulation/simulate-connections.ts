import type { EndpointEvent } from '../prediction.ts';
import type { Setting, SettingKind } from '../setting.ts';
import { mulberry32 } from '../statistics/mulberry32.ts';
import { callMs, UNARY, type Workload } from '../workload.ts';

/** What is replayed. Times in milliseconds of virtual time, from 0. */
export interface Simulation {
  readonly clients: number;
  /** From the start of one request of a client to the start of its next; first requests are spread over one interval. */
  readonly intervalMs: number;
  /** Pods that are ready at 0. */
  readonly pods: readonly string[];
  /** What happens to the endpoints; see {@link import('../prediction.ts').plannedTimeline}. */
  readonly timeline: readonly EndpointEvent[];
  /** What each Pod's Envoy does to its connections; null where it leaves them alone. */
  readonly settingOf: (uid: string) => Setting | null;
  readonly endMs: number;
  readonly seed: number;
  /** What each client does; unary by default. */
  readonly workload?: Workload;
}

/** Why a connection ended. */
export type SimulatedClose = SettingKind | 'pod-ended';

/** What a simulation heard of, in the order of clients and then of time. */
export interface SimulationListener {
  /** A client opened a connection, which landed on this Pod. */
  onPick(at: number, uid: string, client: number): void;
  onClose?(at: number, uid: string, client: number, cause: SimulatedClose): void;
}

/** The ready endpoints from one moment on. */
interface Epoch {
  from: number;
  ready: readonly string[];
}

/**
 * Replays gRPC clients behind kube-proxy in virtual time: each holds one connection, sends a request at every interval,
 * and opens a new connection with the first request after it lost the old one, on a Pod drawn uniformly from the
 * endpoints ready at that moment. Where none is ready, the request waits for the next one.
 * Requests take no time, so a connection is idle from one request to the next. A stream ends by itself, by its Envoy's
 * `max_stream_duration` or with its Pod; the next one is opened at the first interval after that, and a connection that is
 * to close waits for its stream. Clients do not influence each other, so
 * each is replayed by itself: the work is one step a request, and the memory does not grow with the clients.
 * Sources: Kubernetes, "Virtual IPs and Service Proxies" (a random endpoint for each connection); Envoy,
 * HttpProtocolOptions (`max_connection_duration` from the connection's start, longer by a random part of its jitter;
 * `idle_timeout` without active requests; `max_requests_per_connection` with the last request that it allows).
 */
export function simulateConnections(simulation: Simulation, listener: SimulationListener): void {
  const epochs = epochsOf(simulation);
  const ends = new Map(simulation.timeline.filter(({ kind }) => kind === 'gone').map(({ uid, at_ms }) => [uid, at_ms]));
  const random = mulberry32(simulation.seed);
  for (let client = 0; client < simulation.clients; client += 1) {
    simulateClient(simulation, { client, epochs, ends, random, listener });
  }
}

interface Surroundings {
  client: number;
  epochs: readonly Epoch[];
  ends: ReadonlyMap<string, number>;
  random: () => number;
  listener: SimulationListener;
}

interface Connection {
  uid: string;
  opened: number;
  /** When the last call on it has ended. */
  spoke: number;
  /** How many calls it has carried. */
  calls: number;
  /** Where in the jitter's range this one's age lies, from 0 to 1. */
  luck: number;
}

function simulateClient(
  { clients, intervalMs, endMs, settingOf, workload = UNARY }: Simulation,
  { client, epochs, ends, random, listener }: Surroundings,
): void {
  let held: Connection | null = null;
  /** What is left of the connection at a moment: nothing, once it was closed. */
  const until = (connection: Connection | null, at: number): Connection | null => {
    if (connection === null) return null;
    const close = firstClose(settingOf(connection.uid), ends.get(connection.uid), connection);
    if (close === null || close.at >= at) return connection;
    listener.onClose?.(close.at, connection.uid, client, close.cause);
    return null;
  };
  const first = ((client + random()) / clients) * intervalMs;
  for (let at = first; at < endMs; ) {
    held = until(held, at);
    let from = at;
    if (held === null) {
      const met = readyAt(epochs, at);
      if (met === null || met.at >= endMs) return;
      const uid = met.ready[Math.floor(random() * met.ready.length)] ?? '';
      held = { uid, opened: met.at, spoke: met.at, calls: 0, luck: random() };
      listener.onPick(met.at, held.uid, client);
      from = met.at;
    }
    held.calls += 1;
    const call = callMs(workload, settingOf(held.uid)) ?? Number.POSITIVE_INFINITY;
    held.spoke = Math.min(from + call, Math.max(from, ends.get(held.uid) ?? Number.POSITIVE_INFINITY));
    at += intervalMs * (Math.floor((held.spoke - at) / intervalMs) + 1);
  }
  until(held, endMs);
}

function firstClose(
  setting: Setting | null,
  podEnd: number | undefined,
  { opened, spoke, calls, luck }: Connection,
): { at: number; cause: SimulatedClose } | null {
  const byPod = podEnd === undefined ? null : { at: podEnd, cause: 'pod-ended' as const };
  if (setting === null || (setting.kind === 'max-requests' && calls < setting.requests)) return byPod;
  const bySetting = { at: closedAt(setting, { opened, spoke, luck }), cause: setting.kind };
  return byPod !== null && byPod.at <= bySetting.at ? byPod : bySetting;
}

/** When a setting closes a connection whose last call has ended. */
function closedAt(setting: Setting, { opened, spoke, luck }: Pick<Connection, 'opened' | 'spoke' | 'luck'>): number {
  if (setting.kind === 'max-requests') return spoke;
  const longer = 1 + (luck * (setting.jitter_percent ?? 0)) / 100;
  const from = setting.kind === 'idle-timeout' ? spoke : opened;
  return Math.max(from + setting.value_ms * longer, spoke);
}

function epochsOf({ pods, timeline }: Simulation): Epoch[] {
  const ready = new Set(pods);
  const epochs: Epoch[] = [{ from: Number.NEGATIVE_INFINITY, ready: [...ready] }];
  for (const { at_ms, kind, uid } of [...timeline].sort((a, b) => a.at_ms - b.at_ms)) {
    if (kind === 'added') ready.add(uid);
    else ready.delete(uid);
    const last = epochs.at(-1);
    if (last?.from === at_ms) last.ready = [...ready];
    else epochs.push({ from: at_ms, ready: [...ready] });
  }
  return epochs;
}

/** The endpoints that a request at this time meets, and when: at once, or when the next one is ready. */
function readyAt(epochs: readonly Epoch[], at: number): { at: number; ready: readonly string[] } | null {
  let low = 0;
  let high = epochs.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((epochs[middle]?.from ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  for (let index = low; index < epochs.length; index += 1) {
    const { from, ready } = epochs[index] ?? { from: 0, ready: [] };
    if (ready.length > 0) return { at: Math.max(at, from), ready };
  }
  return null;
}
