import type { RecordPod } from '../record.ts';
import { codeText } from './escape-mrkdwn.ts';
import { podLabel } from './pod-label.ts';
import type { Words } from './words.ts';

/** Pods that a line of a run's story names. */
export const NAMED = 4;

/** ` (x7k2 12, k9d2 5)`, the fullest first; their number for more Pods than a line names. */
export function countsText(
  pods: readonly RecordPod[],
  picks: Readonly<Record<string, number>>,
  { story }: Words,
): string {
  const counts = Object.entries(picks).filter(([, count]) => count > 0);
  if (counts.length === 0) return '';
  if (counts.length > NAMED) return story.onPods(counts.length);
  const texts = counts.sort((a, b) => b[1] - a[1]).map(([uid, count]) => `${podName(pods, uid)} ${count}`);
  return ` (${texts.join(', ')})`;
}

/** Names of Pods; their number for more than a line names. */
export function podNames(pods: readonly RecordPod[], uids: readonly string[], { units }: Words): string {
  if (uids.length > NAMED) return units.count(uids.length, 'Pod');
  return uids.map((uid) => podName(pods, uid)).join(', ');
}

/** A Pod's short name. */
export function podName(pods: readonly RecordPod[], uid: string): string {
  return codeText(podLabel(pods.find((pod) => pod.uid === uid)?.name ?? uid));
}

/** A moment of the run to a tenth of a second, as short as the time between two Pods. */
export function momentText(ms: number, { units }: Words): string {
  return units.seconds((ms / 1000).toFixed(1));
}

/** Everything that was counted. */
export function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
