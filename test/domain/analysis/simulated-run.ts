import type { ClientEvent } from '../../../src/domain/sample.ts';
import type { Setting } from '../../../src/domain/setting.ts';
import { simulateConnections } from '../../../src/domain/simulation/simulate-connections.ts';
import { byTime, connect, disconnect, rpc } from './some-run-data.ts';

export interface SimulatedFleet {
  clients: number;
  intervalMs: number;
  endMs: number;
  seed: number;
  setting?: Setting;
}

/** The events of clients on Pods a, b and c that are replayed in virtual time, as a fleet would tell them. */
export function simulatedEvents({ clients, intervalMs, endMs, seed, setting }: SimulatedFleet): ClientEvent[] {
  const events: ClientEvent[] = [];
  const held = new Map<number, { conn: number; uid: string; opened: number }>();
  /** The requests that a connection carried after the one that opened it. */
  const carried = (client: number, until: number): ClientEvent[] => {
    const { conn, uid, opened } = held.get(client) ?? { conn: 0, uid: '', opened: until };
    const requests: ClientEvent[] = [];
    for (let at = opened + intervalMs; at < until; at += intervalMs) requests.push(rpc(at, client, conn, uid));
    return requests;
  };
  simulateConnections(
    { clients, intervalMs, endMs, seed, pods: ['a', 'b', 'c'], timeline: [], settingOf: () => setting ?? null },
    {
      onPick(at, uid, client) {
        const conn = (held.get(client)?.conn ?? 0) + 1;
        held.set(client, { conn, uid, opened: at });
        events.push(connect(at, client, conn), rpc(at, client, conn, uid, { opened: true }));
      },
      onClose(at, _uid, client) {
        events.push(...carried(client, at), disconnect(at, client, held.get(client)?.conn ?? 0));
      },
    },
  );
  const closed = new Set(
    events.flatMap((event) => (event.kind === 'disconnect' ? [`${event.client}/${event.conn}`] : [])),
  );
  for (const [client, { conn }] of held) if (!closed.has(`${client}/${conn}`)) events.push(...carried(client, endMs));
  return byTime(events);
}
