import type { Measure } from './probe.ts';

/** A rate is over so much at least, in milliseconds; half of the shortest time between two readings. */
const LEAST_RATE_MS = 500;

/** A number of each Pod that there is; null where it was not read. */
export type PodValues = ReadonlyMap<string, number | null>;

/** A counter of one Pod. */
interface Count {
  last: number;
  at_ms: number;
  /** Its increase since the arm began. */
  grown: number;
}

/** What counters of Pods have come to. */
export interface PodCounts {
  /** From now on increases are those of another arm. */
  beginArm(): void;
  /** What one more reading makes of each Pod; one that says nothing yet is left out. */
  take(pods: PodValues, at_ms: number): Map<string, number | null>;
  /** What Pods that are no more have added in this arm. */
  ofEnded(pods: PodValues): number;
}

/**
 * A counter only grows, and begins at 0 with its Pod: what a Pod that came later reads first is an increase, what one reads
 * that was there before is none. A counter that is smaller than before began anew.
 */
export function createPodCounts(measure: Exclude<Measure, 'value'>): PodCounts {
  const counts = new Map<string, Count>();
  /** Pods that were there at the first reading. */
  let first: ReadonlySet<string> | null = null;

  function countedFrom(uid: string, value: number): number {
    const before = counts.get(uid);
    if (before !== undefined) return before.last > value ? 0 : before.last;
    return first?.has(uid) === false ? 0 : value;
  }

  /** Undefined for what says nothing yet: a rate needs two readings. */
  function takeOne(uid: string, value: number, at_ms: number): number | undefined {
    const before = counts.get(uid);
    // The end of an arm and the beginning of the next are read at once; what came between them says nothing.
    if (measure === 'rate' && before !== undefined && at_ms - before.at_ms < LEAST_RATE_MS) return undefined;
    const increase = value - countedFrom(uid, value);
    const grown = (before?.grown ?? 0) + increase;
    counts.set(uid, { last: value, at_ms, grown });
    if (measure === 'delta') return grown;
    return before === undefined ? undefined : (1000 * increase) / (at_ms - before.at_ms);
  }

  return {
    beginArm() {
      for (const count of counts.values()) count.grown = 0;
    },
    take(pods, at_ms) {
      const of = new Map<string, number | null>();
      for (const [uid, value] of pods) {
        const taken = value === null ? null : takeOne(uid, value, at_ms);
        if (taken !== undefined) of.set(uid, taken);
      }
      first ??= new Set(pods.keys());
      return of;
    },
    ofEnded(pods) {
      return [...counts].reduce((sum, [uid, { grown }]) => (pods.has(uid) ? sum : sum + grown), 0);
    },
  };
}
