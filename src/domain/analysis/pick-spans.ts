import type { RecordPod, TimelineEntry } from '../record.ts';
import type { Window } from '../record-arm.ts';
import type { ClientEvent } from '../sample.ts';
import { answeredConnections } from './clients.ts';
import { readyPods } from './pod-sets.ts';
import { within } from './run-data.ts';

/** A time in which the Pods behind the Service stayed the same, and where the connections that were opened in it went. */
export interface PickSpan {
  from: number;
  to: number;
  /** Uids, in their order of readiness. */
  ready: string[];
  /** Connections by the uid of the Pod that answered on them; Pods without one are left out. */
  picks: Record<string, number>;
  /** When the last of them carried its first request; null without one. */
  last_ms: number | null;
}

/** A window cut where the Service's ready endpoints changed, with the picks of each piece. Times are of the run, in ms. */
export function pickSpans(
  timeline: readonly TimelineEntry[],
  pods: readonly RecordPod[],
  events: readonly ClientEvent[],
  [start, end]: Window,
): PickSpan[] {
  const opened = answeredConnections(events, pods);
  return piecesOf(timeline, [start, end]).map(([from, to]) => {
    const own = opened.filter(({ at_ms }) => within(at_ms, [from, to]));
    const picks: Record<string, number> = {};
    for (const { uid } of own) picks[uid] = (picks[uid] ?? 0) + 1;
    return {
      from,
      to,
      ready: readyPods(pods, timeline, from).map(({ uid }) => uid),
      picks,
      last_ms: own.at(-1)?.at_ms ?? null,
    };
  });
}

function piecesOf(timeline: readonly TimelineEntry[], [start, end]: Window): Window[] {
  const moves = timeline.filter(({ kind }) => kind === 'endpoint_added' || kind === 'endpoint_removed');
  const inside = moves.map(({ at_ms }) => at_ms).filter((at) => at > start && at < end);
  const edges = [...new Set([start, ...inside, end])].sort((a, b) => a - b);
  return edges.slice(1).map((to, index) => [edges[index] ?? start, to]);
}
