import type { Keep, Recovery } from './record.ts';
import type { TargetReport } from './target-report.ts';

/** What the bot, which changes no target, asks of a target's worker. */
export type Ask =
  | { id: string; kind: 'look'; within_ms: number }
  | { id: string; kind: 'recover'; asked_by: string; keep: Keep | null; confirm: string | null };

/** What the worker answers; `begun` is followed by another. */
export type Answer =
  | { kind: 'report'; report: TargetReport }
  | { kind: 'nothing' }
  | { kind: 'busy'; holder: string }
  | { kind: 'begun' }
  | { kind: 'recovered'; run: string; recovery: Recovery }
  | { kind: 'refused'; message: string };
