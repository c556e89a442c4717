import { areBalancing, serviceChange } from '../condition.ts';
import { pathShares } from '../path/path-shares.ts';
import { type Departure, type EndpointEvent, restartShares } from '../prediction.ts';
import type { RecordPod } from '../record.ts';
import type { Window } from '../record-arm.ts';
import type { Movement } from '../scenario.ts';
import { sum } from '../statistics/evenness.ts';
import { answeredConnections, heldAt, openAt } from './clients.ts';
import { readyPods } from './pod-sets.ts';
import type { ArmRun, RunData } from './run-data.ts';

const KINDS: Partial<Record<string, EndpointEvent['kind']>> = {
  endpoint_added: 'added',
  endpoint_removed: 'removed',
  pod_gone: 'gone',
};

/** Movements after which it matters where connections were before. */
const REPLACING: readonly Movement[] = ['restart', 'scale-out', 'pod-kill'];

/**
 * The share of connections that each ready Pod should hold after the arm's change, from the observed timeline, from
 * where the connections were before and from the moments at which connections left their Pods; with evidence from picks
 * the even share, since every pick is a fresh one. Where every client has reconnected and the Pods stayed, the way to them
 * decides, as the Service has it in the arm. Where they went counts only as one more connection to leave that Pod.
 */
export function predictedShares(
  data: RunData,
  arm: ArmRun,
  ready: readonly RecordPod[],
  evidence: 'held' | 'picks',
): Record<string, number> {
  const even = Object.fromEntries(ready.map((pod) => [pod.uid, 1 / ready.length]));
  if (evidence === 'held' && arm.movement === 'reconnect') return shareByWay(data, arm, ready) ?? even;
  if (evidence === 'picks' || !REPLACING.includes(arm.movement)) return even;
  const [from, to] = arm.windows.change;
  const before = readyPods(data.pods, data.timeline, from);
  const isBalancing = areBalancing(arm.conditions);
  const held = (isBalancing ? openAt : heldAt)(data.events, data.pods, from);
  const total = before.reduce((sum, pod) => sum + (held.get(pod.uid) ?? 0), 0);
  if (total === 0) return even;
  const initial = Object.fromEntries(before.map((pod) => [pod.uid, (held.get(pod.uid) ?? 0) / total]));
  const events = data.timeline.flatMap((entry): EndpointEvent[] => {
    const kind = KINDS[entry.kind];
    return kind === undefined || entry.at_ms < from || entry.at_ms > to
      ? []
      : [{ at_ms: entry.at_ms, kind, uid: entry.ref }];
  });
  // A connection beside others of the same client is none that has left another Pod.
  const departures = isBalancing ? [] : departuresIn(data, [from, to]);
  const shares = restartShares(events, { intervalMs: data.parameters.interval_ms, initial, departures });
  return Object.fromEntries(ready.map((pod) => [pod.uid, rounded(shares[pod.uid] ?? 0)]));
}

/** By the Service's settings in the arm; null where they are not known, or where no way leads to any of the Pods. */
function shareByWay({ service }: RunData, arm: ArmRun, ready: readonly RecordPod[]): Record<string, number> | null {
  if (service === null || areBalancing(arm.conditions)) return null;
  const there = ready.map(({ node }) => ({ node, ready: true }));
  const { pods } = pathShares({ ...service, ...serviceChange(arm.conditions) }, there);
  // What a node drops is no connection, so that those there are add up to all.
  const total = sum(pods);
  if (total === 0) return null;
  return Object.fromEntries(ready.map(({ uid }, index) => [uid, rounded((pods[index] ?? 0) / total)]));
}

/** To a billionth: a share is added up of many small parts, and all of it should be 1. */
function rounded(share: number): number {
  return Math.round(share * 1e9) / 1e9;
}

/**
 * Who left a Pod and when. A Pod that drains is gone long after its connections, and by then other Pods are ready than
 * those that they could pick.
 */
function departuresIn({ events, pods }: RunData, [from, to]: Window): Departure[] {
  const podOf = new Map<number, string>();
  const onPod = new Map<string, number>();
  const found: Departure[] = [];
  for (const { at_ms, since_ms, client, uid } of answeredConnections(events, pods)) {
    if (at_ms > to) break;
    const left = podOf.get(client);
    if (left !== undefined) {
      const of = onPod.get(left) ?? 1;
      if (at_ms > from) found.push({ at_ms, since_ms, uid: left, of });
      onPod.set(left, of - 1);
    }
    podOf.set(client, uid);
    onPod.set(uid, (onPod.get(uid) ?? 0) + 1);
  }
  return found;
}
