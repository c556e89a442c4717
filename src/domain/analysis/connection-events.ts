import type { ClientEvent } from '../sample.ts';

/**
 * The events that tell which connections there were, when, and on which Pods, in their order: all but requests, of each
 * connection the last request that a Pod answered, and the requests that had no connection. Requests are nearly all of a
 * run's events, and what asks for connections alone need not read them again for each arm.
 */
export function connectionEvents(events: readonly ClientEvent[]): ClientEvent[] {
  const answers = new Map<number, Map<number, ClientEvent>>();
  for (const event of events) {
    if (event.kind !== 'rpc' || event.pod === null) continue;
    const own = answers.get(event.client) ?? new Map<number, ClientEvent>();
    answers.set(event.client, own.set(event.conn, event));
  }
  return events.filter(
    (event) => event.kind !== 'rpc' || event.conn === 0 || answers.get(event.client)?.get(event.conn) === event,
  );
}
