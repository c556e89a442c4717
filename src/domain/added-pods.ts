import { within } from './analysis/run-data.ts';
import { armKind, scaledArm } from './arm-name.ts';
import type { RunRecord } from './record.ts';
import type { ArmRecord } from './record-arm.ts';
import { sum } from './statistics/evenness.ts';

/** What Pods got that came while the clients of an arm stayed connected, of all repeats. */
export interface AddedPods {
  uids: string[];
  /** Connections that they had at the end of the change, and those that were opened to them while observed. */
  got: number;
  /** All connections at the end of the change. */
  of: number;
  /** From the first of them, Ready, to the end of the observation, in each repeat; of several the shortest. */
  watched_ms: number;
  /** When the first of them was Ready, from the run's start. */
  ready_at_ms: number;
}

/** Of the arm `kind`; null where no Pods came after it, or where what they got does not count. */
export function addedPods(record: RunRecord, kind: string): AddedPods | null {
  const arms = record.arms.filter(({ name }) => armKind(name) === scaledArm(kind));
  const each = arms.map((arm) => addedIn(record, arm));
  const [first] = each;
  if (first === undefined || arms.some(({ verdict }) => verdict === null || verdict.name === 'INVALID')) return null;
  if (each.some(({ uids }) => uids.length === 0)) return null;
  return {
    uids: each.flatMap(({ uids }) => uids),
    got: sum(each.map(({ got }) => got)),
    of: sum(each.map(({ of }) => of)),
    watched_ms: Math.min(...each.map(({ watched_ms }) => watched_ms)),
    ready_at_ms: first.ready_at_ms,
  };
}

function addedIn({ topology }: RunRecord, { held, picks, windows }: ArmRecord): AddedPods {
  const came = topology.pods.filter(
    ({ uid, ready_at_ms }) => uid in held && ready_at_ms !== null && within(ready_at_ms, windows.change),
  );
  const ready_at_ms = Math.min(...came.map((pod) => pod.ready_at_ms ?? 0));
  return {
    uids: came.map(({ uid }) => uid),
    got: sum(came.map(({ uid }) => (held[uid] ?? 0) + (picks[uid] ?? 0))),
    of: sum(Object.values(held)),
    watched_ms: windows.observe[1] - ready_at_ms,
    ready_at_ms,
  };
}
