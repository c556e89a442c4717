import { chainFinding } from '../../domain/text/audit-text.ts';
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
      if (chain === null) return [];
      const { ok, says } = chainFinding(chain);
      const fix =
        'Compare it with the lines `audit` in the logs of bot and worker, and find out who can write to Redis.';
      return [{ what: 'Audit log', ok, says, fix: ok ? null : fix }];
    },
  };
}
