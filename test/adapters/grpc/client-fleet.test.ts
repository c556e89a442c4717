import { spawn } from 'node:child_process';
import { hasSubscribers } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { constants, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ChannelOptions } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { createClientFleet } from '../../../src/adapters/grpc/client-fleet.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import type { Fleet, FleetSpec } from '../../../src/ports/client-fleet.ts';
import { establishedSockets } from './established-sockets.ts';
import { createEventLog, sending } from './event-log.ts';
import { answer, answerAfter, answerAsPod, podHeader, type SayHello, startTestServer } from './test-server.ts';

const SERVER_ROLE = join(import.meta.dirname, '../../../src/main/server.ts');
const clock = createClock();
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(sayHello?: SayHello, options?: Parameters<typeof startTestServer>[1]) {
  const server = await startTestServer(sayHello, options);
  cleanups.push(server.stop);
  return server;
}

async function startFleet(spec: Partial<FleetSpec> & { address: string }, channelOptions: ChannelOptions = {}) {
  const log = createEventLog();
  const startedMs = clock.monotonicMs();
  const fleet: Fleet = await createClientFleet({ clock, channelOptions }).start(
    { clients: 1, interval_ms: 100, seed: 7, ...spec },
    log.push,
  );
  cleanups.push(fleet.stop);
  return { fleet, log, startedMs };
}

describe('connections', () => {
  it('gives every client a connection of its own and keeps it', async () => {
    const { port, address } = await serve();
    const { fleet, log } = await startFleet({ address, clients: 6 });
    await log.until(() => log.rpcs().length >= 18);
    expect(fleet.sockets()).toBe(6);
    expect(establishedSockets(port)).toBe(6);
    const connects = log.of('connect');
    expect(connects.map((event) => event.client)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(new Set(connects.map((event) => event.port)).size).toBe(6);
    expect(log.rpcs(0).map(({ conn, opened }) => [conn, opened])).toEqual([
      [1, true],
      ...log
        .rpcs(0)
        .slice(1)
        .map(() => [1, false]),
    ]);
  });

  it('would share one connection among all clients with the global subchannel pool', async () => {
    const { port, address } = await serve();
    const warnings: string[] = [];
    const onWarning = ({ name }: Error): unknown => warnings.push(name);
    process.on('warning', onWarning);
    cleanups.push(() => process.off('warning', onWarning));
    const { fleet, log } = await startFleet({ address, clients: 12 }, { 'grpc.use_local_subchannel_pool': 0 });
    await log.until(() => log.rpcs(11).length >= 2);
    expect(fleet.sockets()).toBe(1);
    expect(establishedSockets(port)).toBe(1);
    await fleet.stop();
    for (const kind of ['connect', 'disconnect'] as const) {
      expect(log.of(kind).map(({ client }) => client)).toEqual(Array.from({ length: 12 }, (_, client) => client));
    }
    // It is listened to once, not once for every client.
    expect(warnings).toEqual([]);
  });

  it('sees a GOAWAY once, the close by the peer, and the next request on a new connection', async () => {
    const { address } = await serve(answer, {
      'grpc.max_connection_age_ms': 150,
      'grpc.max_connection_age_grace_ms': 50,
    });
    const { log } = await startFleet({ address, interval_ms: 50 });
    await log.until(() => log.of('disconnect').length >= 2 && log.of('connect').length >= 3);
    const story = log.events.filter((event) => event.kind !== 'rpc');
    for (const conn of [1, 2]) {
      expect(story.filter((event) => event.conn === conn)).toMatchObject([
        { kind: 'connect' },
        { kind: 'goaway' },
        { kind: 'disconnect', by: 'peer' },
      ]);
    }
    const openers = log.rpcs().filter((rpc) => rpc.opened);
    expect(openers.map((rpc) => rpc.conn).slice(0, 2)).toEqual([1, 2]);
  });

  it('mixes nothing up when two fleets run in one process', async () => {
    const a = await serve(answerAsPod('pod-a'));
    const b = await serve(answerAsPod('pod-b'));
    const first = await startFleet({ address: a.address, clients: 3 });
    const second = await startFleet({ address: b.address, clients: 2 });
    await first.log.until(() => first.log.rpcs(2).length >= 2);
    await second.log.until(() => second.log.rpcs(1).length >= 2);
    expect([first.fleet.sockets(), second.fleet.sockets()]).toEqual([3, 2]);
    await first.fleet.stop();
    expect(second.fleet.sockets()).toBe(2);
    expect(new Set(first.log.rpcs().map((rpc) => rpc.pod))).toEqual(new Set(['pod-a']));
    expect(new Set(second.log.rpcs().map((rpc) => rpc.pod))).toEqual(new Set(['pod-b']));
    expect(second.log.of('disconnect')).toEqual([]);
  });
});

describe('clients that balance by themselves', () => {
  /** Pods at one port, each at an address of its own, behind one name. */
  async function podsBehindAName(first: readonly number[]) {
    const network = `127.${64 + Math.floor(Math.random() * 128)}.9`;
    let hosts = first.map((n) => `${network}.${n}`);
    const servers = new Map<number, { stop: () => void }>();
    let port = 0;
    const serveAt = async (n: number) => {
      const server = await startTestServer(answerAsPod(`pod-${n}`), {}, `${network}.${n}:${port}`);
      port = server.port;
      servers.set(n, server);
      cleanups.push(server.stop);
    };
    for (const n of first) await serveAt(n);
    return {
      address: '',
      hosts: () => hosts.map((host) => `${host}:${port}`),
      async add(n: number) {
        await serveAt(n);
        hosts = [...hosts, `${network}.${n}`];
      },
      end(n: number) {
        hosts = hosts.filter((host) => host !== `${network}.${n}`);
        servers.get(n)?.stop();
      },
    };
  }

  it('hold one connection to each Pod of the name, and speak to them in turn', async () => {
    const pods = await podsBehindAName([1, 2, 3]);
    const { fleet, log } = await startFleet({ ...pods, clients: 2 });
    const turns = (client: number) => log.rpcs(client).map(({ pod }) => pod);
    await log.until(() => [0, 1].every((client) => new Set(turns(client)).size === 3 && turns(client).length >= 9));
    expect(fleet.sockets()).toBe(6);
    for (const client of [0, 1]) {
      const last = turns(client).slice(-6);
      expect(last.slice(0, 3)).toEqual(last.slice(3));
      expect(
        log
          .of('connect')
          .filter((event) => event.client === client)
          .map(({ conn }) => conn),
      ).toEqual([1, 2, 3]);
      for (const pod of ['pod-1', 'pod-2', 'pod-3']) {
        expect(
          new Set(
            log
              .rpcs(client)
              .filter((rpc) => rpc.pod === pod)
              .map(({ conn }) => conn),
          ).size,
        ).toBe(1);
      }
    }
  });

  it('learn of a Pod that has come only when one of their connections ends', async () => {
    const pods = await podsBehindAName([1, 2]);
    const often = { 'grpc.dns_min_time_between_resolutions_ms': 100 };
    const { log } = await startFleet(pods, often);
    const spoke = () =>
      new Set(
        log
          .rpcs(0)
          .slice(-6)
          .map(({ pod }) => pod),
      );
    await log.until(() => spoke().size === 2);
    await pods.add(3);
    const asked = log.rpcs().length;
    await log.until(() => log.rpcs().length >= asked + 20);
    expect(spoke()).toEqual(new Set(['pod-1', 'pod-2']));
    pods.end(1);
    await log.until(() => spoke().has('pod-3') && !spoke().has('pod-1'));
    expect(spoke()).toEqual(new Set(['pod-2', 'pod-3']));
  });
});

describe('schedule', () => {
  it('spreads the first requests over one interval, one in each of N equal parts, by the seed', async () => {
    const { address } = await serve();
    const offsets = async (seed: number) => {
      const { fleet, log, startedMs } = await startFleet({ address, clients: 5, interval_ms: 500, seed });
      await log.until(() => log.rpcs().length >= 5);
      await fleet.stop();
      return [0, 1, 2, 3, 4].map((client) =>
        log
          .rpcs(client)
          .slice(0, 1)
          .map((rpc) => sending(rpc).dueMs - startedMs),
      );
    };
    const [one, again, other] = await Promise.all([offsets(7), offsets(7), offsets(8)]);
    for (const [client, [offset]] of one.entries()) {
      expect(offset).toBeGreaterThanOrEqual(client * 100);
      expect(offset).toBeLessThan(client * 100 + 100 + 50);
    }
    const gaps = (list: number[][]) => list.map(([offset]) => Math.round((offset ?? 0) - (list[0]?.[0] ?? 0)));
    expect(gaps(again)).toEqual(gaps(one));
    expect(gaps(other)).not.toEqual(gaps(one));
  });

  it('keeps the interval from start to start without drift, however long an answer takes', async () => {
    const { address } = await serve(answerAfter(15));
    const { log } = await startFleet({ address, interval_ms: 50 });
    await log.until(() => log.rpcs().length >= 20);
    const sent = log.rpcs().map(sending);
    const firstMs = sent[0]?.dueMs ?? 0;
    for (const { dueMs } of sent) expect(Math.abs(((dueMs - firstMs + 25) % 50) - 25)).toBeLessThan(0.001);
    const startErrors = sent.map(({ sentMs, dueMs }) => sentMs - dueMs).sort((a, b) => a - b);
    expect(startErrors[10]).toBeLessThan(12);
    // A host that stalls skips a beat; a schedule that counted from each answer would leave the grid above instead.
    expect((sent[19]?.dueMs ?? 0) - firstMs).toBeLessThan(2 * 20 * 50);
  });

  it('sends one request at a time, says how late it is, and sends no burst after a stall', async () => {
    const stalled = Promise.withResolvers<void>();
    let calls = 0;
    const { address } = await serve((call, reply) => {
      calls += 1;
      if (calls === 2) void stalled.promise.then(() => answer(call, reply));
      else answer(call, reply);
    });
    const { log } = await startFleet({ address, interval_ms: 50 });
    await log.until(() => log.rpcs().length >= 1);
    setTimeout(stalled.resolve, 50 + 240);
    await log.until(() => log.rpcs().length >= 6);
    const [, slow, late, next] = log.rpcs();
    expect(slow?.latency_ms).toBeGreaterThan(180);
    expect(late?.late_ms).toBeGreaterThan(130);
    expect(next?.late_ms).toBeLessThan(40);
    const due = log.rpcs().map((rpc) => sending(rpc).dueMs);
    const skipped = Math.floor((late?.late_ms ?? 0) / 50);
    expect((due[3] ?? 0) - (due[2] ?? 0)).toBeCloseTo((1 + skipped) * 50, 3);
  });
});

describe('requests', () => {
  it('reports errors by their gRPC name, and the connection 0 when there was none', async () => {
    const server = await serve((call, reply) => reply({ code: 8, details: call.request.name }));
    const { log } = await startFleet({ address: server.address, interval_ms: 50 });
    await log.until(() => log.rpcs().length >= 2);
    expect(log.rpcs()[0]).toMatchObject({ code: 'RESOURCE_EXHAUSTED', conn: 1, opened: true, pod: null });
    server.stop();
    await log.until(() => log.rpcs().filter((rpc) => rpc.conn === 0).length >= 3);
    const refused = log.rpcs().filter((rpc) => rpc.conn === 0);
    expect(new Set(refused.map(({ code, opened, pod }) => `${code} ${opened} ${pod}`))).toEqual(
      new Set(['UNAVAILABLE false null']),
    );
  });

  it('ends a request without an answer at its deadline of 2 s and goes on', async () => {
    let calls = 0;
    const { address } = await serve((call, reply) => {
      calls += 1;
      if (calls > 1) answer(call, reply);
    });
    const { log } = await startFleet({ address, interval_ms: 50 });
    await log.until(() => log.rpcs().length >= 2);
    expect(log.rpcs()).toMatchObject([
      { code: 'DEADLINE_EXCEEDED', conn: 1 },
      { code: 'OK', conn: 1, opened: false },
    ]);
    expect(log.rpcs()[0]?.latency_ms).toBeGreaterThan(1900);
    expect(log.rpcs()[0]?.latency_ms).toBeLessThan(3000);
  });

  it('names the Pod that answered, also with an error, so that the last Pod of each connection is known', async () => {
    let calls = 0;
    const { address } = await serve((call, reply) => {
      calls += 1;
      if (calls === 1) answerAsPod('envoy-1')(call, reply);
      else reply({ code: 14, metadata: podHeader('envoy-2') });
    });
    const { log } = await startFleet({ address, interval_ms: 50 });
    await log.until(() => log.rpcs().length >= 2);
    expect(log.rpcs()).toMatchObject([
      { pod: 'envoy-1', code: 'OK', conn: 1 },
      { pod: 'envoy-2', code: 'UNAVAILABLE', conn: 1 },
    ]);
  });

  it('with transparent retries on, counts a request as the opener although its first try was refused', async () => {
    let streams = 0;
    const server = createServer().on('stream', (stream) => {
      stream.on('error', () => undefined);
      streams += 1;
      if (streams === 1) stream.close(constants.NGHTTP2_REFUSED_STREAM);
      else stream.respond({ 'content-type': 'application/grpc', 'grpc-status': '5' }, { endStream: true });
    });
    server.listen(0, '127.0.0.1');
    cleanups.push(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { log } = await startFleet({ address: `127.0.0.1:${port}`, interval_ms: 50 }, { 'grpc.enable_retries': 1 });
    await log.until(() => log.rpcs().length >= 2);
    expect(log.rpcs()).toMatchObject([
      { code: 'NOT_FOUND', conn: 1, opened: true },
      { conn: 1, opened: false },
    ]);
    expect(streams).toBeGreaterThanOrEqual(3);
  });
});

describe('start and stop', () => {
  it('closes every socket at stop, as the client, and reports nothing after it', async () => {
    const { port, address } = await serve(answerAfter(30));
    const { fleet, log } = await startFleet({ address, clients: 5, interval_ms: 60 });
    await log.until(() => log.rpcs(4).length >= 2);
    const stops = [fleet.stop(), fleet.stop()];
    await Promise.all(stops);
    expect(fleet.sockets()).toBe(0);
    expect(establishedSockets(port)).toBe(0);
    expect(
      log
        .of('disconnect')
        .map(({ client, by }) => [client, by])
        .sort(),
    ).toEqual([0, 1, 2, 3, 4].map((client) => [client, 'client']));
    expect(new Set(log.rpcs().map((rpc) => rpc.code))).toEqual(new Set(['OK']));
    expect(hasSubscribers('http2.client.stream.start')).toBe(false);
    const before = log.events.length;
    await clock.sleep(130);
    expect(log.events.length).toBe(before);
  });

  it('cancels a request that has not ended 2 s after stop', async () => {
    const reached = Promise.withResolvers<void>();
    const { address } = await serve(() => reached.resolve());
    const { fleet, log } = await startFleet({ address, interval_ms: 20_000, clients: 400 });
    await reached.promise;
    const stopMs = clock.monotonicMs();
    await fleet.stop();
    expect(clock.monotonicMs() - stopMs).toBeGreaterThan(1900);
    expect(clock.monotonicMs() - stopMs).toBeLessThan(4000);
    expect(log.rpcs().at(-1)?.code).toBe('CANCELLED');
    expect(fleet.sockets()).toBe(0);
  });

  it('cuts the connection to a server that does not close its side within 2 s', async () => {
    const server = spawn(process.execPath, [SERVER_ROLE, '--host', '127.0.0.1', '--port', '0'], { stdio: 'pipe' });
    cleanups.push(() => server.kill('SIGKILL'));
    const [line] = await once(server.stdout, 'data');
    const port = Number(/:(\d+)\n/.exec(String(line))?.[1]);
    const { fleet, log } = await startFleet({ address: `127.0.0.1:${port}`, interval_ms: 5000 });
    await log.until(() => log.rpcs().length === 1);
    server.kill('SIGSTOP');
    const stopMs = clock.monotonicMs();
    await fleet.stop();
    expect(clock.monotonicMs() - stopMs).toBeLessThan(3500);
    expect(establishedSockets(port)).toBe(0);
    expect(log.of('disconnect')).toMatchObject([{ conn: 1, by: 'client' }]);
  });

  it('refuses a fleet without clients', async () => {
    await expect(startFleet({ address: '127.0.0.1:1', clients: 0 })).rejects.toMatchObject({
      code: 'clients_not_ready',
    });
  });

  it('knows the version of the gRPC library', () => {
    expect(createClientFleet({ clock }).version()).toMatch(/^1\.\d+\.\d+$/);
  });
});
