import type { ArmRun, RunData } from '../../../src/domain/analysis/run-data.ts';
import type { GateResult, RecordPod, TimelineEntry } from '../../../src/domain/record.ts';
import type { ClientEvent, EnvoyReading } from '../../../src/domain/sample.ts';
import type { PodCounters } from '../../../src/domain/topology.ts';
import { parametersOf } from '../run-record-fixture.ts';

const NONE: PodCounters = {
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

/** Counters of a Pod that has had `total` connections and has `active` now. */
export function counters(total: number, active: number, changed: Partial<PodCounters> = {}): PodCounters {
  return {
    ...NONE,
    cx_total: total,
    cx_active: active,
    http2_total: total,
    http2_active: active,
    destroy: total - active,
    ...changed,
  };
}

export function aPod(uid: string, readyAt: number | null = 0, terminatedAt: number | null = null): RecordPod {
  return { uid, name: `envoy-${uid}`, node: 'node-1', ready_at_ms: readyAt, terminated_at_ms: terminatedAt };
}

export function edge(label: string, at_ms: number, uid: string, read: PodCounters | null): EnvoyReading {
  return { at_ms, kind: 'edge', tick: null, label, uid, counters: read };
}

export function tick(number: number, at_ms: number, uid: string, read: PodCounters | null): EnvoyReading {
  return { at_ms, kind: 'tick', tick: number, label: null, uid, counters: read };
}

export function final(at_ms: number, uid: string, read: PodCounters): EnvoyReading {
  return { at_ms, kind: 'final', tick: null, label: null, uid, counters: read };
}

export function endpoint(at_ms: number, what: 'added' | 'removed', ref: string): TimelineEntry {
  return { at_ms, kind: `endpoint_${what}`, ref };
}

type Rpc = Extract<ClientEvent, { kind: 'rpc' }>;

/** A client's request on its connection `conn`, answered by the Pod of that uid. */
export function rpc(at_ms: number, client: number, conn: number, uid: string | null, changed: Partial<Rpc> = {}): Rpc {
  const pod = uid === null ? null : `envoy-${uid}`;
  return { at_ms, client, kind: 'rpc', conn, pod, code: 'OK', latency_ms: 2, late_ms: 1, opened: false, ...changed };
}

export function connect(at_ms: number, client: number, conn: number): ClientEvent {
  return { at_ms, client, kind: 'connect', conn, port: 40_000 + client };
}

export function disconnect(at_ms: number, client: number, conn: number, by: 'peer' | 'client' = 'peer'): ClientEvent {
  return { at_ms, client, kind: 'disconnect', conn, by };
}

/** Envoy asks the client to leave. */
export function goaway(at_ms: number, client: number, conn: number): ClientEvent {
  return { at_ms, client, kind: 'goaway', conn };
}

/** A connection of a client and its first answered request, 1 ms later. */
export function opened(at_ms: number, client: number, conn: number, uid: string): ClientEvent[] {
  return [connect(at_ms, client, conn), rpc(at_ms + 1, client, conn, uid, { opened: true })];
}

export function byTime<T extends { at_ms: number }>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => a.at_ms - b.at_ms);
}

/** Change from 2 s to 8 s, observed from 8 s to 18 s. */
export function anArm(changed: Partial<ArmRun> = {}): ArmRun {
  return {
    name: 'control',
    setting: null,
    conditions: [],
    movement: 'none',
    windows: { change: [2000, 8000], observe: [8000, 18_000] },
    ...changed,
  };
}

/** Connections that each Pod has opened and has open: at the start of change, at that of observe, at its end. */
type Course = [change: PodCounters, observe: PodCounters, end: PodCounters];

export interface Story {
  arms: { arm: ArmRun; courses: Record<string, Course> }[];
  pods?: RecordPod[];
  timeline?: TimelineEntry[];
  events: ClientEvent[];
  gates?: GateResult[];
  service?: RunData['service'];
  clients: number;
  interval_ms?: number;
  extra?: EnvoyReading[];
}

/** The readings of a run in which every Pod answered: edges with the counters of its course, ticks that show them once a second. */
export function runDataOf({ arms, events, clients, extra = [], interval_ms = 1000, ...rest }: Story): RunData {
  const readings: EnvoyReading[] = [...extra];
  let number = 0;
  for (const { arm, courses } of arms) {
    const { change, observe } = arm.windows;
    for (const [uid, course] of Object.entries(courses)) {
      readings.push(edge(`${arm.name} change`, change[0], uid, course[0]));
      readings.push(edge(`${arm.name} observe`, observe[0], uid, course[1]));
      readings.push(edge(`${arm.name} end`, observe[1], uid, course[2]));
    }
    for (let at = observe[0] + 500; at < observe[1]; at += 1000) {
      for (const [uid, course] of Object.entries(courses)) readings.push(tick(number, at, uid, course[1]));
      number += 1;
    }
  }
  const uids = [...new Set(arms.flatMap(({ courses }) => Object.keys(courses)))];
  return {
    parameters: parametersOf('max-connection-duration', { clients, interval_ms }),
    arms: arms.map(({ arm }) => arm),
    readings: byTime(readings),
    events: byTime(events),
    timeline: rest.timeline ?? [],
    pods: rest.pods ?? uids.map((uid) => aPod(uid)),
    service: rest.service ?? null,
    gates: rest.gates ?? [],
  };
}

/** Clients on Pods by uid from 100 ms on, each with a request a second until 18 s. */
export function steadyEvents(held: Record<string, number>, to = 18_000): ClientEvent[] {
  const homes = Object.entries(held).flatMap(([uid, count]) => Array.from({ length: count }, () => uid));
  return homes.flatMap((uid, client) => [
    ...opened(100, client, 1, uid),
    ...Array.from({ length: Math.floor(to / 1000) }, (_, second) => rpc(1000 * second + 600, client, 1, uid)),
  ]);
}
