import { describe, expect, it } from 'vitest';
import { analyseRun } from '../../../src/domain/analysis/analyse-run.ts';
import { summariseClients } from '../../../src/domain/analysis/clients.ts';
import { summariseStreams } from '../../../src/domain/analysis/streams.ts';
import type { Window } from '../../../src/domain/record-arm.ts';
import type { ClientEvent } from '../../../src/domain/sample.ts';
import { anArm, byTime, counters, opened, rpc, runDataOf } from './some-run-data.ts';

const window: Window = [10_000, 20_000];
const limit = { intervalMs: 500, limitMs: 3000 };

type Stream = Extract<ClientEvent, { kind: 'stream' }>;

function ended(at_ms: number, client: number, changed: Partial<Stream> = {}): Stream {
  return {
    at_ms,
    client,
    kind: 'stream',
    conn: 1,
    pod: 'envoy-a',
    code: 'OK',
    messages: 6,
    lasted_ms: 3000,
    ...changed,
  };
}

/** A stream that breaks off, as its client tells it. */
function cut(at_ms: number, client: number, code = 'INTERNAL', lasted_ms = 3002): ClientEvent[] {
  return [rpc(at_ms, client, 1, 'a', { code }), ended(at_ms, client, { code, lasted_ms })];
}

describe('the streams of a window', () => {
  it('are told by how they ended: by themselves, cut by the setting, cut otherwise, or never opened', () => {
    const events = [
      ended(9999, 0),
      ended(10_000, 0),
      ...cut(11_000, 1, 'INTERNAL', 2995),
      ...cut(12_000, 2),
      ...cut(13_000, 3, 'UNAVAILABLE', 700),
      ended(14_000, 4, { code: 'UNAVAILABLE', messages: 0, lasted_ms: 3000 }),
      ...cut(20_000, 5),
    ];
    expect(summariseStreams(events, window, limit)).toEqual({
      ended: 5,
      cut: { INTERNAL: 2, UNAVAILABLE: 1 },
      cut_by_setting: 2,
      missed_messages: 0,
    });
    expect(summariseStreams(events, window, { ...limit, limitMs: null }).cut_by_setting).toBe(0);
    // A stream from before the setting, cut by a restart.
    expect(summariseStreams(cut(11_000, 1, 'UNAVAILABLE', 20_000), window, limit).cut_by_setting).toBe(0);
    expect(summariseStreams(cut(11_000, 1, 'INTERNAL', 3400), window, limit).cut_by_setting).toBe(1);
  });

  it.each([
    // The message of 12.5 s came at 12.6 s; the cut took none.
    [12_600, 0],
    [13_000, 1],
    [13_490, 2],
  ])('miss the messages that were due until %i ms, %i', (next, missed) => {
    const events = [rpc(12_000, 0, 1, 'a'), ...cut(12_100, 0), rpc(next, 0, 2, 'b'), rpc(next + 5000, 0, 2, 'b')];
    expect(summariseStreams(events, window, limit).missed_messages).toBe(missed);
  });

  it('miss nothing at a stream that ends by itself', () => {
    const events = [rpc(12_000, 0, 1, 'a'), ended(12_100, 0), rpc(14_000, 0, 1, 'a')];
    expect(summariseStreams(events, window, limit).missed_messages).toBe(0);
  });

  it('fail as cut off, although their Pod had said its name, where a request would have been answered with an error', () => {
    const events = [...cut(11_000, 1), rpc(12_000, 2, 1, 'a', { code: 'UNAVAILABLE' })];
    expect(summariseClients(events, 3, window).failures).toEqual({
      no_connection: 0,
      cut_off: 1,
      timed_out: 0,
      answered: 1,
    });
  });
});

describe('a run with streams', () => {
  const setting = { kind: 'max-connection-duration', value_ms: 1000, max_stream_duration_ms: 3000 } as const;
  /** Five clients of twenty whose stream is cut twice in the observation, with a message at each second. */
  function story(lasted_ms: number) {
    const events = Array.from({ length: 20 }, (_, client) => [
      ...opened(100, client, 1, client % 2 === 0 ? 'a' : 'b'),
      ...Array.from({ length: 17 }, (_, s) => rpc(1000 * s + 600, client, 1, client % 2 === 0 ? 'a' : 'b')),
      ...(client < 5
        ? [...cut(9000, client, 'INTERNAL', lasted_ms), ...cut(13_000, client, 'INTERNAL', lasted_ms)]
        : []),
    ]).flat();
    const held = { a: [counters(10, 10), counters(10, 10), counters(10, 10)] } as const;
    const courses = { a: [...held.a], b: [...held.a] } as unknown as Parameters<
      typeof runDataOf
    >[0]['arms'][0]['courses'];
    const data = runDataOf({
      arms: [{ arm: anArm({ name: 'treatment', setting }), courses }],
      events: byTime(events),
      clients: 20,
    });
    return analyseRun({ ...data, parameters: { ...data.parameters, rpc: 'server-stream' } });
  }
  const failedRequests = (analysis: ReturnType<typeof story>) =>
    analysis.gates.find(({ name }) => name === 'treatment failed requests');

  it('counts what max_stream_duration cuts as its price, not as a reason to doubt the counts', () => {
    const analysis = story(3001);
    expect(analysis.arms[0]?.client).toMatchObject({ errors: { INTERNAL: 10 }, streams: { cut_by_setting: 10 } });
    expect(failedRequests(analysis)).toMatchObject({ ok: true, value: 0 });
  });

  it('doubts the counts where streams break off by themselves', () => {
    const analysis = story(900);
    expect(analysis.arms[0]?.client.streams).toMatchObject({ cut: { INTERNAL: 10 }, cut_by_setting: 0 });
    expect(failedRequests(analysis)).toMatchObject({ ok: false, value: 0.0526 });
  });

  it('says nothing of streams for clients that send requests', () => {
    const { arms } = analyseRun(runDataOf({ arms: [{ arm: anArm(), courses: {} }], events: [], clients: 1 }));
    expect(arms[0]?.client).not.toHaveProperty('streams');
  });
});
