import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from './control.ts';
import { isListening, processesWith } from './host.ts';
import { type Instance, SHORT, startInstance } from './instance.ts';
import { until } from './until.ts';

/** Nothing may be left of an instance so long after its end. */
const GONE_MS = 10_000;
/** A worker asks a lost queue for ten seconds to keep an outcome. */
const LOST_QUEUE_MS = 20_000;

describe('the end of an instance in the middle of a run', () => {
  let instance: Instance;
  /** The lab's configuration before the run. */
  let found: string;
  let root: Message;

  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => console.log(instance.log()));
  });

  afterEach(async () => {
    await instance.discard();
  });

  async function runUntil(phase: string): Promise<void> {
    instance = await startInstance();
    found = (await instance.topology()).config.document;
    root = await instance.story.run(`/nlb run max-connection-duration value=1s ${SHORT}`);
    await until(phase, () => instance.story.versions(root.ts).some(({ text }) => text.includes(phase)), 60_000);
  }

  async function expectNothingLeft(): Promise<void> {
    const { folder, ports } = instance;
    await until('the end of all parts', () => processesWith(folder).length === 0, GONE_MS).catch(() => undefined);
    expect(instance.leftovers()).toEqual([]);
    expect(await isListening(ports.workspace)).toBe(false);
    expect(await isListening(ports.labNode, '127.0.0.11')).toBe(false);
  }

  it('by Ctrl-C puts the target back, tells everybody, and ends with 0', { timeout: 150_000 }, async () => {
    await runUntil('treatment:');
    await until('the setting', async () => (await instance.topology()).config.document !== found, 5000);
    const waiting = await instance.story.run('/nlb run baseline');
    process.kill(instance.pid, 'SIGINT');
    const told = await instance.story.untilState(root, 'interrupted', 60_000);
    expect(told.text).toMatch(/was interrupted.*is as it was before/);
    const unstarted = await instance.story.untilState(waiting, 'interrupted', 30_000);
    expect(JSON.stringify(unstarted.blocks)).toContain('Run it again');
    expect(await instance.ended).toBe(0);
    await expectNothingLeft();
    expect(instance.kept()).toMatchObject({ template: { document: found }, undo: null, lease: null });
    expect(instance.complaints()).toEqual([]);
  });

  it('by the death of its supervisor leaves its state alone, and the next start puts the target back and tells it', {
    timeout: 150_000,
  }, async () => {
    await runUntil('treatment:');
    process.kill(instance.pid, 'SIGKILL');
    await instance.ended;
    await expectNothingLeft();
    instance.story.close();
    instance = await startInstance({ folder: instance.folder });
    const told = await until(
      'the end of the run',
      async () =>
        (await instance.control.roots()).find(
          ({ ts, metadata }) => ts === root.ts && metadata?.event_payload.state === 'interrupted',
        ),
      20_000,
    );
    expect(told.text).toMatch(/was interrupted.*is as it was before/);
    await until('the end of the recovery', async () => (await instance.holding()) === null, 5000);
    expect(instance.kept()).toMatchObject({ template: { document: found }, undo: null });
  });

  it('by the death of its lab is told in one line, with code 1, and by the doctor', { timeout: 150_000 }, async () => {
    await runUntil('clients connect');
    const killed = performance.now();
    const lab = await instance.control.pid('lab');
    process.kill(lab, 'SIGKILL');
    await until('the end of the lab', () => !processesWith(instance.folder).some(({ pid }) => pid === lab), 5000);
    const { response } = await instance.control.type('/nlb doctor');
    expect(response?.text).toContain('This instance: it is ending: The lab ended (SIGKILL)');
    expect(await instance.ended).toBe(1);
    await expectNothingLeft();
    expect(performance.now() - killed).toBeLessThan(GONE_MS);
    expect(instance.complaints()).toEqual(['The lab ended (SIGKILL), and its experiments can not go on: start again.']);
  });

  it('by the death of its queue puts the target back, with code 1', { timeout: 150_000 }, async () => {
    await runUntil('treatment:');
    const queue = processesWith(instance.folder).find(({ command }) => /(valkey|redis)-server/.test(command));
    if (queue === undefined) throw new Error('no queue server was found');
    const killed = performance.now();
    process.kill(queue.pid, 'SIGKILL');
    expect(await instance.ended).toBe(1);
    expect(performance.now() - killed).toBeLessThan(LOST_QUEUE_MS);
    await expectNothingLeft();
    expect(instance.kept()).toMatchObject({ template: { document: found } });
    expect(instance.complaints()).toEqual(['Valkey ended, and what waited in its queue is gone: start again.']);
  });
});
