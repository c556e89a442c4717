import type { GateResult, TimelineEntry } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import type { ClientEvent, EnvoyReading } from '../sample.ts';
import type { CounterSpan } from './closes.ts';
import type { ArmRun } from './run-data.ts';

/** What the gates of an arm look at. */
export interface GateInput {
  arm: ArmRun;
  record: Pick<ArmRecord, 'samples' | 'held' | 'client' | 'closes'>;
  spans: readonly CounterSpan[];
  events: readonly ClientEvent[];
  /** Those of them that tell of connections; see {@link import('./connection-events.ts').connectionEvents}. */
  connections: readonly ClientEvent[];
  readings: readonly EnvoyReading[];
  timeline: readonly TimelineEntry[];
  clients: number;
  intervalMs: number;
}

/** Names of the gates that are computed from the raw files, without their arm. */
export const COMPUTED_GATES = [
  'held connections',
  'endpoint changes while observed',
  'Pods that are not judged',
  'Pods unread at an edge',
  'Pods counted unequally long',
  'counter resets',
  'sample coverage',
  'failed requests',
  'foreign connections',
  'closes accounted for',
  'closes seen by clients',
  'request lateness ms',
  'requests left out',
  'connections without HTTP/2',
] as const;

type Measured = Pick<GateResult, 'ok'> & { value: number | null; limit: number | null };

/** A gate of an arm, its numbers rounded for a person. */
export function gate({ arm }: GateInput, name: (typeof COMPUTED_GATES)[number], measured: Measured): GateResult {
  const rounded = (x: number | null): number | null => (x === null ? null : Math.round(x * 10_000) / 10_000);
  const { ok, value, limit } = measured;
  return { name: `${arm.name} ${name}`, ok, value: rounded(value), limit: rounded(limit) };
}

/** One that allows up to its limit. */
export function atMost(limit: number, value: number): Measured {
  return { ok: value <= limit, value, limit };
}
