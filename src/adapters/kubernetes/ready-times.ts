import type { Clock } from '../../ports/clock.ts';
import type { KubeClient } from './kube-client.ts';
import type { KubePod } from './kube-objects.ts';
import { isTerminating, readySince } from './own-pods.ts';

const MOST_REMEMBERED = 1000;

/** When Pods became Ready, on this host's monotonic clock; null for one that is not. */
export type ReadyTimes = (pod: KubePod) => number | null;

/** Converts the cluster's times once for each Pod, so that asking twice gives the same answer. Never in the future. */
export function createReadyTimes({ client, clock }: { client: KubeClient; clock: Clock }): ReadyTimes {
  const known = new Map<string, number>();
  return (pod) => {
    const since = readySince(pod);
    if (since === null || isTerminating(pod)) return null;
    const key = `${pod.metadata.uid} ${since}`;
    const at = known.get(key) ?? clock.monotonicMs() - Math.max(0, client.now() - Date.parse(since));
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(key, at);
    return at;
  };
}
