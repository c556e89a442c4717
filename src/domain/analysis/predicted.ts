import { type EndpointEvent, restartShares } from '../prediction.ts';
import type { RecordPod } from '../record.ts';
import { heldAt } from './clients.ts';
import { readyPods } from './pod-sets.ts';
import type { ArmRun, RunData } from './run-data.ts';

const KINDS: Partial<Record<string, EndpointEvent['kind']>> = {
  endpoint_added: 'added',
  endpoint_removed: 'removed',
  pod_gone: 'gone',
};

/**
 * The share of connections that each ready Pod should hold after the arm's change, from the observed timeline and from
 * where the connections were before; with evidence from picks the even share, since every pick is a fresh one.
 */
export function predictedShares(
  data: RunData,
  arm: ArmRun,
  ready: readonly RecordPod[],
  evidence: 'held' | 'picks',
): Record<string, number> {
  const even = Object.fromEntries(ready.map((pod) => [pod.uid, 1 / ready.length]));
  if (evidence === 'picks' || !arm.restarted) return even;
  const [from, to] = arm.windows.change;
  const before = readyPods(data.pods, data.timeline, from);
  const held = heldAt(data.events, data.pods, from);
  const total = before.reduce((sum, pod) => sum + (held.get(pod.uid) ?? 0), 0);
  if (total === 0) return even;
  const initial = Object.fromEntries(before.map((pod) => [pod.uid, (held.get(pod.uid) ?? 0) / total]));
  const events = data.timeline.flatMap((entry): EndpointEvent[] => {
    const kind = KINDS[entry.kind];
    return kind === undefined || entry.at_ms < from || entry.at_ms > to
      ? []
      : [{ at_ms: entry.at_ms, kind, uid: entry.ref }];
  });
  const shares = restartShares(events, { intervalMs: data.parameters.interval_ms, initial });
  return Object.fromEntries(ready.map((pod) => [pod.uid, shares[pod.uid] ?? 0]));
}
