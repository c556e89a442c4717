/**
 * What an entry of the audit log is about.
 * asked: somebody asked for a run. refused: a request, or a run right before its first change, was refused.
 * approved, rejected, expired: what became of a run that waited for a person's word. cancelled: somebody ended a run.
 * started: a worker begins to change the target. restored: it was put back, or could not be. ended: the run is over.
 * scheduled: somebody made, paused, resumed or removed a schedule.
 * recovery: somebody asked for a recovery. recovered: what became of it, or of one that a worker made by itself.
 */
export type AuditKind =
  | 'asked'
  | 'refused'
  | 'approved'
  | 'rejected'
  | 'expired'
  | 'cancelled'
  | 'started'
  | 'restored'
  | 'ended'
  | 'scheduled'
  | 'recovery'
  | 'recovered';

/** Why a request was refused where no error code says it. */
export type RefusalReason =
  | 'own_approval'
  | 'stale_approval'
  | 'changed_plan'
  | 'run_ended'
  | 'not_waiting'
  | 'unknown_run'
  | 'bad_signature'
  | 'old_timestamp'
  | 'repeated_request';

/** Something that was asked of the bot, or that came of it. */
export interface AuditEvent {
  /** ISO-8601 UTC. */
  at: string;
  kind: AuditKind;
  /** A Slack user id, or `shell:USER`; null for bot or worker themselves, and for who can not be told. */
  who: string | null;
  /** The Slack channel that it came from; null where it came from none. */
  channel: string | null;
  /** What was asked, as it could be typed; null where the run says it all. */
  what: string | null;
  target: string | null;
  run: string | null;
  /** Why it was refused (a {@link RefusalReason} or an error code), or what came of it; null where the kind says it all. */
  outcome: string | null;
}

/** An event as the log keeps it; `seq` counts from 1, without gaps. */
export interface AuditEntry extends AuditEvent {
  seq: number;
}

/** What a look at the whole log found: whether every entry is as it was written, and where the first is that is not. */
export interface AuditChain {
  entries: number;
  /** When the oldest entry was written; null in an empty log. */
  since: string | null;
  /** Number of the first entry that was changed, or that is missing; null in an unbroken log. */
  brokenAt: number | null;
}

/** Which entries somebody wants to see; null asks nothing. */
export interface AuditFilter {
  run: string | null;
  target: string | null;
}

export function isAsked(entry: AuditEntry, { run, target }: AuditFilter): boolean {
  return (run === null || entry.run === run) && (target === null || entry.target === target);
}
