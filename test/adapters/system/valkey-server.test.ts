import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findValkey } from '../../../src/adapters/system/find-valkey.ts';
import { createGuard, type Guard } from '../../../src/adapters/system/guard.ts';
import { startValkey } from '../../../src/adapters/system/valkey-server.ts';

let guard: Guard;
let binary: string;
const stateDir = mkdtempSync(join(tmpdir(), 'a valkey '));

beforeAll(async () => {
  guard = createGuard();
  const cacheDir = join(import.meta.dirname, '../../../.cache');
  ({ path: binary } = await findValkey({ env: process.env, cacheDir, onProgress: () => undefined }));
}, 180_000);
afterAll(async () => {
  await guard.close();
  rmSync(stateDir, { recursive: true });
});

test('it serves the given URL as the job queue needs it, and nobody without the password', async () => {
  const server = await startValkey({ binary, stateDir, guard });
  expect(server.url).toMatch(/^redis:\/\/:[0-9a-f]{48}@127\.0\.0\.1:\d+\/0$/);
  const client = new Redis(server.url);
  const setting = async (name: string) => ((await client.config('GET', name)) as string[])[1];
  expect(await client.set('key', 'value')).toBe('OK');
  expect(
    await Promise.all(['save', 'appendonly', 'maxmemory-policy', 'bind', 'protected-mode', 'dir'].map(setting)),
  ).toEqual(['', 'no', 'noeviction', '127.0.0.1', 'yes', stateDir]);
  const stranger = new Redis(server.url.replace(/:[0-9a-f]{48}@/, ''), { retryStrategy: null });
  stranger.on('error', () => undefined);
  await expect(stranger.get('key')).rejects.toThrow();
  stranger.disconnect();
  client.disconnect();

  await server.stop();
  expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
  expect(readdirSync(stateDir)).toEqual([]);
});

test('its password is in no process list', async () => {
  const server = await startValkey({ binary, stateDir, guard });
  const password = new URL(server.url).password;
  const list = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8', maxBuffer: 1 << 24 });
  expect(list).toContain(String(server.pid));
  expect(list).not.toContain(password);
  const cmdline = `/proc/${server.pid}/cmdline`;
  if (existsSync(cmdline)) expect(readFileSync(cmdline, 'utf8')).not.toContain(password);
  await server.stop();
});

test('a given port is used, and when it is taken the error names it', async () => {
  const holder = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as { port: number };
  await expect(startValkey({ binary, stateDir, guard, port })).rejects.toThrow(
    `valkey cannot listen on 127.0.0.1:${port}: the port is taken`,
  );
  holder.close();
  await once(holder, 'close');
  const server = await startValkey({ binary, stateDir, guard, port });
  expect(new URL(server.url).port).toBe(String(port));
  await server.stop();
});

/** A program that does `body` for its first calls and is the real server afterwards; it counts its calls. */
function program(name: string, body: string): { path: string; calls: () => number } {
  const path = join(mkdtempSync(join(stateDir, 'program-')), name);
  writeFileSync(path, `#!/bin/sh\necho >> "$0.calls"\ncalls=$(wc -l < "$0.calls")\n${body}\nexec '${binary}' "$@"\n`);
  chmodSync(path, 0o755);
  return { path, calls: () => readFileSync(`${path}.calls`, 'utf8').length };
}
const collides = 'echo "bind: Address already in use"; exit 1';

test('when somebody takes the chosen port first another is tried, five at most', async () => {
  const twice = program('twice', `[ $calls -gt 2 ] || { ${collides}; }`);
  const server = await startValkey({ binary: twice.path, stateDir, guard });
  expect(twice.calls()).toBe(3);
  await server.stop();
  const always = program('always', collides);
  await expect(startValkey({ binary: always.path, stateDir, guard })).rejects.toThrow('the port is taken');
  expect(always.calls()).toBe(5);
  await expect(startValkey({ binary: always.path, stateDir, guard, port: 6379 })).rejects.toThrow('127.0.0.1:6379');
  expect(always.calls()).toBe(6);
});

test('a server that ends early is told with its last words, and is not tried again', async () => {
  const broken = program('broken', 'echo "Fatal config error" >&2; exit 1');
  await expect(startValkey({ binary: broken.path, stateDir, guard })).rejects.toThrow(
    'valkey ended before it answered; its last lines: Fatal config error',
  );
  expect(broken.calls()).toBe(1);
  await expect(startValkey({ binary: '/no/such/server', stateDir, guard })).rejects.toThrow(
    '/no/such/server was not found',
  );
});
