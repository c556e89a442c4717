import { once } from 'node:events';
import { connect } from 'node:http2';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createClientFleet } from '../../../src/adapters/grpc/client-fleet.ts';
import type { PodCounters } from '../../../src/domain/topology.ts';
import { createEventLog } from '../grpc/event-log.ts';
import { BASE_DOCUMENT, clock, type RealLab, startRealLab } from './real-lab.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A lab whose connection managers have these lines. */
async function labWith(...lines: string[]): Promise<RealLab> {
  const document = BASE_DOCUMENT.replace(/^( *)stat_prefix: ingress_http$/m, (found, indent: string) =>
    [found, ...lines.map((line) => `${indent}${line}`)].join('\n'),
  );
  const lab = await startRealLab({ document });
  cleanups.push(lab.stop);
  return lab;
}

/** Four clients of each kind, with endless streams. */
async function startStreams(lab: RealLab) {
  const { service } = await lab.target.describe();
  return Promise.all(
    (['server-stream', 'bidi-stream'] as const).map(async (rpc) => {
      const log = createEventLog();
      const spec = { address: service.address, clients: 4, interval_ms: 200, seed: 3, rpc, stream_ms: null };
      const fleet = await createClientFleet({ clock }).start(spec, log.push);
      cleanups.push(fleet.stop);
      return { log, fleet };
    }),
  );
}

async function countersOf(lab: RealLab): Promise<(name: keyof PodCounters) => number> {
  const { pods } = await lab.target.describe();
  const all = await Promise.all(pods.map(async (pod) => (await lab.stats.read(pod)).counters));
  return (name) => all.reduce((sum, counters) => sum + counters[name], 0);
}

describe('a connection with an endless stream', () => {
  it('is asked to leave when it is old, and stays, also after the final GOAWAY', { timeout: 30_000 }, async () => {
    const lab = await labWith('drain_timeout: 0.5s', 'common_http_protocol_options: { max_connection_duration: 1s }');
    const fleets = await startStreams(lab);
    for (const { log, fleet } of fleets) {
      await log.until(() => new Set(log.of('goaway').map(({ client }) => client)).size === 4);
      const first = new Map(log.of('goaway').map(({ client, at_ms }) => [client, at_ms]));
      await log.until(() =>
        [0, 1, 2, 3].every((client) => (log.rpcs(client).at(-1)?.at_ms ?? 0) > (first.get(client) ?? 0) + 1500),
      );
      expect(new Set(log.rpcs().map(({ code, conn }) => `${code} ${conn}`))).toEqual(new Set(['OK 1']));
      expect([...log.of('disconnect'), ...log.of('stream')]).toEqual([]);
      expect(fleet.sockets()).toBe(4);
    }
    const counted = await countersOf(lab);
    expect({ active: counted('http2_active'), timers: counted('max_duration'), closed: counted('destroy') }).toEqual({
      active: 8,
      timers: 8,
      closed: 0,
    });
  });

  it('moves once max_stream_duration cuts the stream, which its client sees as INTERNAL', {
    timeout: 30_000,
  }, async () => {
    const options = '{ max_connection_duration: 1s, max_stream_duration: 1.5s }';
    const lab = await labWith(`common_http_protocol_options: ${options}`);
    for (const { log, fleet } of await startStreams(lab)) {
      await log.until(() =>
        [0, 1, 2, 3].every((client) => log.rpcs(client).some(({ code, conn }) => code === 'OK' && conn === 2)),
      );
      for (const client of [0, 1, 2, 3]) {
        const own = log.events.filter((event) => event.client === client && event.kind !== 'rpc');
        expect(own.slice(0, 5)).toMatchObject([
          { kind: 'connect', conn: 1 },
          { kind: 'goaway', conn: 1 },
          { kind: 'stream', conn: 1, code: 'INTERNAL' },
          { kind: 'disconnect', conn: 1, by: 'peer' },
          { kind: 'connect', conn: 2 },
        ]);
        const [stream] = log.of('stream').filter((event) => event.client === client);
        expect(stream?.lasted_ms).toBeGreaterThanOrEqual(1490);
        expect(stream?.messages).toBeGreaterThanOrEqual(5);
      }
      await fleet.stop();
    }
    const counted = await countersOf(lab);
    expect(counted('max_duration')).toBeGreaterThanOrEqual(8);
    // Envoy does not count a stream that it cut itself as one that its connection's end has cut.
    expect(counted('destroy_active_rq')).toBe(0);
  });

  it('stays where it is under a stream duration alone, because only its stream ends', { timeout: 30_000 }, async () => {
    const lab = await labWith('common_http_protocol_options: { max_stream_duration: 0.7s }');
    for (const { log, fleet } of await startStreams(lab)) {
      await log.until(() =>
        [0, 1, 2, 3].every((n) => log.of('stream').filter(({ client }) => client === n).length >= 2),
      );
      expect(log.of('connect')).toHaveLength(4);
      await fleet.stop();
    }
  });
});

it('has drain_timeout between the GOAWAY that asks and the one that ends', { timeout: 20_000 }, async () => {
  const lab = await labWith('drain_timeout: 1.2s', 'common_http_protocol_options: { max_connection_duration: 1s }');
  const { service } = await lab.target.describe();
  const session = connect(`http://${service.address}`);
  cleanups.push(() => session.destroy());
  session.on('error', () => undefined);
  const headers = {
    ':method': 'POST',
    ':path': '/hello.v1.Greeter/ExchangeHellos',
    'content-type': 'application/grpc',
  };
  session.request({ ...headers, te: 'trailers' }, { endStream: false }).on('error', () => undefined);
  const [, firstId] = await once(session, 'goaway');
  const askedMs = clock.monotonicMs();
  const [, finalId] = await once(session, 'goaway');
  expect([firstId, finalId]).toEqual([2 ** 31 - 1, 1]);
  expect(clock.monotonicMs() - askedMs).toBeGreaterThan(1100);
  expect(clock.monotonicMs() - askedMs).toBeLessThan(2500);
});

it('has no timeout on its route, which would cut every longer stream of the server', () => {
  const [listener] = parse(BASE_DOCUMENT).static_resources.listeners;
  const { route_config } = listener.filter_chains[0].filters[0].typed_config;
  expect(route_config.virtual_hosts[0].routes).toEqual([
    { match: { prefix: '/' }, route: { cluster: 'server', timeout: '0s' } },
  ]);
});
