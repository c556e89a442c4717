import type { AuditChain, AuditEntry, AuditEvent, AuditFilter } from '../domain/audit.ts';

/** How many entries are kept; the log of bot and worker has the older ones too. */
export const AUDIT_ENTRIES = 10_000;

/**
 * The append-only log of what was asked of the bot and what came of it; the newest {@link AUDIT_ENTRIES} are kept.
 * Not in here: changing or deleting an entry, and what may be appended.
 */
export interface AuditLog {
  /** Appends, after every entry of any process. @throws AppError `queue_unavailable`, as all of these do */
  append(event: AuditEvent): Promise<void>;
  /** The newest entries that are asked for, without the first `skip`; `total` counts all that are asked for. */
  page(filter: AuditFilter, range: { skip: number; limit: number }): Promise<{ entries: AuditEntry[]; total: number }>;
  /** Looks at every entry. */
  verify(): Promise<AuditChain>;
}
