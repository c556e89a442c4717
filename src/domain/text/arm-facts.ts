import type { ArmRecord, ClientSummary, RecordPod } from '../record.ts';
import { podLabel } from './pod-label.ts';
import { sayCount, sayCounts, sayP, sayShares } from './say-number.ts';

/** The connections that an arm is judged by, from the fullest Pod down. */
export function armCounts(arm: ArmRecord, pods: readonly RecordPod[]): { uid: string; label: string; count: number }[] {
  const evidence = arm.evidence === 'picks' ? arm.picks : arm.held;
  return Object.entries(evidence)
    .map(([uid, count]) => ({ uid, count, label: podLabel(pods.find((pod) => pod.uid === uid)?.name ?? uid) }))
    .sort((a, b) => b.count - a.count);
}

/** The spread with its denominator and p-value: `35 / 33 / 32 % of 301 picks, p = 0.81`; `where` follows the denominator. */
export function spreadText(arm: ArmRecord, where = ''): string {
  const counts = Object.values(arm.evidence === 'picks' ? arm.picks : arm.held);
  const n = counts.reduce((sum, count) => sum + count, 0);
  const p = arm.verdict?.p_value;
  const spread =
    arm.evidence === 'picks'
      ? `${sayShares(counts)} of ${sayCount(n, 'pick')}`
      : `${sayCounts(counts)} of ${sayCount(n, 'connection')}`;
  return p === null || p === undefined ? `${spread}${where}` : `${spread}${where}, ${sayP(p)}`;
}

/** How long an arm was observed, in seconds. */
export function observedSeconds(arm: ArmRecord): number {
  return (arm.windows.observe[1] - arm.windows.observe[0]) / 1000;
}

/** Failed requests of all kinds. */
export function failedRequests(client: ClientSummary): number {
  return Object.values(client.errors).reduce((sum, count) => sum + count, 0);
}

/** Failed requests with their denominator and kinds: `12 of 80 requests failed (UNAVAILABLE 12)`, `0 failed requests`. */
export function failureText(client: ClientSummary): string {
  const failed = failedRequests(client);
  if (failed === 0) return '0 failed requests';
  const kinds = Object.entries(client.errors).filter(([, count]) => count > 0);
  return `${failed} of ${sayCount(client.rpcs, 'request')} failed (${kinds.map(([name, n]) => `${name} ${n}`).join(', ')})`;
}
