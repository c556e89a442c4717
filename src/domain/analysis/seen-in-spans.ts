import type { Window } from '../record-arm.ts';
import type { ClientEvent } from '../sample.ts';
import { within } from './run-data.ts';

/** Between which moments a Pod's counters were read. */
export interface PodSpan {
  name: string;
  /** The moments of the two readings; of a Pod born in the window, from the window's start. */
  between: Window;
}

/**
 * Whether a client's event lies in what Envoy's counters cover: between the two readings of the Pod that its connection
 * was on, because Pods are not all read at one moment. Where nobody answered on that connection, the window itself
 * decides.
 */
export function seenInSpans(
  spans: readonly PodSpan[],
  events: readonly ClientEvent[],
  window: Window,
): (event: Extract<ClientEvent, { kind: 'connect' | 'disconnect' }>) => boolean {
  const spanOf = new Map(spans.map((span) => [span.name, span.between]));
  const podOf = new Map<string, string>();
  for (const event of events) {
    if (event.kind === 'rpc' && event.pod !== null) podOf.set(`${event.client}/${event.conn}`, event.pod);
  }
  return ({ at_ms, client, conn }) => within(at_ms, spanOf.get(podOf.get(`${client}/${conn}`) ?? '') ?? window);
}
