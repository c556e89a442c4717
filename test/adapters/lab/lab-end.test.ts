import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { chooseNodePort, labNodes } from '../../../src/adapters/lab/lab-nodes.ts';
import type { Processes } from '../../../src/ports/processes.ts';
import { follow } from '../../contract/target.contract.ts';
import { someUndo } from '../../contract/target-guard.contract.ts';
import { isListening, portOf } from './kernel-sockets.ts';
import { BAD_DOCUMENT, BASE_DOCUMENT, isRunning, type RealLab, startRealLab } from './real-lab.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function stateFolder(name = 'state'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-end-'));
  folders.push(folder);
  await mkdir(join(folder, name));
  return join(folder, name);
}

async function portsOf(lab: RealLab): Promise<number[]> {
  const { pods, service } = await lab.target.describe();
  return [service, ...(service.nlb?.zones ?? []), ...service.nodes, ...pods].map(({ address }) =>
    portOf(address ?? ''),
  );
}

function runningOf(lab: RealLab): number[] {
  return [...lab.started.values()].map(({ pid }) => pid).filter(isRunning);
}

describe('the end of a lab', () => {
  it('leaves no process, no listener and no file but its state', async () => {
    const stateDir = await stateFolder();
    const lab = await startRealLab({ stateDir });
    await lab.guard.release(await lab.guard.hold('r-1', 60_000));
    const ports = await portsOf(lab);
    expect(ports.every(isListening)).toBe(true);
    expect(runningOf(lab)).toHaveLength(5);
    await lab.stopLab();
    expect(runningOf(lab)).toEqual([]);
    expect(ports.filter(isListening)).toEqual([]);
    expect(await readdir(stateDir)).toEqual(['lab.json']);
    await lab.stop();
  });

  it('does so in the middle of a rollout too, whose caller hears of it', async () => {
    const stateDir = await stateFolder();
    const lab = await startRealLab({ stateDir });
    const fence = await lab.guard.hold('r-1', 60_000);
    const watch = await follow(lab.target);
    const rolled = lab.target.rollout(fence, { restart: true, pace_ms: 0 }, AbortSignal.timeout(60_000));
    const outcome = expect(rolled).rejects.toMatchObject({ code: 'target_unreachable' });
    await watch.until('pod_terminating', 2);
    await lab.stopLab();
    await outcome;
    expect(runningOf(lab)).toEqual([]);
    expect(await readdir(stateDir)).toEqual(['lab.json']);
    await lab.stop();
  });

  it('is told to those who watch, once, and to those who call', async () => {
    const lab = await startRealLab();
    const watch = await follow(lab.target);
    await lab.stop();
    await expect.poll(() => watch.lost).toMatchObject([{ code: 'target_unreachable' }]);
    await expect(lab.target.describe()).rejects.toMatchObject({ code: 'target_unreachable' });
    await expect(lab.guard.readUndo()).rejects.toMatchObject({ code: 'target_unreachable' });
  });

  it('comes within 5 s of the death of its process, by kill -9 too', { timeout: 20_000 }, async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'lab-process.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(child.stdout, 'data');
    const { pids, stateDir } = JSON.parse(String(line)) as { pids: number[]; stateDir: string };
    expect(pids.filter(isRunning)).toHaveLength(5);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => pids.filter(isRunning), { timeout: 5000, interval: 50 }).toEqual([]);
    await expect.poll(() => existsSync(stateDir), { timeout: 5000 }).toBe(false);
  });
});

/** Notes every process that a lab starts. */
function noting(started: number[]): (real: Processes) => Processes {
  return (real) => ({
    async start(spec) {
      const process = await real.start(spec);
      started.push(process.pid);
      return process;
    },
  });
}

describe('a lab that cannot start', () => {
  it("says why in Envoy's words and leaves nothing behind", async () => {
    const stateDir = await stateFolder();
    const started: number[] = [];
    const left: number[][] = [];
    const onFailed = (): void => void left.push(started.filter(isRunning));
    const start = startRealLab({ stateDir, document: BAD_DOCUMENT, processes: noting(started), onFailed });
    await expect(start).rejects.toMatchObject({
      code: 'rollout_failed',
      message: expect.stringMatching(/^No new Pod gets Ready \(3 tries\): .*no such field: 'no_such_field'/),
    });
    expect(started.length).toBeGreaterThanOrEqual(5);
    expect(left).toEqual([[]]);
    expect(await readdir(stateDir)).toEqual([]);
  });

  it('names what the document lacks', async () => {
    const document = BASE_DOCUMENT.replace('- name: health\n', '- name: wealth\n');
    await expect(startRealLab({ document })).rejects.toThrow('no listener `health`');
  });

  it('says that the path of its state is too long for a socket, and ends what it had started', async () => {
    const stateDir = await stateFolder('x'.repeat(90));
    const started: number[] = [];
    const left: number[][] = [];
    const onFailed = (): void => void left.push(started.filter(isRunning));
    await expect(startRealLab({ stateDir, processes: noting(started), onFailed })).rejects.toThrow(
      'choose a shorter NLB_STATE',
    );
    expect(started).toHaveLength(5);
    expect(left).toEqual([[]]);
  });

  it('names the NodePort that another program has', async () => {
    const server = createServer().listen(0, '127.0.0.12');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await expect(chooseNodePort(labNodes(), port, Math.random)).rejects.toThrow(
      `port ${port}, the lab's NodePort, is in use`,
    );
    server.close();
    await once(server, 'close');
    expect(await chooseNodePort(labNodes(), port, Math.random)).toBe(port);
  });
});

describe('a lab that is started again', () => {
  it('serves its undo record although what a run left does not start, so that it can be put back', async () => {
    const lab = await startRealLab();
    const before = await lab.target.describe();
    const fence = await lab.guard.hold('r-1', 60_000);
    await lab.guard.writeUndo(fence, { ...someUndo('r-1'), document: BASE_DOCUMENT });
    const signal = AbortSignal.timeout(60_000);
    const bad = { document: BAD_DOCUMENT, restart: true, pace_ms: 0 };
    await expect(lab.target.rollout(fence, bad, signal)).rejects.toMatchObject({ code: 'rollout_failed' });
    await lab.restart();
    expect((await lab.target.describe()).deployment.rolled_out).toBe(false);
    const undo = await lab.guard.readUndo();
    await lab.target.rollout(fence, { document: undo?.document ?? '', restart: true, pace_ms: 0 }, signal);
    const after = await lab.target.describe();
    expect(after.deployment.rolled_out).toBe(true);
    expect(after.config.image).toBe(before.config.image);
    await lab.stop();
  });

  it('runs the configuration that it was left with', async () => {
    const lab = await startRealLab();
    const fence = await lab.guard.hold('r-1', 60_000);
    const changed = `${BASE_DOCUMENT}# changed\n`;
    const rollout = { document: changed, replicas: 2, restart: true, pace_ms: 0 };
    await lab.target.rollout(fence, rollout, AbortSignal.timeout(60_000));
    const { config } = await lab.target.describe();
    await lab.restart();
    const again = await lab.target.describe();
    expect(again.config).toEqual(config);
    expect(again.pods).toHaveLength(2);
    await lab.stop();
  });
});
