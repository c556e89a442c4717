import { type AddressInfo, connect, createServer } from 'node:net';
import { promisify } from 'node:util';
import {
  Client,
  credentials,
  Server,
  ServerCredentials,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { callAgent } from '../../../src/adapters/grpc/agent-call.ts';
import { createAgentFleet } from '../../../src/adapters/grpc/agent-fleet.ts';
import { loadAgentService } from '../../../src/adapters/grpc/agent-protocol.ts';
import { startAgentServer } from '../../../src/adapters/grpc/agent-server.ts';
import { createClientFleet } from '../../../src/adapters/grpc/client-fleet.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import type { Agent, AgentPool } from '../../../src/ports/agent-pool.ts';
import type { FleetRun, FleetSpec } from '../../../src/ports/client-fleet.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { createFakeLog } from '../../fakes/fake-log.ts';
import { createProcessPool } from './agent-processes.ts';
import { createEventLog, sending } from './event-log.ts';
import { answer, startTestServer } from './test-server.ts';

const clock = createClock();
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const runOf = (signal = new AbortController().signal): FleetRun => ({ id: 'r-1', longest_ms: 60_000, signal });

async function serve() {
  const server = await startTestServer(answer);
  cleanups.push(server.stop);
  return server;
}

/** A fleet from processes of this host, and what it tells. */
async function startFleet(spec: Partial<FleetSpec> & { address: string }, agents: number) {
  const log = createEventLog();
  const { pool, orders, agents: made } = createProcessPool();
  const config = { pool, agents, address: null, clock, log: createFakeLog() };
  const fleet = await createAgentFleet(config).start(
    { clients: 6, interval_ms: 200, seed: 7, ...spec },
    log.push,
    runOf(),
  );
  cleanups.push(fleet.stop);
  return { fleet, log, orders, agents: () => made('r-1') };
}

/** A pool of agents of this process, whose clocks and limits a test chooses. */
async function ownPool(...agents: { clock?: Clock; limits?: { files: number; ports: number }; fate?: string }[]) {
  const running = await Promise.all(
    agents.map((agent) =>
      startAgentServer({
        host: '127.0.0.1',
        port: 0,
        clock: agent.clock ?? clock,
        limits: () => agent.limits ?? { files: 10_000, ports: 10_000 },
      }),
    ),
  );
  const closed: string[] = [];
  cleanups.push(() => Promise.all(running.map((agent) => agent.stop())));
  const pool: AgentPool = {
    open: async () =>
      running.map(({ port }, index): Agent => {
        const fate = agents[index]?.fate ?? null;
        return { name: `agent ${index}`, address: `127.0.0.1:${port}`, fate: () => fate };
      }),
    close: async (run) => void closed.push(run),
  };
  return { pool, closed, running };
}

function fleetOf(pool: AgentPool, agents: number, address: string | null = null) {
  return createAgentFleet({ pool, agents, address, clock, log: createFakeLog() });
}

describe('clients in agents', () => {
  it('have the numbers, the schedule and the connections that one process would give them', async () => {
    const { address } = await serve();
    const spec = { address, clients: 7, interval_ms: 300, seed: 9 };
    const { fleet, log, orders } = await startFleet(spec, 3);
    const alone = createEventLog();
    const whole = await createClientFleet({ clock }).start(spec, alone.push);
    cleanups.push(whole.stop);
    const numbers = [0, 1, 2, 3, 4, 5, 6];
    await log.until(() => numbers.every((client) => log.rpcs(client).length >= 2));
    await alone.until(() => numbers.every((client) => alone.rpcs(client).length >= 1));
    expect(orders).toEqual([{ run: 'r-1', agents: 3, clients_each: 3, longest_ms: 60_000 }]);
    expect(fleet.sockets()).toBe(7);
    const firsts = (of: typeof log) =>
      numbers.map(
        (client) =>
          of
            .rpcs(client)
            .slice(0, 1)
            .map((rpc) => sending(rpc).dueMs)[0] ?? 0,
      );
    const spread = (of: typeof log) => firsts(of).map((dueMs) => dueMs - (firsts(of)[0] ?? 0));
    const expected = spread(alone);
    // Agents of one host read one clock, so that what is left is the error of the mapping.
    for (const [client, gap] of spread(log).entries()) expect(Math.abs(gap - (expected[client] ?? 0))).toBeLessThan(5);
    await fleet.stop();
    expect(fleet.sockets()).toBe(0);
    expect(log.of('disconnect').map(({ by }) => by)).toEqual(Array(7).fill('client'));
    expect(fleet.gates()).toMatchObject([
      { name: 'run agents reporting', ok: true, value: 3, limit: 3 },
      { name: 'run agent clock error ms', ok: true },
    ]);
  });

  it('tell their times on the clock of the worker, within the error that the fleet knows', async () => {
    const { address } = await serve();
    const aheadMs = 86_400_000;
    const ahead: Clock = { ...clock, monotonicMs: () => clock.monotonicMs() + aheadMs };
    const { pool } = await ownPool(
      { clock: ahead },
      { clock: { ...clock, monotonicMs: () => clock.monotonicMs() - 777 } },
    );
    const log = createEventLog();
    const startedMs = clock.monotonicMs();
    const fleet = await fleetOf(pool, 2).start({ address, clients: 4, interval_ms: 100, seed: 1 }, log.push, runOf());
    await log.until(() => [0, 1, 2, 3].every((client) => log.rpcs(client).length >= 2));
    await fleet.stop();
    const [, error] = fleet.gates();
    expect(error).toMatchObject({ name: 'run agent clock error ms', ok: true });
    expect(Number(error?.value)).toBeGreaterThan(0);
    expect(Number(error?.value)).toBeLessThan(20);
    for (const { at_ms } of log.events) {
      expect(at_ms).toBeGreaterThan(startedMs);
      expect(at_ms).toBeLessThan(clock.monotonicMs() + 20);
    }
  });

  it('connect where the profile says', async () => {
    const { address } = await serve();
    const { pool } = await ownPool({});
    const log = createEventLog();
    const fleet = await fleetOf(pool, 1, address).start(
      { address: '127.0.0.1:1', clients: 1, interval_ms: 100, seed: 1 },
      log.push,
      runOf(),
    );
    await log.until(() => log.rpcs().length >= 1);
    await fleet.stop();
    expect(fleet.address).toBe(address);
    expect(log.rpcs()[0]?.code).toBe('OK');
  });
});

describe('an agent that reports no more', () => {
  it('is counted with its name, and the others go on', async () => {
    const { address } = await serve();
    const { fleet, log, agents } = await startFleet({ address }, 3);
    await log.until(() => [0, 1, 2, 3, 4, 5].every((client) => log.rpcs(client).length >= 1));
    agents()[1]?.child.kill('SIGKILL');
    await agents()[1]?.ended;
    await expect.poll(fleet.sockets).toBe(4);
    const seen = log.rpcs(0).length;
    await log.until(() => log.rpcs(0).length >= seen + 3);
    await fleet.stop();
    expect(fleet.gates()[0]).toEqual({
      name: 'run agents reporting',
      ok: false,
      value: '2 of 3 (not process 1: its process ended)',
      limit: 3,
    });
  });

  it('is noticed by a report that is missing', async () => {
    const server = new Server();
    server.addService(loadAgentService(), {
      ReadClock: (_call: unknown, reply: sendUnaryData<object>) => reply(null, { clock_ms: clock.monotonicMs() }),
      Prepare: (_call: unknown, reply: sendUnaryData<object>) => reply(null, { grpc_js: '9.8.7' }),
      Start: (call: ServerWritableStream<object, object>) => {
        call.write({ sequence: 0, sockets: 1 });
        call.write({ sequence: 2, sockets: 1 });
      },
      Stop: (_call: unknown, reply: sendUnaryData<object>) => reply(null, {}),
    });
    cleanups.push(() => server.forceShutdown());
    const bind = promisify(server.bindAsync.bind(server));
    const port = await bind('127.0.0.1:0', ServerCredentials.createInsecure());
    const agents = [{ name: 'one', address: `127.0.0.1:${port}`, fate: () => null }];
    const clients = fleetOf({ open: async () => agents, close: async () => undefined }, 1);
    const spec = { address: '127.0.0.1:1', clients: 1, interval_ms: 100, seed: 1 };
    const fleet = await clients.start(spec, () => undefined, runOf());
    expect(clients.version()).toBe('9.8.7');
    await expect.poll(() => fleet.gates()[0]?.value).toBe('0 of 1 (not one: report 1 is missing)');
    expect(fleet.sockets()).toBe(0);
    await fleet.stop();
  });

  it('is noticed when it is frozen', { timeout: 40_000 }, async () => {
    const { address } = await serve();
    const { fleet, log, agents } = await startFleet({ address, clients: 2 }, 2);
    await log.until(() => log.rpcs(0).length >= 1 && log.rpcs(1).length >= 1);
    agents()[0]?.child.kill('SIGSTOP');
    await expect.poll(() => fleet.gates()[0]?.ok, { timeout: 20_000, interval: 250 }).toBe(false);
    expect(fleet.gates()[0]?.value).toBe('1 of 2 (not process 0: it was silent for 10 s)');
    agents()[0]?.child.kill('SIGCONT');
    await fleet.stop();
  });
});

describe('an agent whose worker is gone', () => {
  it('closes its clients and ends without an error as soon as nobody hears its reports', async () => {
    const { address } = await serve();
    const { pool, running } = await ownPool({});
    const proxied = await proxyTo(running[0]?.port ?? 0);
    const fleet = await fleetOf(
      { ...pool, open: async () => [{ name: 'one', address: proxied.address, fate: () => null }] },
      1,
    ).start({ address, clients: 2, interval_ms: 100, seed: 1 }, () => undefined, runOf());
    proxied.cut();
    expect(await running[0]?.ended).toBe('the worker let go of the reports');
    await fleet.stop();
    expect(fleet.gates()[0]?.value).toMatch(/^0 of 1 \(not one: its reports broke off/);
  });

  it('ends after 15 s without a call, though its connection is still there', async () => {
    let aheadMs = 0;
    const hurried: Clock = { ...clock, monotonicMs: () => clock.monotonicMs() + aheadMs };
    const { pool, running } = await ownPool({ clock: hurried });
    const { address } = await serve();
    const log = createEventLog();
    const fleet = await fleetOf(pool, 1).start({ address, clients: 1, interval_ms: 5000, seed: 1 }, log.push, runOf());
    aheadMs = 14_000;
    await clock.sleep(600);
    await expect(Promise.race([running[0]?.ended, clock.sleep(600)])).resolves.toBeUndefined();
    aheadMs += 16_000;
    expect(await running[0]?.ended).toBe('no worker for 15 s');
    await fleet.stop();
  });
});

describe('a start that fails', () => {
  it('names the agent that may open too little, and leaves nothing', async () => {
    const { pool, closed } = await ownPool({}, { limits: { files: 70, ports: 10_000 } });
    const start = fleetOf(pool, 2).start(
      { address: '127.0.0.1:1', clients: 20, interval_ms: 100, seed: 1 },
      () => undefined,
      runOf(),
    );
    await expect(start).rejects.toMatchObject({
      code: 'clients_not_ready',
      message:
        'Agent 2 of 2 (agent 1) did not get ready: it may open 70 files, and 10 clients want 74: raise its limit, or ask for more agents; nothing was changed.',
    });
    expect(closed).toEqual(['r-1']);
  });

  it.each(['server-stream', 'bidi-stream'] as const)(
    'names the agent from before there were %s clients',
    async (rpc) => {
      const old = new Server();
      const prepared: object[] = [];
      old.addService(loadAgentService(), {
        ReadClock: (_call: unknown, reply: sendUnaryData<object>) => reply(null, { clock_ms: clock.monotonicMs() }),
        Prepare({ request }: { request: object }, reply: sendUnaryData<object>) {
          prepared.push(request);
          reply(null, { grpc_js: '1.0.0' });
        },
      });
      const port = await promisify(old.bindAsync.bind(old))('127.0.0.1:0', ServerCredentials.createInsecure());
      cleanups.push(() => old.forceShutdown());
      const agent: Agent = { name: 'old', address: `127.0.0.1:${port}`, fate: () => null };
      const pool: AgentPool = { open: async () => [agent], close: async () => undefined };
      const spec = { address: '127.0.0.1:1', clients: 1, interval_ms: 100, seed: 1, rpc, stream_ms: 5000 };
      await expect(fleetOf(pool, 1).start(spec, () => undefined, runOf())).rejects.toThrow(
        `Agent 1 of 1 (old) did not get ready: its version knows no ${rpc} clients; run agents of the worker's own version; nothing was changed.`,
      );
      expect(prepared).toMatchObject([{ call_kind: rpc === 'server-stream' ? 2 : 3, stream_ms: 5000 }]);
    },
  );

  it.each([
    [0, { call_kind: 1 }],
    [1, { call_kind: 1 }],
    [2, { call_kind: 2 }],
    [4, 'it does not know the kind of call 4'],
  ])('is answered by an agent that is asked for the kind of call %i', async (call_kind, answered) => {
    const { running } = await ownPool({});
    const rpc = new Client(`127.0.0.1:${running[0]?.port}`, credentials.createInsecure());
    cleanups.push(() => rpc.close());
    const part = {
      address: '',
      interval_ms: 100,
      seed: 1,
      clients: 1,
      first: 0,
      stride: 1,
      call_kind,
      stream_ms: 0,
      keepalive_ms: 0,
    };
    const asked = callAgent(rpc, loadAgentService().Prepare, part, 2000);
    if (typeof answered === 'string') await expect(asked).rejects.toThrow(answered);
    else expect(await asked).toMatchObject(answered);
  });

  it('tells what is known to have happened to an agent, without waiting for it', async () => {
    const { pool } = await ownPool({ fate: 'its Pod was deleted' });
    const nowhere = {
      ...pool,
      open: async () =>
        (await pool.open({ run: '', agents: 1, clients_each: 1, longest_ms: 1 }, runOf().signal)).map((agent) => ({
          ...agent,
          address: '127.0.0.1:1',
        })),
    };
    const start = fleetOf(nowhere, 1).start(
      { address: '127.0.0.1:1', clients: 1, interval_ms: 100, seed: 1 },
      () => undefined,
      runOf(),
    );
    await expect(start).rejects.toThrow(
      'Agent 1 of 1 (agent 0) did not get ready: its Pod was deleted; nothing was changed.',
    );
  });

  it('is given up with the run', async () => {
    const abort = new AbortController();
    const { pool, closed } = await ownPool({});
    const nowhere = { ...pool, open: async () => [{ name: 'none', address: '127.0.0.1:1', fate: () => null }] };
    const start = fleetOf(nowhere, 1).start(
      { address: '127.0.0.1:1', clients: 1, interval_ms: 100, seed: 1 },
      () => undefined,
      runOf(abort.signal),
    );
    setTimeout(() => abort.abort(new Error('cancelled')), 50);
    await expect(start).rejects.toThrow('cancelled');
    expect(closed).toEqual(['r-1']);
  });
});

/** A way to a port that a test can cut. */
async function proxyTo(port: number) {
  const way = createServer();
  const ends = new Set<() => void>();
  way.on('connection', (socket) => {
    const there = connect({ port, host: '127.0.0.1' });
    socket.pipe(there).pipe(socket);
    for (const end of [socket, there]) end.on('error', () => end.destroy());
    ends.add(() => socket.resetAndDestroy());
    ends.add(() => there.destroy());
  });
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => way.close());
  const { port: own } = way.address() as AddressInfo;
  return {
    address: `127.0.0.1:${own}`,
    cut() {
      for (const end of ends) end();
      way.close();
    },
  };
}
