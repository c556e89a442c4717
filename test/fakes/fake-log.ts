import type { Log } from '../../src/ports/log.ts';

export interface FakeLog extends Log {
  readonly lines: { level: 'info' | 'warn'; event: string; [field: string]: unknown }[];
  /** The events of all warnings so far. */
  warnings(): string[];
}

/** Keeps every line for a test to look at. */
export function createFakeLog(): FakeLog {
  const lines: FakeLog['lines'] = [];
  return {
    lines,
    info: (event, fields) => void lines.push({ level: 'info', event, ...fields }),
    warn: (event, fields) => void lines.push({ level: 'warn', event, ...fields }),
    warnings: () => lines.filter(({ level }) => level === 'warn').map(({ event }) => event),
  };
}
