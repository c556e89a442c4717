import { describe, expect, it } from 'vitest';
import type { AuditChain, AuditEntry } from '../../../src/domain/audit.ts';
import type { HistoryCommand } from '../../../src/domain/command-runs.ts';
import { auditText } from '../../../src/domain/text/audit-text.ts';
import { anAuditEvent } from '../../builders/an-audit-event.ts';

const entry = (seq: number, changed: Partial<AuditEntry> = {}): AuditEntry => ({ seq, ...anAuditEvent(changed) });
const chain = (changed: Partial<AuditChain> = {}): AuditChain => ({
  entries: 12,
  since: '2026-11-23T05:00:00.000Z',
  brokenAt: null,
  ...changed,
});
const asked = (changed: Partial<HistoryCommand> = {}) => {
  const all: HistoryCommand = { name: 'history', scenario: null, target: null, page: 1, limit: 10, ...changed };
  return { ...all, audit: changed.audit ?? { run: null } };
};

describe('the audit log in words', () => {
  it('says in each line when, what, who, where, and what came of it, and how the pages go on', () => {
    const entries = [
      entry(12, { kind: 'restored', who: null, channel: null, what: null, outcome: 'RESTORED' }),
      entry(11, { kind: 'refused', who: 'shell:kato', channel: null, outcome: 'own_approval', run: null }),
      entry(10),
    ];
    expect(auditText({ entries, total: 12 }, chain(), asked({ limit: 3 })).split('\n')).toEqual([
      '*Audit log, newest first: 1 to 3 of 12*',
      '• 26 Nov 2026 05:00 UTC *put back*: on `lab` · run `r-00000001` · RESTORED',
      '• 26 Nov 2026 05:00 UTC *refused* by shell:kato: `/nlb run baseline on=lab` · on `lab` · whoever asked can not approve',
      '• 26 Nov 2026 05:00 UTC *asked* by <@U0KATO> in <#C0SRE>: `/nlb run baseline on=lab` · on `lab` · run `r-00000001`',
      'Older: `/nlb history audit=true page=2 limit=3`',
      'The whole log: 12 entries since 23 Nov 2026 05:00 UTC, none changed or removed.',
    ]);
  });

  it('has words for a log without entries, without such entries, and without such a page', () => {
    const none = { entries: [], total: 0 };
    expect(auditText(none, chain({ entries: 0, since: null }), asked())).toBe(
      'The audit log has no entry.\nThe whole log is empty.',
    );
    expect(auditText(none, chain(), asked({ audit: { run: 'r-7f3c' }, target: 'lab' }))).toContain(
      'The audit log has no entry of `r-7f3c` on `lab`.\nThe whole log: 12 entries',
    );
    expect(auditText({ entries: [], total: 12 }, chain(), asked({ page: 3, audit: { run: 'r-7f3c' } }))).toBe(
      'There is no page 3: 12 entries fill 2 pages. Try: `/nlb history audit=true run=r-7f3c page=2`',
    );
  });

  it('says loudly that somebody changed it', () => {
    const text = auditText({ entries: [entry(1)], total: 1 }, chain({ brokenAt: 7 }), asked());
    expect(text).toContain(':rotating_light: *The log is not as it was written: entry 7 was changed or removed.*');
  });

  it('lets nothing that was typed be more than text', () => {
    const text = auditText(
      { entries: [entry(1, { what: '/nlb run `<!channel>`', who: '<!here>', outcome: 'a & b' })], total: 1 },
      chain(),
      asked(),
    );
    expect(text).toContain('by &lt;!here&gt; in <#C0SRE>: `/nlb run &lt;!channel&gt;`');
    expect(text).toContain('a &amp; b');
  });
});
