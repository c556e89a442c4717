import type { ArmRun, RunData } from '../../../src/domain/analysis/run-data.ts';
import { edgeLabels } from '../../../src/domain/analysis/run-data.ts';
import { type EndpointEvent, plannedTimeline } from '../../../src/domain/prediction.ts';
import type { RecordPod, TimelineEntry } from '../../../src/domain/record.ts';
import type { ClientEvent, EnvoyReading } from '../../../src/domain/sample.ts';
import type { Setting } from '../../../src/domain/setting.ts';
import { type SimulatedClose, simulateConnections } from '../../../src/domain/simulation/simulate-connections.ts';
import type { PodCounters } from '../../../src/domain/topology.ts';
import { parametersOf } from '../run-record-fixture.ts';
import { aPod, byTime, connect, counters, disconnect, edge, final, goaway, rpc, tick } from './some-run-data.ts';

export interface SimulatedFleet {
  clients: number;
  intervalMs: number;
  endMs: number;
  seed: number;
  setting?: Setting;
}

/** The events of clients on Pods a, b and c that are replayed in virtual time, as a fleet would tell them. */
export function simulatedEvents({ setting, ...fleet }: SimulatedFleet): ClientEvent[] {
  const settingOf = () => setting ?? null;
  return replay({ ...fleet, pods: ['a', 'b', 'c'], timeline: [], settingOf, isCut: () => false }).events;
}

/** What happened to one Pod's counters at a moment. */
interface Move {
  at: number;
  uid: string;
  kind: 'pick' | SimulatedClose | 'cut';
}

interface Replay extends Omit<SimulatedFleet, 'setting'> {
  pods: string[];
  timeline: readonly EndpointEvent[];
  settingOf: (uid: string) => Setting | null;
  /** Whether the n-th close by a setting, from 0, is a cut that nobody announces instead. */
  isCut: (n: number, at: number) => boolean;
}

function replay({ isCut, ...simulation }: Replay): { events: ClientEvent[]; moves: Move[] } {
  const { intervalMs, endMs } = simulation;
  const events: ClientEvent[] = [];
  const moves: Move[] = [];
  const held = new Map<number, { conn: number; uid: string; opened: number; isOpen: boolean }>();
  let closes = 0;
  /** The requests that a connection carried after the one that opened it. */
  const carried = (client: number, until: number): ClientEvent[] => {
    const { conn, uid, opened } = held.get(client) ?? { conn: 0, uid: '', opened: until };
    const requests: ClientEvent[] = [];
    for (let at = opened + intervalMs; at < until; at += intervalMs) requests.push(rpc(at, client, conn, uid));
    return requests;
  };
  simulateConnections(simulation, {
    onPick(at, uid, client) {
      const conn = (held.get(client)?.conn ?? 0) + 1;
      held.set(client, { conn, uid, opened: at, isOpen: true });
      events.push(connect(at, client, conn), rpc(at, client, conn, uid, { opened: true }));
      moves.push({ at, uid, kind: 'pick' });
    },
    onClose(at, uid, client, cause) {
      const conn = held.get(client)?.conn ?? 0;
      const cut = cause !== 'pod-ended' && isCut(closes++, at);
      moves.push({ at, uid, kind: cut ? 'cut' : cause });
      events.push(...carried(client, at));
      if (!cut && cause !== 'pod-ended') events.push(goaway(at, client, conn));
      events.push(disconnect(at, client, conn));
      Object.assign(held.get(client) ?? {}, { isOpen: false });
    },
  });
  for (const [client, { isOpen }] of held) if (isOpen) events.push(...carried(client, endMs));
  return { events: byTime(events), moves: moves.sort((a, b) => a.at - b.at) };
}

export interface SimulatedRun extends Omit<SimulatedFleet, 'endMs' | 'setting'> {
  setting: Setting;
  mode: 'rolling' | 'burst';
  observeMs: number;
  /** So many of the treatment's closes while it is observed are cuts that no counter and no GOAWAY tells. */
  cuts?: number;
}

/** A whole run in virtual time: a control and a treatment, each with its restart, read as Envoy's counters would be. */
export function simulatedRun({
  clients,
  intervalMs,
  seed,
  setting,
  mode,
  observeMs,
  cuts = 0,
}: SimulatedRun): RunData & { moves: Move[] } {
  const paceMs = intervalMs + 1000;
  const changeMs = 4 * paceMs + 3 * intervalMs;
  let old = ['old-1', 'old-2', 'old-3'];
  const pods = new Map<string, RecordPod>(old.map((uid) => [uid, aPod(uid)]));
  const timeline: EndpointEvent[] = [];
  const arms: ArmRun[] = [];
  let from = 2 * intervalMs;
  for (const name of ['control', 'treatment']) {
    const named = (uid: string) => uid.replace('new', name);
    const start = from + 1;
    for (const event of plannedTimeline({ oldPods: old, replicas: 3, mode, paceMs, intervalMs })) {
      const [at_ms, uid] = [start + event.at_ms, named(event.uid)];
      timeline.push({ ...event, at_ms, uid });
      if (event.kind === 'added') pods.set(uid, aPod(uid, at_ms));
      if (event.kind === 'gone') Object.assign(pods.get(uid) ?? {}, { terminated_at_ms: at_ms });
    }
    old = ['new-1', 'new-2', 'new-3'].map(named);
    const observe = from + changeMs;
    const windows: ArmRun['windows'] = { change: [from, observe], observe: [observe, observe + observeMs] };
    arms.push({ name, setting: name === 'control' ? null : setting, conditions: [], movement: 'restart', windows });
    from = observe + observeMs;
  }
  const [observeFrom] = arms[1]?.windows.observe ?? [0];
  let cut = 0;
  const { events, moves } = replay({
    ...{ clients, intervalMs, seed, endMs: from, pods: ['old-1', 'old-2', 'old-3'], timeline },
    settingOf: (uid) => (uid.startsWith('treatment') ? setting : null),
    isCut: (_n, at) => at >= observeFrom && cut++ < cuts,
  });
  return {
    parameters: parametersOf(setting.kind, { clients, interval_ms: intervalMs, restart: mode }),
    arms,
    readings: readingsOf(moves, [...pods.values()], arms),
    events,
    timeline: timeline.map(entryOf),
    pods: [...pods.values()],
    service: null,
    gates: [],
    moves,
  };
}

function entryOf({ at_ms, kind, uid }: EndpointEvent): TimelineEntry {
  return { at_ms, kind: kind === 'gone' ? 'pod_gone' : `endpoint_${kind}`, ref: uid };
}

function readingsOf(moves: readonly Move[], pods: readonly RecordPod[], arms: readonly ArmRun[]): EnvoyReading[] {
  const isThere = (pod: RecordPod, at: number) =>
    (pod.ready_at_ms ?? 0) <= at && (pod.terminated_at_ms === null || pod.terminated_at_ms > at);
  const there = (at: number) => pods.filter((pod) => isThere(pod, at)).map(({ uid }) => uid);
  const edges = arms.flatMap(({ name, windows: { change, observe } }) => {
    const labels = edgeLabels(name);
    return [
      [change[0], labels.change] as const,
      [observe[0], labels.observe] as const,
      [observe[1], labels.end] as const,
    ];
  });
  const end = Math.max(...edges.map(([at]) => at));
  const ticks = Array.from({ length: Math.floor(end / 1000) }, (_, n) => [1000 * n + 500, n] as const);
  return byTime([
    ...edges.flatMap(([at, label]) => there(at).map((uid) => edge(label, at, uid, countersAt(moves, uid, at)))),
    ...ticks.flatMap(([at, n]) => there(at).map((uid) => tick(n, at, uid, countersAt(moves, uid, at)))),
    ...pods.flatMap(({ uid, terminated_at_ms: at }) =>
      at === null ? [] : [final(at, uid, countersAt(moves, uid, at))],
    ),
  ]);
}

/** What a Pod had counted before a moment. */
function countersAt(moves: readonly Move[], uid: string, at: number): PodCounters {
  const own = moves.filter((move) => move.uid === uid && move.at < at);
  const count = (...kinds: Move['kind'][]) => own.filter(({ kind }) => kinds.includes(kind)).length;
  const [max_duration, idle_timeout] = [count('max-connection-duration'), count('idle-timeout')];
  const opened = count('pick');
  return counters(opened, opened - max_duration - idle_timeout - count('cut'), { max_duration, idle_timeout });
}
