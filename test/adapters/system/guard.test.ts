import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createGuard } from '../../../src/adapters/system/guard.ts';

const leftOver: ChildProcess[] = [];
const leftDirs: string[] = [];

afterEach(async () => {
  for (const child of leftOver.splice(0)) child.kill('SIGKILL');
  for (const dir of leftDirs.splice(0)) await rm(dir, { recursive: true, force: true });
});

async function temporaryDirectory(prefix: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), prefix));
  leftDirs.push(dir);
  await writeFile(join(dir, 'a file'), 'x');
  return dir;
}

function startSleep(): ChildProcess & { pid: number } {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  leftOver.push(child);
  if (child.pid === undefined) throw new Error('sleep did not start');
  return child as ChildProcess & { pid: number };
}

/** A process that nobody has waited for yet still takes signals: only its state tells that it has ended. */
async function isRunning(pid: number): Promise<boolean> {
  const state = await new Promise<string>((resolve) =>
    execFile('ps', ['-o', 'state=', '-p', String(pid)], (_, out) => resolve(out)),
  );
  return state !== '' && !state.startsWith('Z');
}

async function guardPids(): Promise<number[]> {
  const out = await new Promise<string>((resolve) =>
    execFile('ps', ['-A', '-o', 'pid=,ppid=,args='], { maxBuffer: 1 << 24 }, (_, text) => resolve(text)),
  );
  const own = new RegExp(`^\\s*(\\d+)\\s+${process.pid}\\s+/bin/sh -c `);
  return out
    .split('\n')
    .flatMap((line) => own.exec(line)?.[1] ?? [])
    .map(Number);
}

test('when this process is killed with SIGKILL, its wards end and its directories go, and nothing else ends', async () => {
  const plain = await temporaryDirectory('guard-');
  const odd = await temporaryDirectory('guard $(touch x); \'a\' "b" ?');
  const child = execFile(process.execPath, [join(import.meta.dirname, 'guarded-process.ts'), plain, odd]);
  let out = '';
  child.stdout?.on('data', (text) => {
    out += text;
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');

  const { warded, unwarded, released } = JSON.parse(out) as Record<'warded' | 'unwarded' | 'released', number>;
  try {
    await vi.waitFor(
      async () => {
        expect(await isRunning(warded)).toBe(false);
        expect([plain, odd].filter((dir) => existsSync(dir))).toEqual([]);
      },
      { timeout: 5_000, interval: 50 },
    );
    // Still running, so they did not inherit the pipe: the guard would have waited for them.
    expect(await isRunning(unwarded)).toBe(true);
    expect(await isRunning(released)).toBe(true);
  } finally {
    process.kill(unwarded, 'SIGKILL');
    process.kill(released, 'SIGKILL');
  }
});

test('close ends what is warded, spares what was released, removes the directories and ends the guard', async () => {
  const guard = createGuard();
  const [warded, released] = [startSleep(), startSleep()];
  const dir = await temporaryDirectory('guard-');
  guard.ward(warded.pid);
  guard.ward(released.pid);
  guard.release(released.pid);
  guard.removeAfter(dir);
  const ended = once(warded, 'exit');
  await guard.close();
  expect(await ended).toEqual([null, 'SIGTERM']);
  expect(existsSync(dir)).toBe(false);
  expect(await isRunning(released.pid)).toBe(true);
  expect(await guardPids()).toEqual([]);
  expect(() => guard.ward(released.pid)).toThrow('the guard is closed');
  await guard.close();
});

test('a ward that ignores SIGTERM is killed after two seconds', async () => {
  const guard = createGuard();
  const child = spawn('sh', ['-c', "trap '' TERM; echo ready; while :; do sleep 0.05; done"], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  leftOver.push(child);
  await once(child.stdout, 'data');
  guard.ward(child.pid ?? 0);
  const ended = once(child, 'exit');
  const start = performance.now();
  await guard.close();
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(performance.now() - start).toBeGreaterThan(1_800);
});

test('the guard survives the signals of a terminal, and a killed guard is replaced with all it knew', async () => {
  const guard = createGuard();
  const ward = startSleep();
  const dir = await temporaryDirectory('guard-');
  guard.ward(ward.pid);
  guard.removeAfter(dir);
  const [pid] = await guardPids();
  if (pid === undefined) throw new Error('the guard has no shell');
  expect(await groupOf(pid)).toBe(pid);
  // Were an output of this process held open, its reader would wait for the guard.
  const output = `/proc/${pid}/fd/1`;
  if (existsSync(output)) expect(await readlink(output)).toBe('/dev/null');
  await vi.waitFor(async () => expect(await ignoresSignals(pid)).toBe(true), { timeout: 5_000, interval: 20 });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
  expect(await isRunning(pid)).toBe(true);

  process.kill(pid, 'SIGKILL');
  const ended = once(ward, 'exit');
  await guard.close();
  expect(await ended).toEqual([null, 'SIGTERM']);
  expect(existsSync(dir)).toBe(false);
});

async function groupOf(pid: number): Promise<number> {
  return new Promise((resolve) => execFile('ps', ['-o', 'pgid=', '-p', String(pid)], (_, out) => resolve(Number(out))));
}

/** Bits 0, 1, 2 and 14 of SigIgn are HUP, INT, QUIT and TERM (proc_pid_status(5)); elsewhere taken as given. */
async function ignoresSignals(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
  if (status === undefined) return true;
  return (Number.parseInt(/SigIgn:\s*(\w+)/.exec(status)?.[1] ?? '0', 16) & 0x4007) === 0x4007;
}

test('only an existing directory below a root may be entrusted for removal', async () => {
  const root = await temporaryDirectory('guard-root-');
  const outside = await temporaryDirectory('guard-outside-');
  const inside = join(root, 'inside');
  await mkdir(inside);
  await mkdir(join(root, 'two\nlines'));
  await symlink(outside, join(root, 'link'));
  const guard = createGuard({ roots: [root] });
  const refused = [
    ['inside', 'not absolute'],
    [root, 'not below'],
    [join(inside, '..', '..'), 'not below'],
    [outside, 'not below'],
    [`${root}x`, 'not an existing directory'],
    [join(root, 'a file'), 'not an existing directory'],
    [join(root, 'link'), 'not below'],
    [join(root, 'two\nlines'), 'newline'],
  ] as const;
  for (const [dir, why] of refused) expect(() => guard.removeAfter(dir), dir).toThrow(why);
  guard.removeAfter(inside);
  await guard.close();
  expect(existsSync(inside)).toBe(false);
  expect(existsSync(join(root, 'a file'))).toBe(true);
  expect(existsSync(outside)).toBe(true);
});

test('what cannot be the process id of a child is refused', async () => {
  const guard = createGuard();
  for (const pid of [0, 1, -1, 1.5, Number.NaN, process.pid]) expect(() => guard.ward(pid)).toThrow('process id');
  await guard.close();
});

test('a guard does not keep its process running', async () => {
  const source = join(import.meta.dirname, '../../../src/adapters/system/guard.ts');
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', `import(${JSON.stringify(source)}).then((m) => m.createGuard())`],
    { stdio: 'ignore' },
  );
  leftOver.push(child);
  expect(await once(child, 'exit')).toEqual([0, null]);
});
