import type { Comparison } from '../../domain/comparison/compare-runs.ts';
import type { RunRecord } from '../../domain/record.ts';
import type { RunState } from '../../domain/run.ts';

/** Exit codes of a shell command; a pipeline decides by them. */
export const EXIT = { done: 0, failed: 1, usage: 2, ended: 130 } as const;
const GATE = { BALANCED: 0, IMBALANCED: 10, INCONCLUSIVE: 11, INVALID: 12 } as const;

/** How the shell ends after a run; with `gate` a run that is done and restored ends by its verdict, a sweep by whether it recommends a value. */
export function exitCode(state: RunState, record: RunRecord | null, gate: boolean): number {
  if (record?.restore.state === 'FAILED') return EXIT.failed;
  if (state === 'cancelled' || state === 'interrupted') return EXIT.ended;
  if (state !== 'done' || record === null) return EXIT.failed;
  if (!gate) return EXIT.done;
  if (record.sweep !== undefined) return record.sweep.recommended === null ? GATE.INCONCLUSIVE : GATE.BALANCED;
  return record.verdict === null ? EXIT.failed : GATE[record.verdict.name];
}

/** How a comparison ends with `gate`: 10 when B is shown to be less even than A, 12 when nothing was tested. */
export function gateOfComparison({ tests }: Pick<Comparison, 'tests'>): number {
  if (tests === null) return GATE.INVALID;
  return tests.more_even === 'a' ? GATE.IMBALANCED : EXIT.done;
}
