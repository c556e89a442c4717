import type { RunRecord } from '../record.ts';
import type { RecordVerdict } from '../record-arm.ts';
import { pooledArm } from './pooled-arm.ts';

/** The arm that a run has no answer without and whose counts are no evidence; null where there is none. */
export function uncountedArm(record: RunRecord): { name: string; verdict: RecordVerdict } | null {
  const { verdict, way } = record;
  if (verdict?.name === 'INVALID') return { name: verdict.judged_arm, verdict };
  // Two ways are compared count by count: the one says nothing without the other.
  const control = way === undefined ? null : (pooledArm(record, 'control')?.verdict ?? null);
  return control?.name === 'INVALID' ? { name: 'control', verdict: control } : null;
}
