import type { TargetReport } from '../../src/domain/target-report.ts';

/** What its worker says of a target that a run can have. */
export function aTargetReport(changed: Partial<TargetReport> = {}): TargetReport {
  const deployment = { name: 'envoy', ready: 3, replicas: 3, rolled_out: true };
  const at = { address: '127.0.0.1:8080', envoy_version: '1.40.0', kubernetes_version: null };
  return {
    health: { ok: true, value: { deployment, ...at } },
    access: { ok: true, value: null },
    holding: { ok: true, value: null },
    undo: { ok: true, value: null },
    ...changed,
  };
}
