import type { ArmRecord, Window } from '../record-arm.ts';
import type { EnvoyReading } from '../sample.ts';
import type { PodCounters } from '../topology.ts';
import { SAMPLE_INTERVAL_MS } from './run-data.ts';

/** The 1 Hz series of a window as a table: one row a sample, one column a Pod; null where a Pod is absent or unread. */
export function sampleTable(readings: readonly EnvoyReading[], window: Window): ArmRecord['samples'] {
  const { at_ms, pods, values, ticks } = sampled(readings, window, ({ http2_active }) => http2_active);
  return {
    interval_ms: SAMPLE_INTERVAL_MS,
    at_ms,
    pods,
    active: values,
    expected: ticks.length,
    missing: ticks.filter((reading) => reading.counters === null).length,
  };
}

/** Of each sample of {@link sampleTable}: the connections that each Pod had taken and that had not spoken HTTP/2. */
export function foreignCounts(readings: readonly EnvoyReading[], window: Window): (number | null)[][] {
  return sampled(readings, window, ({ cx_total, http2_total }) => cx_total - http2_total).values;
}

function sampled(
  readings: readonly EnvoyReading[],
  [from, to]: Window,
  measure: (counters: PodCounters) => number,
): { at_ms: number[]; pods: string[]; values: (number | null)[][]; ticks: EnvoyReading[] } {
  const ticks = readings.filter(
    (reading) => reading.kind === 'tick' && askedAt(reading) >= from && askedAt(reading) <= to,
  );
  const pods = [...new Set(ticks.map((reading) => reading.uid))];
  const rows = new Map<number, { at: number; values: (number | null)[] }>();
  for (const reading of ticks) {
    const tick = reading.tick ?? 0;
    const row = rows.get(tick) ?? { at: askedAt(reading), values: pods.map(() => null) };
    row.values[pods.indexOf(reading.uid)] = reading.counters === null ? null : measure(reading.counters);
    rows.set(tick, row);
  }
  const ordered = [...rows].sort(([a], [b]) => a - b).map(([, row]) => row);
  return { at_ms: ordered.map(({ at }) => at), pods, values: ordered.map(({ values }) => values), ticks };
}

/** When a sample was taken; its counters may be those of a scrape before it. */
export function askedAt(reading: EnvoyReading): number {
  return reading.asked_at_ms ?? reading.at_ms;
}

/** Mean connections of a Pod over the samples of a window that have it; null without one. */
export function meanActive(readings: readonly EnvoyReading[], uid: string, [from, to]: Window): number | null {
  const values = readings
    .filter((reading) => reading.kind === 'tick' && reading.uid === uid && reading.at_ms >= from && reading.at_ms <= to)
    .map((reading) => reading.counters?.http2_active)
    .filter((value) => value !== undefined);
  if (values.length === 0) return null;
  return Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 1000) / 1000;
}
