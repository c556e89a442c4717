import type { EnvoyReading } from '../sample.ts';
import type { PodCounters } from '../topology.ts';
import { SAMPLE_INTERVAL_MS } from './run-data.ts';

/** Counters that only grow while one process lives. */
const GROWING = [
  'cx_total',
  'http2_total',
  'destroy',
  'max_duration',
  'idle_timeout',
  'max_requests',
  'drain_close',
] as const satisfies readonly (keyof PodCounters)[];

/**
 * How many Pods lost their counters between two of these readings, which means that the process was replaced.
 * Readings less than an interval apart are not compared: they may have been answered in either order.
 */
export function counterResets(readings: readonly EnvoyReading[]): number {
  const uids = [...new Set(readings.map((reading) => reading.uid))];
  return uids.filter((uid) => hasReset(readings.filter((reading) => reading.uid === uid))).length;
}

function hasReset(own: readonly EnvoyReading[]): boolean {
  return own.some(({ counters, at_ms }) => {
    const before = own.findLast((other) => other.counters !== null && other.at_ms <= at_ms - SAMPLE_INTERVAL_MS);
    return isLower(counters, before?.counters ?? null);
  });
}

function isLower(counters: PodCounters | null, before: PodCounters | null): boolean {
  return counters !== null && before !== null && GROWING.some((name) => counters[name] < before[name]);
}
