/** note: told. fail: the arm is not counted. stop: the run ends at once and everything is put back. */
export const SEVERITIES = ['note', 'fail', 'stop'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** value: as it reads. delta: the increase since the arm began. rate: the increase a second since the reading before. */
export const MEASURES = ['value', 'delta', 'rate'] as const;
export type Measure = (typeof MEASURES)[number];

/** each: every Pod by itself, the worst counts. sum: all Pods together. */
export type Over = 'each' | 'sum';

export const COMPARISONS = ['<=', '<', '>=', '>'] as const;

/** What a probe's readings have to be. */
export interface Tolerance {
  is: (typeof COMPARISONS)[number];
  limit: number;
  /** Said with every number, never converted; '' for none. */
  unit: string;
}

/** Something that is watched while the arms of a run go on. */
export interface Probe {
  name: string;
  source: { kind: 'stats'; statistic: string; measure: Measure; over: Over } | { kind: 'promql'; query: string };
  tolerance: Tolerance;
  /** From one reading to the next, in milliseconds. */
  every_ms: number;
  severity: Severity;
}

/** One reading. `value` null: nothing was read, or nothing that can be compared yet. */
export interface ProbeReading {
  /** Milliseconds from the run's start. */
  at_ms: number;
  arm: string;
  value: number | null;
  /** The uid of the Pod that read so, where each is for itself. */
  pod?: string;
}

/** What a probe has read in a run. */
export interface ProbeResult {
  name: string;
  severity: Severity;
  /** As {@link toleranceText} writes it. */
  tolerance: string;
  readings: ProbeReading[];
  /** When it was first outside of its tolerance; null where it never was. */
  violated_at_ms: number | null;
  /** When it had not been read for the third time in a row; null where that never was. */
  blind_at_ms: number | null;
  /** The reading that is furthest out, or nearest to that; null where nothing was read. */
  worst: number | null;
}

/** So many readings in a row that are not there, and nobody knows any more. */
export const BLIND_AFTER = 3;

export function toleranceText({ is, limit, unit }: Tolerance): string {
  return `${is} ${limit}${unitText(unit)}`;
}

/** A unit behind its number. */
export function unitText(unit: string): string {
  if (unit === '') return '';
  return unit === '%' || unit.startsWith('/') ? unit : ` ${unit}`;
}

export function isWithin({ is, limit }: Tolerance, value: number): boolean {
  switch (is) {
    case '<=':
      return value <= limit;
    case '<':
      return value < limit;
    case '>=':
      return value >= limit;
    case '>':
      return value > limit;
  }
}

/** Whichever is further out, or nearer to that. */
export function worseOf({ is }: Tolerance, a: number, b: number): number {
  return is.startsWith('<') ? Math.max(a, b) : Math.min(a, b);
}
