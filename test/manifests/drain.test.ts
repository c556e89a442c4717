import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drainEnvoy } from '../../src/adapters/envoy/drain-envoy.ts';
import { readDrainArguments } from '../../src/main/drain.ts';

/** Envoy's admin interface as the drain sees it: connections are there until they are taken away. */
let admin: Server;
let connections: number;
let calls: string[];
let adminUrl: string;

beforeEach(async () => {
  connections = 2;
  calls = [];
  admin = createServer((request, response) => {
    calls.push(`${request.method} ${decodeURIComponent(request.url ?? '')}`);
    response.end(request.method === 'POST' ? 'OK\n' : `http.ingress_http.downstream_cx_active: ${connections}\n`);
  });
  await once(admin.listen(0, '127.0.0.1'), 'listening');
  adminUrl = `http://127.0.0.1:${(admin.address() as AddressInfo).port}`;
});

afterEach(() => {
  admin.closeAllConnections();
  admin.close();
});

const options = () => ({ adminUrl, statPrefix: 'ingress_http', minMs: 0, deadlineMs: 5000, pollMs: 10 });
const countsUntil = async (n: number): Promise<void> => {
  await expect.poll(() => calls.filter((call) => call.startsWith('GET')).length, { interval: 5 }).toBeGreaterThan(n);
};

describe('a drain', () => {
  it('asks Envoy once to drain with its listeners open, and ends when the last connection has gone', async () => {
    const drained = drainEnvoy(options());
    await countsUntil(3);
    connections = 0;
    expect(await drained).toMatchObject({ reason: 'empty', connections: 0 });
    expect(calls.filter((call) => call.startsWith('POST'))).toEqual(['POST /drain_listeners?graceful&skip_exit']);
    expect(calls).toContain('GET /stats?filter=^http\\.ingress_http\\.downstream_cx_active$');
  });

  it('goes on for its least time although nobody is connected, because clients still come', async () => {
    connections = 0;
    const result = await drainEnvoy({ ...options(), minMs: 300 });
    expect(result.reason).toBe('empty');
    expect(result.tookMs).toBeGreaterThanOrEqual(300);
  });

  it('ends at its deadline, with the number of those who stayed', async () => {
    expect(await drainEnvoy({ ...options(), deadlineMs: 200 })).toMatchObject({ reason: 'deadline', connections: 2 });
  });

  it('ends when Envoy has gone', async () => {
    admin.close();
    expect(await drainEnvoy(options())).toMatchObject({ reason: 'envoy-gone', connections: null });
  });
});

describe('the role drain', () => {
  let role: ChildProcess;

  afterEach(() => {
    role.kill('SIGKILL');
  });

  it('answers GET /drained only after SIGUSR2 has drained Envoy, starts nothing by an address, and ends by SIGTERM', async () => {
    const program = resolve(import.meta.dirname, '../../src/main/drain.ts');
    const args = [program, '--admin', adminUrl, '--port', '0', '--min', '0ms', '--deadline', '20s'];
    role = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    if (role.stdout === null) throw new Error('the role has no output');
    const lines = createInterface(role.stdout)[Symbol.asyncIterator]();
    const port = /port (\d+)/.exec((await lines.next()).value ?? '')?.[1];
    const url = `http://127.0.0.1:${port}`;
    let answered = false;
    const waiting = fetch(`${url}/drained`).finally(() => {
      answered = true;
    });
    expect((await fetch(`${url}/drained`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${url}/drain`)).status).toBe(404);
    expect(calls).toEqual([]);
    role.kill('SIGUSR2');
    await countsUntil(1);
    expect(answered).toBe(false);
    connections = 0;
    expect(await (await waiting).json()).toMatchObject({ reason: 'empty' });
    role.kill('SIGTERM');
    expect(await once(role, 'exit')).toEqual([0, null]);
  });
});

describe('the arguments of the role drain', () => {
  it('have defaults that fit the base', () => {
    expect(readDrainArguments([])).toEqual({
      adminUrl: 'http://127.0.0.1:9902',
      statPrefix: 'ingress_http',
      port: 9903,
      how: 'drain',
      minMs: 5000,
      deadlineMs: 45_000,
    });
  });

  it.each([
    [['--min', '10'], '--min takes a duration'],
    [['--min', '1m'], 'longer than --deadline'],
    [['--port', '70000'], '--port takes a whole number'],
    [['--admin', 'unix:/x'], '--admin takes an address'],
  ])('%j are refused with the reason', (argv, message) => {
    expect(() => readDrainArguments(argv)).toThrow(message);
  });
});
