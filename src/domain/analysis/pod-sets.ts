import type { RecordPod, TimelineEntry } from '../record.ts';

/** Pods that were in the ready endpoint set at a moment, oldest first. */
export function readyPods(pods: readonly RecordPod[], timeline: readonly TimelineEntry[], at: number): RecordPod[] {
  return pods.filter((pod) => wasReady(pod, timeline, at)).sort((a, b) => (a.ready_at_ms ?? 0) - (b.ready_at_ms ?? 0));
}

/** A Pod may leave the set and come back: its last change decides, and before its first one, what that one undid. */
function wasReady(pod: RecordPod, timeline: readonly TimelineEntry[], at: number): boolean {
  const changes = timeline.filter((entry) => entry.ref === pod.uid && entry.kind.startsWith('endpoint_'));
  const last = changes.findLast((entry) => entry.at_ms <= at);
  if (last !== undefined) return last.kind === 'endpoint_added';
  if (changes[0] !== undefined) return changes[0].kind === 'endpoint_removed';
  return pod.ready_at_ms !== null && pod.ready_at_ms <= at;
}
