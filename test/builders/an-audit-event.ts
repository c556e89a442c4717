import type { AuditEvent } from '../../src/domain/audit.ts';

/** Somebody's request for a run, with what a test changes about it. */
export function anAuditEvent(changed: Partial<AuditEvent> = {}): AuditEvent {
  return {
    at: '2026-11-26T05:00:00.000Z',
    kind: 'asked',
    who: 'U0KATO',
    channel: 'C0SRE',
    what: '/nlb run baseline on=lab',
    target: 'lab',
    run: 'r-00000001',
    outcome: null,
    ...changed,
  };
}
