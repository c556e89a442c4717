import { type AuditEntry, isAsked } from '../../src/domain/audit.ts';
import { AppError } from '../../src/domain/errors.ts';
import { AUDIT_ENTRIES, type AuditLog } from '../../src/ports/audit-log.ts';

export interface FakeAuditLog extends AuditLog {
  /** Every entry that is kept, oldest first. */
  readonly entries: AuditEntry[];
  /** While true every call fails with `queue_unavailable`. */
  away(isAway: boolean): void;
}

/** The audit log in memory; nobody can change it, so it is never broken. */
export function createFakeAuditLog({ keeps = AUDIT_ENTRIES } = {}): FakeAuditLog {
  const entries: AuditEntry[] = [];
  let isAway = false;
  let seq = 0;
  function assertThere(): void {
    if (isAway) throw new AppError('queue_unavailable', 'Redis is away.');
  }
  return {
    entries,
    away(next) {
      isAway = next;
    },
    async append(event) {
      assertThere();
      seq += 1;
      entries.push({ seq, ...structuredClone(event) });
      if (entries.length > keeps) entries.shift();
    },
    async page(filter, { skip, limit }) {
      assertThere();
      const found = entries.filter((entry) => isAsked(entry, filter)).reverse();
      return { entries: structuredClone(found.slice(skip, skip + limit)), total: found.length };
    },
    async verify() {
      assertThere();
      return { entries: entries.length, since: entries[0]?.at ?? null, brokenAt: null };
    },
  };
}
