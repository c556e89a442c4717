import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createGuard, type Guard } from '../../../src/adapters/system/guard.ts';
import { startProcess } from '../../../src/adapters/system/run-process.ts';

let guard: Guard;

beforeAll(() => {
  guard = createGuard();
});
afterAll(() => guard.close());

function startShell(script: string, more: Partial<Parameters<typeof startProcess>[0]> = {}) {
  return startProcess({ name: 'part', command: 'sh', args: ['-c', script], guard, ...more });
}

test('every line of output is told with its stream, and the exit code is given', async () => {
  const lines: string[] = [];
  const part = await startShell('echo out; echo err >&2; printf "no end"; exit 3', {
    onLine: (line, stream) => lines.push(`${stream} ${line}`),
  });
  expect(await part.exited).toEqual({ code: 3, signal: null });
  expect(lines.sort()).toEqual(['stderr err', 'stdout no end', 'stdout out']);
});

test('the last twenty lines of standard error are kept', async () => {
  const part = await startShell('i=1; while [ $i -le 25 ]; do echo "line $i" >&2; i=$((i+1)); done');
  await part.exited;
  const kept = part.lastErrorLines();
  expect([kept.length, kept[0], kept[19]]).toEqual([20, 'line 6', 'line 25']);
});

test('input, environment and working directory reach the process', async () => {
  const lines: string[] = [];
  const cwd = await mkdtemp(join(tmpdir(), 'run-process-'));
  const part = await startShell('cat; echo "$COLOUR"; pwd -P', {
    input: 'from input\n',
    env: { PATH: '/usr/bin:/bin', COLOUR: 'red' },
    cwd,
    onLine: (line) => lines.push(line),
  });
  await part.exited;
  await rm(cwd, { recursive: true });
  expect(lines.slice(0, 2)).toEqual(['from input', 'red']);
  expect(lines[2]).toMatch(/run-process-/);
});

test('a process that ends without reading its input does no harm', async () => {
  const part = await startProcess({ name: 'part', command: 'true', args: [], input: 'x'.repeat(1 << 20) });
  expect(await part.exited).toEqual({ code: 0, signal: null });
});

test('stop asks with SIGTERM, and is at once done with what has ended', async () => {
  const part = await startShell('exec sleep 60');
  await part.stop({ graceMs: 10_000 });
  expect(await part.exited).toEqual({ code: null, signal: 'SIGTERM' });
  await part.stop({ graceMs: 10_000 });
});

test('stop kills after the grace what ignores its signal', async () => {
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  const part = await startShell("trap '' INT; echo ready; while :; do sleep 0.05; done", { onLine: () => resolve() });
  await ready;
  const start = performance.now();
  await part.stop({ signal: 'SIGINT', graceMs: 100 });
  expect(performance.now() - start).toBeGreaterThanOrEqual(99);
  expect(await part.exited).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a grandchild that holds the output open does not hide the exit', async () => {
  const part = await startShell('sleep 60 & echo $!; exit 0', { onLine: (line) => grandchildren.push(Number(line)) });
  expect(await part.exited).toEqual({ code: 0, signal: null });
  for (const pid of grandchildren) process.kill(pid, 'SIGKILL');
  expect(grandchildren).toHaveLength(1);
});
const grandchildren: number[] = [];

test('a command that cannot be started is named, with what to do', async () => {
  const absent = startProcess({ name: 'envoy-0', command: 'no-such-command', args: [] });
  await expect(absent).rejects.toThrow(
    'envoy-0 was not started: the command no-such-command was not found. Install it, or give its full path',
  );
  await expect(startShell('true', { cwd: '/no/such/place' })).rejects.toThrow('its working directory /no/such/place');
  const dir = await mkdtemp(join(tmpdir(), 'run-process-'));
  await writeFile(join(dir, 'program'), '');
  const plain = startProcess({ name: 'envoy-0', command: join(dir, 'program'), args: [] });
  await expect(plain).rejects.toThrow('may not be executed');
  await rm(dir, { recursive: true });
});

/** A guard that only writes down its orders, and refuses a ward with `refusal`. */
function recordingGuard(refusal?: Error): { guard: Guard; orders: (readonly [string, number])[] } {
  const orders: (readonly [string, number])[] = [];
  const ward = (pid: number) => {
    orders.push(['ward', pid]);
    if (refusal) throw refusal;
  };
  const release = (pid: number) => orders.push(['release', pid]);
  return { orders, guard: { ward, release, removeAfter: () => undefined, close: async () => undefined } };
}

test('the guard is told of the start, and of the end before anybody else is', async () => {
  const recording = recordingGuard();
  const part = await startShell('exit 0', { guard: recording.guard });
  expect(recording.orders[0]).toEqual(['ward', part.pid]);
  await part.exited;
  expect(recording.orders[1]).toEqual(['release', part.pid]);
});

test('a process that the guard refuses is not left running', async () => {
  const refusal = new Error('refused');
  const recording = recordingGuard(refusal);
  await expect(startShell('exec sleep 60', { guard: recording.guard })).rejects.toBe(refusal);
  const [, pid] = recording.orders[0] ?? [];
  await vi.waitFor(() => expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH'), { timeout: 5_000, interval: 10 });
});

test('closing the guard ends the process, and a closed guard starts none', async () => {
  const own = createGuard();
  const part = await startShell('exec sleep 60', { guard: own });
  await own.close();
  expect(await part.exited).toEqual({ code: null, signal: 'SIGTERM' });
  await expect(startShell('exec sleep 60', { guard: own })).rejects.toThrow('the guard is closed');
});

test('a guarded process has a session of its own, so that Ctrl-C does not reach it', async () => {
  const groups: string[] = [];
  const part = await startShell('ps -o pgid= -p $$', { onLine: (line) => groups.push(line.trim()) });
  await part.exited;
  expect(groups).toEqual([String(part.pid)]);
});
