import type { GateResult } from '../record.ts';
import { COMPUTED_GATES, type GateInput } from './gate-input.ts';
import { podGates } from './pod-gates.ts';
import { trafficGates } from './traffic-gates.ts';

/** Whether a gate was measured while the run went on, and so cannot be computed again from the raw files. */
export function isMeasuredGate(gate: GateResult): boolean {
  return !COMPUTED_GATES.some((name) => gate.name.endsWith(` ${name}`));
}

/** The conditions under which an arm's counts are evidence; each with what was measured and what was allowed. */
export function armGates(input: GateInput): GateResult[] {
  return [...podGates(input), ...trafficGates(input)];
}
