import { createPodCounts, type PodValues } from './pod-counts.ts';
import {
  BLIND_AFTER,
  isWithin,
  type Probe,
  type ProbeReading,
  type ProbeResult,
  type Tolerance,
  toleranceText,
  worseOf,
} from './probe.ts';

/** What was read at one moment: one number of a query, or one of each Pod that there is; null where it was not read. */
export interface Beat {
  /** Milliseconds from the run's start. */
  at_ms: number;
  arm: string;
  read: { answer: number | null } | { pods: PodValues };
}

/** What one more reading has changed: the probe is outside of its tolerance, or blind, for the first time. */
export interface Noticed {
  violated: boolean;
  blind: boolean;
}

/** Makes readings of what is read, and keeps what they come to. */
export interface ProbeMeter {
  probe: Probe;
  result: ProbeResult;
  take(beat: Beat): Noticed;
}

type Value = Pick<ProbeReading, 'value' | 'pod'>;

export function createProbeMeter(probe: Probe): ProbeMeter {
  const { source, tolerance } = probe;
  const measure = source.kind === 'stats' ? source.measure : 'value';
  const counts = measure === 'value' ? null : createPodCounts(measure);
  let arm: string | null = null;
  let silent = 0;
  const result: ProbeResult = {
    name: probe.name,
    severity: probe.severity,
    tolerance: toleranceText(tolerance),
    readings: [],
    violated_at_ms: null,
    blind_at_ms: null,
    worst: null,
  };

  function measured({ read, at_ms }: Beat): Value {
    if ('answer' in read) return { value: read.answer };
    const values = counts === null ? read.pods : counts.take(read.pods, at_ms);
    if (source.kind === 'stats' && source.over === 'each') return worstPod(tolerance, values);
    const sum = sumOf(values);
    const ended = measure === 'delta' ? (counts?.ofEnded(read.pods) ?? 0) : 0;
    return { value: sum === null ? null : sum + ended };
  }

  function isBlindNow(beat: Beat, value: number | null): boolean {
    silent = value !== null || isRead(beat) ? 0 : silent + 1;
    if (silent < BLIND_AFTER || result.blind_at_ms !== null) return false;
    result.blind_at_ms = beat.at_ms;
    return true;
  }

  function isViolatedNow(at_ms: number, value: number): boolean {
    result.worst = result.worst === null ? value : worseOf(tolerance, result.worst, value);
    if (result.violated_at_ms !== null || isWithin(tolerance, value)) return false;
    result.violated_at_ms = at_ms;
    return true;
  }

  return {
    probe,
    result,
    take(beat) {
      if (beat.arm !== arm) counts?.beginArm();
      arm = beat.arm;
      const { value, pod } = measured(beat);
      result.readings.push({ at_ms: beat.at_ms, arm, value, ...(pod === undefined ? {} : { pod }) });
      const blind = isBlindNow(beat, value);
      return { violated: value !== null && isViolatedNow(beat.at_ms, value), blind };
    },
  };
}

/** The Pod that is furthest out; nothing where none was read. */
function worstPod(tolerance: Tolerance, values: PodValues): Value {
  let worst: { value: number; pod: string } | null = null;
  for (const [pod, value] of values) {
    if (value === null) continue;
    if (worst === null || worseOf(tolerance, value, worst.value) !== worst.value) worst = { value, pod };
  }
  return worst ?? { value: null };
}

/** A sum that lacks one of its parts is none. */
function sumOf(values: PodValues): number | null {
  if (values.size === 0) return null;
  let sum = 0;
  for (const value of values.values()) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

/** Whether all was read, though it says nothing yet. */
function isRead({ read }: Beat): boolean {
  if ('answer' in read) return read.answer !== null;
  return read.pods.size > 0 && [...read.pods.values()].every((value) => value !== null);
}
