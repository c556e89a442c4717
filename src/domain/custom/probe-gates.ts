import type { GateResult } from '../record.ts';
import type { Window } from '../record-arm.ts';
import { BLIND_AFTER, isWithin, type Probe, type ProbeResult, worseOf } from './probe.ts';

/** An arm that was carried out to its end. */
interface Carried {
  name: string;
  windows: { change: Window; observe: Window };
}

/**
 * A gate of every arm for each probe whose severity is more than a note: all that it read there was within its tolerance,
 * and it did not go blind. Its value is the worst that was read.
 */
export function probeGates(
  probes: readonly Probe[],
  results: readonly ProbeResult[],
  arms: readonly Carried[],
): GateResult[] {
  return arms.flatMap(({ name: arm }) =>
    probes.flatMap((probe, index): GateResult[] => {
      const readings = results[index]?.readings.filter((reading) => reading.arm === arm) ?? [];
      if (probe.severity === 'note') return [];
      const values = readings.flatMap(({ value }) => (value === null ? [] : [value]));
      const [first, ...rest] = values;
      const worst = first === undefined ? null : rest.reduce((a, b) => worseOf(probe.tolerance, a, b), first);
      const isBlind = worst === null || longestGap(readings.map(({ value }) => value)) >= BLIND_AFTER;
      const ok = !isBlind && isWithin(probe.tolerance, worst);
      const value = isBlind && (worst === null || isWithin(probe.tolerance, worst)) ? null : worst;
      return [{ name: `${arm} probe ${probe.name}`, ok, value, limit: results[index]?.tolerance ?? null }];
    }),
  );
}

/** Nulls in a row. */
function longestGap(values: readonly (number | null)[]): number {
  let longest = 0;
  let gap = 0;
  for (const value of values) {
    gap = value === null ? gap + 1 : 0;
    longest = Math.max(longest, gap);
  }
  return longest;
}

/** The probe that a gate is about; null for any other gate. */
export function probeOfGate(name: string): string | null {
  return / probe (.+)$/.exec(name)?.[1] ?? null;
}
