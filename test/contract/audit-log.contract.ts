import { describe, expect, it } from 'vitest';
import type { AuditLog } from '../../src/ports/audit-log.ts';
import { anAuditEvent } from '../builders/an-audit-event.ts';

const ALL = { run: null, target: null };

/** What every {@link AuditLog} does. Each log given is empty; one of them keeps three entries. */
export function auditLogContract(name: string, logOf: (keeps?: number) => Promise<AuditLog>): void {
  describe(`${name} as an audit log`, () => {
    it('is empty and unbroken at first', async () => {
      const log = await logOf();
      expect(await log.page(ALL, { skip: 0, limit: 10 })).toEqual({ entries: [], total: 0 });
      expect(await log.verify()).toEqual({ entries: 0, since: null, brokenAt: null });
    });

    it('gives entries newest first, as they were written, page by page', async () => {
      const log = await logOf();
      const outcomes = ['one', 'two', 'three', 'four'];
      for (const outcome of outcomes) await log.append(anAuditEvent({ outcome, what: 'a "<b>" 日本' }));
      const { entries, total } = await log.page(ALL, { skip: 1, limit: 2 });
      expect(total).toBe(4);
      expect(entries).toEqual([
        { seq: 3, ...anAuditEvent({ outcome: 'three', what: 'a "<b>" 日本' }) },
        { seq: 2, ...anAuditEvent({ outcome: 'two', what: 'a "<b>" 日本' }) },
      ]);
      expect((await log.page(ALL, { skip: 4, limit: 2 })).entries).toEqual([]);
    });

    it('gives those of one run, or of one target', async () => {
      const log = await logOf();
      await log.append(anAuditEvent({ run: 'r-1', target: 'lab' }));
      await log.append(anAuditEvent({ run: 'r-2', target: 'edge' }));
      await log.append(anAuditEvent({ run: 'r-1', target: 'lab', kind: 'ended' }));
      const ofRun = await log.page({ run: 'r-1', target: null }, { skip: 0, limit: 10 });
      expect(ofRun.entries.map(({ seq, kind }) => [seq, kind])).toEqual([
        [3, 'ended'],
        [1, 'asked'],
      ]);
      expect(ofRun.total).toBe(2);
      expect((await log.page({ run: null, target: 'edge' }, { skip: 0, limit: 10 })).total).toBe(1);
    });

    it('numbers entries of many at once without a gap, and says that it is unbroken', async () => {
      const log = await logOf();
      const many = Array.from({ length: 20 }, (_, index) => anAuditEvent({ run: `r-${index}` }));
      await Promise.all(many.map((event) => log.append(event)));
      const { entries } = await log.page(ALL, { skip: 0, limit: 50 });
      expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => 20 - index));
      expect(new Set(entries.map(({ run }) => run)).size).toBe(20);
      expect(await log.verify()).toEqual({ entries: 20, since: anAuditEvent().at, brokenAt: null });
    });

    it('lets its oldest entries go, and stays unbroken', async () => {
      const log = await logOf(3);
      for (const run of ['r-1', 'r-2', 'r-3', 'r-4', 'r-5']) await log.append(anAuditEvent({ run }));
      const { entries, total } = await log.page(ALL, { skip: 0, limit: 10 });
      expect(total).toBe(3);
      expect(entries.map(({ seq }) => seq)).toEqual([5, 4, 3]);
      expect((await log.verify()).brokenAt).toBeNull();
    });
  });
}
