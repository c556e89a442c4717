import type { DoorAt } from './path/path-check.ts';
import type { PathSight } from './path/path-sight.ts';
import type { Keep, Recovery } from './record-restore.ts';
import type { TargetReport } from './target-report.ts';

/** What the bot, which changes no target, asks of a target's worker. */
export type Ask =
  | { id: string; kind: 'look'; within_ms: number }
  /** The target's path with its addresses and counts; `check` opens connections of its own there, null none. */
  | { id: string; kind: 'path'; within_ms: number; check: DoorAt | null }
  | { id: string; kind: 'recover'; asked_by: string; keep: Keep | null; confirm: string | null };

/** What the worker answers; `begun` is followed by another. */
export type Answer =
  | { kind: 'report'; report: TargetReport }
  | { kind: 'path'; sight: PathSight }
  | { kind: 'nothing' }
  | { kind: 'busy'; holder: string }
  | { kind: 'begun' }
  | { kind: 'recovered'; run: string; recovery: Recovery }
  | { kind: 'refused'; message: string };
