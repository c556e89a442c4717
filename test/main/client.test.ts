import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { startHelloServer } from '../../src/adapters/grpc/hello-server.ts';
import { readAgentArguments } from '../../src/main/agent.ts';
import { readClientArguments } from '../../src/main/client.ts';
import { readServerArguments } from '../../src/main/server.ts';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(role: 'client' | 'server', args: string[]) {
  const file = join(import.meta.dirname, '../../src/main', `${role}.ts`);
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return { child, exit: once(child, 'exit'), errors: text(child.stderr), lines: createInterface(child.stdout) };
}

it('reads address, interval and number of clients', () => {
  expect(readClientArguments(['--addr', 'envoy.default.svc:8080', '--interval', '500ms', '--clients', '20'])).toEqual({
    address: 'envoy.default.svc:8080',
    interval_ms: 500,
    clients: 20,
  });
  expect(readClientArguments(['--addr', '[::1]:80'])).toEqual({ address: '[::1]:80', interval_ms: 3000, clients: 1 });
});

it.each([
  [[], '--addr is missing'],
  [['--addr', 'envoy'], 'not "envoy"'],
  [['--addr', 'envoy:0'], 'not "envoy:0"'],
  [['--addr', 'envoy:65536'], 'not "envoy:65536"'],
  [['--addr', 'a:1', '--interval', '3'], 'not "3"'],
  [['--addr', 'a:1', '--interval', '49ms'], '50ms to 5m'],
  [['--addr', 'a:1', '--interval', '6m'], '50ms to 5m'],
  [['--addr', 'a:1', '--clients', '0'], '1 to 2000'],
  [['--addr', 'a:1', '--clients', '2001'], '1 to 2000'],
  [['--addr', 'a:1', '--clients', '1.5'], '1 to 2000'],
  [['--addr', 'a:1', '--speed', '3'], '--speed'],
  [['a:1'], 'a:1'],
])('refuses %j and says why', (args, reason) => {
  expect(() => readClientArguments(args)).toThrow(reason);
});

it.each([['70000'], ['-1'], ['http']])('refuses the server port %s', (port) => {
  expect(() => readServerArguments([`--port=${port}`])).toThrow(`not "${port}"`);
});

it('reads the port of an agent, and refuses another', () => {
  expect(readAgentArguments([])).toEqual({ port: 8700 });
  expect(readAgentArguments(['--port', '0'])).toEqual({ port: 0 });
  expect(() => readAgentArguments(['--port=65536'])).toThrow('not "65536"');
});

it('ends with 2 and one clear line when an argument is wrong', async () => {
  const { exit, errors } = start('client', ['--addr', 'a:1', '--speed', '3']);
  expect(await exit).toEqual([2, null]);
  expect(await errors).toMatch(/^client: Unknown option '--speed'\. Usage: client --addr HOST:PORT .*\n$/);
});

it('prints a line for each request, and a summary when it is told to end', async () => {
  const server = await startHelloServer({ host: '127.0.0.1', port: 0, name: 'server-1' });
  const client = start('client', ['--addr', `127.0.0.1:${server.port}`, '--interval', '100ms', '--clients', '2']);
  const lines: string[] = [];
  let isTold = false;
  for await (const line of client.lines) {
    lines.push(line);
    if (lines.length === 4) await server.stop();
    // A second signal would end it without its summary.
    if (line.includes('error=') && !isTold) isTold = client.child.kill('SIGTERM');
  }
  expect(await client.exit).toEqual([0, null]);
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z client=[01] pod=- latency_ms=\d+\.\d$/);
  expect(lines.at(-1)).toMatch(/^\d+ requests in .*; connections: 2; errors: UNAVAILABLE \d+; pods: none$/);
  expect(lines.length - 1).toBe(Number.parseInt(lines.at(-1) ?? '', 10));
});

it('serves until SIGTERM and ends with 0', async () => {
  const server = start('server', ['--host', '127.0.0.1', '--port', '0', '--name', 'server-1']);
  const [line] = await once(server.lines, 'line');
  expect(line).toMatch(/^server server-1 listens on 127\.0\.0\.1:\d+$/);
  server.child.kill('SIGTERM');
  expect(await server.exit).toEqual([0, null]);
  expect(await server.errors).toBe('');
});
