import type { ClientEvent, EnvoyReading } from '../domain/sample.ts';

/** The raw files of a run by name: one JSON object a line, in order of time. */
export function rawFiles(readings: readonly EnvoyReading[], events: readonly ClientEvent[]): Record<string, Buffer> {
  const lines = (rows: readonly object[]): Buffer =>
    Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return { 'envoy.ndjson': lines(readings), 'clients.ndjson': lines(events) };
}
