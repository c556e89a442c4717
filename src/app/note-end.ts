import type { ErrorCode } from '../domain/errors.ts';
import type { RunRecord } from '../domain/record.ts';
import { type AuditDeps, note } from './note-audit.ts';

/** What the last look before a run's first change refuses it for. */
const REFUSED: readonly string[] = [
  'not_allowed',
  'approval_missing',
  'plan_changed',
  'audit_unavailable',
] satisfies ErrorCode[];

/** Notes how a run ended, and before that what became of its target. Never rejects. */
export async function noteEnd(
  deps: AuditDeps,
  { id, target, state, failure, verdict, restore }: RunRecord,
): Promise<void> {
  const about = { target: target.name, run: id };
  if (restore.state !== 'NOT_NEEDED') await note(deps, { ...about, kind: 'restored', outcome: restore.state });
  if (failure !== null && REFUSED.includes(failure.code)) {
    await note(deps, { ...about, kind: 'refused', outcome: failure.code });
  }
  const how = failure === null ? verdict?.name : failure.code;
  // A run that was cancelled or interrupted has the same word for both.
  const outcome = how === undefined || how === state ? state : `${state}, ${how}`;
  await note(deps, { ...about, kind: 'ended', outcome });
}
