import { SAMPLE_INTERVAL_MS } from '../domain/analysis/run-data.ts';
import type { RecordPod, TimelineEntry } from '../domain/record.ts';
import type { ClientEvent, EnvoyReading } from '../domain/sample.ts';
import type { Pod, TargetEvent } from '../domain/topology.ts';
import type { Clock } from '../ports/clock.ts';

/** Collects what a run measures, with every time rebased to milliseconds from the run's start. */
export interface RunRecorder {
  readonly readings: EnvoyReading[];
  readonly events: ClientEvent[];
  readonly timeline: TimelineEntry[];
  /** Pods that are there now, by uid. */
  readonly live: ReadonlyMap<string, Pod>;
  /** Milliseconds since the run's start. */
  now(): number;
  /** A moment of the monotonic clock as milliseconds from the run's start; negative before it. */
  since(monotonicMs: number): number;
  podsFound(pods: readonly Pod[]): void;
  targetEvent(event: TargetEvent): void;
  clientEvent(event: ClientEvent): void;
  pods(): RecordPod[];
}

/** Rounds to microseconds: more digits would claim a precision that no clock here has. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

export function createRunRecorder(clock: Clock): RunRecorder {
  const start = clock.monotonicMs();
  const readings: EnvoyReading[] = [];
  const events: ClientEvent[] = [];
  const timeline: TimelineEntry[] = [];
  const live = new Map<string, Pod>();
  const known = new Map<string, RecordPod>();

  const since = (monotonicMs: number): number => rounded(monotonicMs - start);

  function meet(pod: { uid: string; name: string; node: string }): RecordPod {
    const found = known.get(pod.uid);
    if (found !== undefined) return found;
    const { uid, name, node } = pod;
    const record: RecordPod = { uid, name, node, ready_at_ms: null, terminated_at_ms: null };
    known.set(uid, record);
    return record;
  }

  return {
    readings,
    events,
    timeline,
    live,
    now: () => since(clock.monotonicMs()),
    since,
    podsFound(pods) {
      for (const pod of pods) {
        const record = meet(pod);
        if (record.terminated_at_ms !== null) continue;
        live.set(pod.uid, pod);
        // A Pod that was Ready before the run began has been so at its start.
        if (pod.ready_at !== null) record.ready_at_ms ??= Math.max(0, rounded(pod.ready_at - start));
      }
    },
    targetEvent(event) {
      const at_ms = rounded(event.at - start);
      const record = meet(event);
      timeline.push({ at_ms, kind: event.kind, ref: event.uid });
      if (event.kind === 'endpoint_added') record.ready_at_ms = at_ms;
      if (event.kind !== 'pod_gone') return;
      record.terminated_at_ms = at_ms;
      live.delete(event.uid);
      if (event.last_counters === null || event.last_counters === undefined) return;
      const readAt = event.last_counters_at ?? event.at;
      readings.push({
        at_ms: rounded(readAt - start),
        kind: 'final',
        tick: null,
        label: null,
        uid: event.uid,
        counters: event.last_counters,
      });
    },
    clientEvent(event) {
      events.push({ ...event, at_ms: rounded(event.at_ms - start) });
    },
    pods: () => [...known.values()],
  };
}

/**
 * Readings as they go into the record: a reading that failed because its Pod was already ending is not a missing one.
 * Nobody expects an answer from a Pod that was told to go.
 */
export function settledReadings(recorder: RunRecorder): EnvoyReading[] {
  const endedAt = new Map(
    recorder.timeline.filter((entry) => entry.kind === 'pod_terminating').map((entry) => [entry.ref, entry.at_ms]),
  );
  const isExpected = (reading: EnvoyReading): boolean =>
    reading.counters !== null ||
    reading.at_ms < (endedAt.get(reading.uid) ?? Number.POSITIVE_INFINITY) - SAMPLE_INTERVAL_MS;
  return recorder.readings.filter(isExpected).sort((a, b) => a.at_ms - b.at_ms);
}
