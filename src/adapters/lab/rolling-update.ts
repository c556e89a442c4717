/** A lab Pod as the Deployment sees it. */
export interface PodView {
  uid: string;
  node: string;
  /** Whether it was made from the template that is wanted now. */
  current: boolean;
  ready: boolean;
  readyAt: number | null;
  terminating: boolean;
}

export interface Strategy {
  replicas: number;
  maxSurge: number;
  maxUnavailable: number;
}

/** 25 % of the replicas, rounded up for the surge and down for the unavailable: the Deployment's defaults. */
export function defaultStrategy(replicas: number): Strategy {
  return { replicas, maxSurge: Math.ceil(replicas / 4), maxUnavailable: Math.floor(replicas / 4) };
}

/**
 * One step of a Deployment's rolling update: how many Pods to make now, and which to end.
 * Follows the Deployment controller (kubernetes/kubernetes, pkg/controller/deployment/rolling.go): new Pods while the
 * total stays within replicas + maxSurge; old ones end, unready first, while replicas - maxUnavailable stay available.
 */
export function rollingUpdate(pods: readonly PodView[], strategy: Strategy): { create: number; end: string[] } {
  const alive = pods.filter((pod) => !pod.terminating);
  const current = alive.filter((pod) => pod.current);
  const old = alive.filter((pod) => !pod.current);
  const excess = current.length - strategy.replicas;
  if (excess > 0) {
    return {
      create: 0,
      end: inOrderOfEnding(current, alive)
        .slice(0, excess)
        .map((pod) => pod.uid),
    };
  }
  const room = strategy.replicas + strategy.maxSurge - alive.length;
  const create = Math.max(
    0,
    Math.min(strategy.replicas - current.length, old.length === 0 ? Number.MAX_SAFE_INTEGER : room),
  );
  return { create, end: oldPodsToEnd(alive, current, old, strategy) };
}

function oldPodsToEnd(
  alive: readonly PodView[],
  current: readonly PodView[],
  old: readonly PodView[],
  strategy: Strategy,
): string[] {
  const least = strategy.replicas - strategy.maxUnavailable;
  const unreadyCurrent = current.filter((pod) => !pod.ready).length;
  const most = alive.length - least - unreadyCurrent;
  const unreadyOld = old.filter((pod) => !pod.ready).slice(0, Math.max(0, most));
  const readyOld = inOrderOfEnding(
    old.filter((pod) => pod.ready),
    alive,
  );
  return [...unreadyOld, ...readyOld.slice(0, Math.max(0, most - unreadyOld.length))].map((pod) => pod.uid);
}

/** A ReplicaSet ends unready Pods first, then those on the fuller node, then the youngest (controller_utils.go, ActivePodsWithRanks). */
function inOrderOfEnding(candidates: readonly PodView[], alive: readonly PodView[]): PodView[] {
  const onNode = (pod: PodView): number => alive.filter((other) => other.node === pod.node).length;
  return [...candidates].sort(
    (a, b) => Number(a.ready) - Number(b.ready) || onNode(b) - onNode(a) || (b.readyAt ?? 0) - (a.readyAt ?? 0),
  );
}
