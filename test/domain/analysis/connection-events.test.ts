import { describe, expect, it } from 'vitest';
import { answeredConnections, heldAt } from '../../../src/domain/analysis/clients.ts';
import { connectionEvents } from '../../../src/domain/analysis/connection-events.ts';
import { armPrice } from '../../../src/domain/analysis/price.ts';
import { simulatedRun } from './simulated-run.ts';
import { connect, disconnect, goaway, opened, rpc } from './some-run-data.ts';

describe('connectionEvents', () => {
  it('leaves of the requests of a connection the last that was answered, and those without a connection', () => {
    const kept = [
      connect(100, 0, 1),
      rpc(300, 0, 1, 'a'),
      goaway(500, 0, 1),
      disconnect(510, 0, 1),
      rpc(600, 0, 0, null, { code: 'UNAVAILABLE' }),
      connect(700, 0, 2),
    ];
    const [first, answer, asked, gone, refused, again] = kept;
    const events = [
      first,
      rpc(200, 0, 1, 'a'),
      answer,
      rpc(400, 0, 1, null, { code: 'INTERNAL' }),
      asked,
      gone,
      refused,
      again,
    ];
    expect(connectionEvents(events.filter((event) => event !== undefined))).toEqual(kept);
    expect(connectionEvents(opened(100, 0, 1, 'a'))).toEqual(opened(100, 0, 1, 'a'));
  });

  it('tells of connections what all events tell', () => {
    const setting = { kind: 'max-connection-duration', value_ms: 900 } as const;
    for (const seed of [1, 2, 3]) {
      const run = { clients: 25, intervalMs: 700, mode: 'rolling', observeMs: 8000 } as const;
      const { events, pods, arms } = simulatedRun({ ...run, seed, setting });
      const connections = connectionEvents(events);
      expect(connections.length).toBeLessThan(events.length);
      expect(answeredConnections(connections, pods)).toEqual(answeredConnections(events, pods));
      for (const { windows } of arms) {
        const [from] = windows.observe;
        expect(heldAt(connections, pods, from)).toEqual(heldAt(events, pods, from));
        const ready = pods.filter(
          ({ ready_at_ms, terminated_at_ms }) => (ready_at_ms ?? 0) <= from && (terminated_at_ms ?? from + 1) > from,
        );
        expect(armPrice(events, 25, ready, windows.observe, connections)).toEqual(
          armPrice(events, 25, ready, windows.observe),
        );
      }
    }
  });
});
