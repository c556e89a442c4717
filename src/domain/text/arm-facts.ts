import type { Language } from '../language.ts';
import type { RecordPod } from '../record.ts';
import type { ArmRecord, ClientSummary } from '../record-arm.ts';
import { podLabel } from './pod-label.ts';
import { sayCounts, sayP, sayShares } from './say-number.ts';
import { wordsIn } from './words.ts';

/** The connections that an arm is judged by, from the fullest Pod down. */
export function armCounts(arm: ArmRecord, pods: readonly RecordPod[]): { uid: string; label: string; count: number }[] {
  const evidence = arm.evidence === 'picks' ? arm.picks : arm.held;
  return Object.entries(evidence)
    .map(([uid, count]) => ({ uid, count, label: podLabel(pods.find((pod) => pod.uid === uid)?.name ?? uid) }))
    .sort((a, b) => b.count - a.count);
}

/** The spread with its denominator and p-value: `35 / 33 / 32 % of 301 picks, p = 0.81`; with `pods`, on how many. */
export function spreadText(arm: ArmRecord, language: Language = 'en', pods: number | null = null): string {
  const counts = Object.values(arm.evidence === 'picks' ? arm.picks : arm.held);
  const p = arm.verdict?.p_value;
  const words = wordsIn(language).spread;
  const spread = `${countsText(counts, arm.evidence, language)}${pods === null ? '' : words.onPods(pods)}`;
  return p === null || p === undefined ? spread : words.withP(spread, sayP(p));
}

/** Counts with their denominator: `35 / 33 / 32 % of 301 picks`, `20 / 0 / 0 of 20 connections`. */
export function countsText(
  counts: readonly number[],
  evidence: ArmRecord['evidence'],
  language: Language = 'en',
): string {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const words = wordsIn(language).spread;
  return evidence === 'picks'
    ? words.of(sayShares(counts, language), n, 'pick')
    : words.of(sayCounts(counts, language), n, 'connection');
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
export function failureText(client: ClientSummary, language: Language = 'en'): string {
  const failed = failedRequests(client);
  const words = wordsIn(language).spread;
  if (failed === 0) return words.noFailure();
  const kinds = Object.entries(client.errors).filter(([, count]) => count > 0);
  return words.failed(failed, client.rpcs, kinds.map(([name, n]) => `${name} ${n}`).join(', '));
}
