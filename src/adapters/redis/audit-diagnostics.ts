import type { AuditChain } from '../../domain/audit.ts';
import type { Finding } from '../../domain/finding.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Diagnostics } from '../../ports/diagnostics.ts';

const TIMEOUT_MS = 1800;

/** Looks whether somebody changed the audit log. A Redis that is away is told elsewhere. */
export function createAuditDiagnostics({ audit, clock }: { audit: AuditLog; clock: Clock }): Diagnostics {
  return {
    async look() {
      const over = new AbortController();
      const late = clock.sleep(TIMEOUT_MS, over.signal).then(
        () => null,
        () => null,
      );
      const chain = await Promise.race([audit.verify().catch(() => null), late]);
      over.abort(new Error('answered'));
      return chain === null ? [] : [findingOf(chain)];
    },
  };
}

function findingOf({ entries, since, brokenAt }: AuditChain): Finding {
  if (brokenAt !== null) return { ok: false, kind: 'audit-log', entry: brokenAt };
  return since === null ? { ok: true, kind: 'audit-empty' } : { ok: true, kind: 'audit-log', entries, since };
}
