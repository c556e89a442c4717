import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/domain/record.ts';
import { processesWith } from './host.ts';
import { SHORT } from './instance.ts';
import { type Program, startProgram } from './program.ts';
import { partOf, pngSize } from './read-thread.ts';
import { expectContract } from './record-contract.ts';
import { until } from './until.ts';

const GONE_MS = 10_000;
const GATE = { BALANCED: 0, IMBALANCED: 10, INCONCLUSIVE: 11, INVALID: 12 };

describe('the shell', () => {
  const programs: Program[] = [];

  afterEach(async ({ task }) => {
    for (const program of programs.splice(0)) {
      if (task.result?.state === 'fail') console.log(program.stdout(), program.log());
      await program.discard();
    }
  });

  function nlb(...args: string[]): Program {
    const program = startProgram('nlb', args, { env: { CHROMIUM_BIN: '/nowhere/chromium' } });
    programs.push(program);
    return program;
  }

  function recordIn(folder: string): RunRecord {
    return JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) as RunRecord;
  }

  async function expectNothingLeft({ folder, leftovers }: Program): Promise<void> {
    await until('the end of all parts', () => processesWith(folder).length === 0, GONE_MS).catch(() => undefined);
    expect(leftovers()).toEqual([]);
  }

  it('runs two commands at once, each with files that verify and an end by its verdict', {
    timeout: 150_000,
  }, async () => {
    const plain = nlb('--out', 'out', 'run', 'baseline', ...SHORT.split(' '));
    const gated = nlb('--gate', '--out', 'out', 'run', 'baseline', 'clients=60', ...SHORT.split(' '));
    expect(await plain.ended).toBe(0);
    const out = join(gated.folder, 'out');
    const code = await gated.ended;
    const record = recordIn(out);
    expect(code).toBe(GATE[record.verdict?.name ?? 'INVALID']);
    expectContract(record);
    expect(record.requested_by).toBe(`shell:${userInfo().username}`);
    expect(record.parameters.clients).toBe(60);
    expect(recordIn(join(plain.folder, 'out')).id).not.toBe(record.id);

    const files = ['chart-connections.png', 'chart-share.png', 'raw', 'record.json', 'thread.json'];
    expect(readdirSync(out).sort()).toEqual(files);
    expect(readdirSync(join(out, 'raw')).sort()).toEqual(['clients.ndjson', 'envoy.ndjson']);
    for (const chart of files.slice(0, 2)) {
      expect(pngSize(readFileSync(join(out, chart)))).toEqual({ width: 1600, height: 900 });
    }
    const thread = JSON.parse(readFileSync(join(out, 'thread.json'), 'utf8'));
    expect(thread.replies.map(partOf)).toEqual(['plan', 'chart', 'chart', 'table', 'why', 'record.json']);
    expect(thread.root.metadata.event_payload).toEqual({ run: record.id, state: 'done' });
    for (const told of ['Plan of', 'Connections now:', 'Report of', record.id]) expect(gated.stdout()).toContain(told);
    await expectNothingLeft(plain);
    await expectNothingLeft(gated);

    const good = nlb('verify', out);
    expect(await good.ended).toBe(0);
    const compared = nlb('--out', 'both', 'compare', join(plain.folder, 'out'), out);
    expect(await compared.ended).toBe(0);
    expect(compared.stdout()).toContain('Not like for like: A has 20 clients and B 60.');
    const both = join(compared.folder, 'both');
    expect(readdirSync(both).sort()).toEqual(['chart-compare.png', 'comparison.json']);
    expect(pngSize(readFileSync(join(both, 'chart-compare.png')))).toEqual({ width: 1600, height: 900 });
    expect(compared.leftovers()).toEqual([]);

    const [pod = ''] = Object.keys(record.arms[0]?.held ?? {});
    const forged = structuredClone(record);
    const held = forged.arms[0]?.held ?? {};
    held[pod] = (held[pod] ?? 0) + 1;
    writeFileSync(join(out, 'record.json'), JSON.stringify(forged));
    const bad = nlb('verify', out);
    expect(await bad.ended).toBe(1);
    expect(bad.stdout()).toMatch(/arms.*held.*recorded \d+, recomputed \d+/);
  });

  it.each(['--help', '-h'])('tells with %s how it is used, and starts nothing', async (flag) => {
    const program = nlb(flag);
    expect(await program.ended).toBe(0);
    expect(program.stdout()).toMatch(/^nlb \[--gate\].*nlb help lists them/);
    expect(program.complaints()).toEqual([]);
  });

  it.each([
    [['run', 'baseline', 'clients=0'], /`?clients`? is `?0`?; it must be a whole number/],
    [['run', 'baseline', 'on=nowhere'], /no target nowhere. Targets: lab/],
    [['frobnicate'], /There is no command/],
    [['--fast', 'run', 'baseline'], /There is no flag --fast/],
    [['--out'], /--out needs a directory/],
    [['verify'], /verify needs one directory/],
    [['compare', 'out/a'], /compare takes two runs, each a folder or an id/],
    [['compare', 'out/a', 'r-7f3c'], /There is no run out\/a here: neither that folder nor out\/out\/a has a record/],
    [['history'], /A shell keeps no runs, so there is none to list: set REDIS_URL/],
    [['show', 'r-7f3c'], /so there is none to show/],
  ])('%j is a mistake: one answer, code 2, and nothing is started', async (args, expected) => {
    const program = nlb(...args);
    expect(await program.ended).toBe(2);
    expect(program.complaints().join('\n')).toMatch(expected);
    expect(program.stdout()).toBe('');
    expect(program.leftovers()).toEqual([]);
    expect(existsSync(join(program.folder, 'out'))).toBe(false);
  });

  it('puts the target back on Ctrl-C, writes what it has and ends with 130', { timeout: 150_000 }, async () => {
    const program = nlb('--out', 'out', 'run', 'max-connection-duration', 'value=1s', ...SHORT.split(' '));
    await until('the treatment', () => program.stdout().includes('treatment: observing'), 40_000);
    process.kill(program.pid, 'SIGINT');
    expect(await program.ended).toBe(130);
    const record = recordIn(join(program.folder, 'out'));
    expect(record).toMatchObject({ state: 'interrupted', verdict: null, restore: { state: 'RESTORED' } });
    expect(record.restore.post_image).toBe(record.restore.pre_image);
    expect(program.stdout()).toMatch(/was interrupted.*is as it was before/);
    await expectNothingLeft(program);
  });

  it('puts the target back when its whole group is told to end, as by timeout', { timeout: 150_000 }, async () => {
    const program = startProgram('nlb', ['--out', 'out', 'run', 'idle-timeout', ...SHORT.split(' ')], { group: true });
    programs.push(program);
    await until('the control', () => program.stdout().includes('control: restarting'), 40_000);
    process.kill(-program.pid, 'SIGTERM');
    expect(await program.ended).toBe(130);
    expect(program.complaints()).toEqual(['Ending: the target is put back first. Once more ends at once.']);
    expect(recordIn(join(program.folder, 'out'))).toMatchObject({ state: 'interrupted' });
    await expectNothingLeft(program);
  });

  it('follows its run over the death of its bot', { timeout: 150_000 }, async () => {
    const program = nlb('--out', 'out', 'run', 'baseline', ...SHORT.split(' '));
    await until('the run', () => program.stdout().includes('Connections now'), 60_000);
    const bot = processesWith(program.folder).find(({ command }) => command.endsWith('bot.ts --own-queue'));
    if (bot === undefined) throw new Error('no bot was found');
    process.kill(bot.pid, 'SIGKILL');
    expect(await program.ended).toBe(0);
    expect(program.complaints()).toContain('The bot ended (SIGKILL); starting it again.');
    expect(recordIn(join(program.folder, 'out')).state).toBe('done');
    expect(program.stdout()).toContain('Report of');
  });

  it('leaves nothing when it is killed in the middle of a run', { timeout: 150_000 }, async () => {
    const program = nlb('run', 'rollout-restart', ...SHORT.split(' '));
    await until('the run', () => program.stdout().includes('Connections now'), 60_000);
    expect(program.leftovers().length).toBeGreaterThan(5);
    process.kill(program.pid, 'SIGKILL');
    await program.ended;
    await expectNothingLeft(program);
  });

  it('draws the path of the lab, with a check that opened connections, and leaves nothing', {
    timeout: 120_000,
  }, async () => {
    const program = nlb('--out', 'out', 'explain', 'nodeport');
    expect(await program.ended).toBe(0);
    expect(program.stdout()).toMatch(
      /^I opened 60 connections to node-\d 127\.0\.0\.1\d:\d+: they landed \d+ \/ \d+ \/ \d+ on .*, Pods of both nodes \(each Pod equally likely: p = /m,
    );
    expect(program.stdout()).toMatch(/^\[path-lab\.png\] .* \d+ open now\./m);
    const { width, height } = pngSize(readFileSync(join(program.folder, 'out', 'path-lab.png')));
    expect(width).toBe(1600);
    expect(height).toBeGreaterThanOrEqual(900);
    await expectNothingLeft(program);
  });
});
