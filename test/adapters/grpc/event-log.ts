import type { ClientEvent } from '../../../src/domain/sample.ts';

export type Rpc = Extract<ClientEvent, { kind: 'rpc' }>;

/** Collects the events of a fleet and lets a test wait for what it needs. */
export function createEventLog() {
  const events: ClientEvent[] = [];
  const waiting = new Set<() => void>();
  return {
    events,
    push(event: ClientEvent) {
      events.push(event);
      for (const check of waiting) check();
    },
    rpcs: (client?: number) =>
      events.filter((event): event is Rpc => event.kind === 'rpc' && (client === undefined || event.client === client)),
    of: <K extends ClientEvent['kind']>(kind: K) =>
      events.filter((event): event is Extract<ClientEvent, { kind: K }> => event.kind === kind),
    async until(reached: () => boolean) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const check = () => {
        if (reached()) resolve();
      };
      waiting.add(check);
      check();
      await promise;
      waiting.delete(check);
    },
  };
}

/** When the request was sent and when it should have been, on the fleet's clock. */
export function sending(rpc: Rpc): { sentMs: number; dueMs: number } {
  const sentMs = rpc.at_ms - rpc.latency_ms;
  return { sentMs, dueMs: sentMs - rpc.late_ms };
}
