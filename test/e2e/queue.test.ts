import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from './control.ts';
import { type Instance, SHORT } from './instance.ts';
import { oneInstance } from './one-instance.ts';
import { partOf, recordOf } from './read-thread.ts';
import { until } from './until.ts';

const RUN_MS = 90_000;

describe('runs of one target', () => {
  let instance: Instance;
  oneInstance((started) => {
    instance = started;
  });

  afterEach(async () => {
    const end = 'the target is free and nothing waits';
    await until(end, async () => (await answer('/nlb status')).startsWith('Nothing runs'), 50_000);
  });

  const answer = (text: string): Promise<string> => instance.answer(text);

  async function untilWaits(root: Message, place: string): Promise<void> {
    const told = new RegExp(`${place}, starts in about \\d+ s`);
    await until(place, () => instance.story.versions(root.ts).some(({ text }) => told.test(text)), 30_000);
    // A run has its message before its place in the queue, and the next must come after it.
    const run = root.metadata?.event_payload.run ?? '';
    await until(`${run} in the queue`, async () => (await answer('/nlb status')).includes(run), 5000);
  }

  it('wait for each other, can be cancelled while they wait and while they run', { timeout: 150_000 }, async () => {
    const { control, story } = instance;
    const before = await instance.topology();
    const first = await story.run(`/nlb run rollout-restart ${SHORT}`);
    await story.untilState(first, 'running', 30_000);
    const second = await story.run(`/nlb run baseline ${SHORT}`, { user: 'bob' });
    await untilWaits(second, 'next in the queue');
    const third = await story.run(`/nlb run baseline clients=5 ${SHORT}`, { user: 'carol' });
    await untilWaits(third, '2nd in the queue');
    const [one, two, three] = [first, second, third].map((root) => root.metadata?.event_payload.run);

    const status = (await answer('/nlb status')).split('\n');
    expect(status[0]).toContain('1 running, 2 waiting');
    expect(status.slice(1).map((line) => line.match(/r-[0-9a-f]{8}/)?.[0])).toEqual([one, two, three]);

    expect(await answer(`/nlb cancel ${three}`)).toContain('was taken out of the queue');
    expect((await story.untilState(third, 'cancelled', 30_000)).text).toContain('before it started');
    expect(await answer('/nlb status')).toContain('1 running, 1 waiting');

    await until('the change', () => story.versions(first.ts).some(({ text }) => text.includes('control:')), 40_000);
    await control.press(first, 'nlb_cancel');
    const cancelled = await story.untilState(first, 'cancelled', 40_000);
    expect(cancelled.text).toMatch(/was cancelled by (@alice|<@U0000000001>|U0000000001) after \d/);
    const stopped = await recordOf(control, first);
    expect(stopped).toMatchObject({ state: 'cancelled', verdict: null, failure: { code: 'cancelled' } });
    expect(stopped.restore.post_image).toBe(before.config.image);

    await story.untilState(second, 'done', RUN_MS);
    const next = await recordOf(control, second);
    expect(Date.parse(next.started_at)).toBeGreaterThanOrEqual(Date.parse(stopped.ended_at));
    expect((await instance.topology()).config).toEqual(before.config);
    expect(await instance.holding()).toBeNull();
    expect(story.states(third.ts)).toEqual(['queued', 'cancelled']);
  });

  it('survive their worker: what it left is put back and told, and the next one runs', {
    timeout: 150_000,
  }, async () => {
    const { control, story } = instance;
    const before = await instance.topology();
    const worker = await control.pid('worker');
    const first = await story.run(`/nlb run max-connection-duration value=1s ${SHORT}`);
    const second = await story.run(`/nlb run baseline ${SHORT}`);
    const observing = (): boolean => story.versions(first.ts).some(({ text }) => text.includes('treatment: observing'));
    await until('the observation of the treatment', observing, 60_000);
    expect((await instance.topology()).config.image).not.toBe(before.config.image);
    process.kill(worker, 'SIGKILL');

    const told = await story.untilState(first, 'interrupted', 60_000);
    expect(told.text).toMatch(/was interrupted: The worker died.*is as it was before/);
    expect((await instance.topology()).config).toEqual(before.config);
    const record = await recordOf(control, first);
    expect(record).toMatchObject({
      state: 'interrupted',
      restore: { state: 'RESTORED', post_image: before.config.image },
    });

    await story.untilState(second, 'done', RUN_MS);
    expect(await control.pid('worker')).not.toBe(worker);
    expect(await instance.holding()).toBeNull();
    expect(instance.kept().undo).toBeNull();
    expect(story.states(first.ts).at(-1)).toBe('interrupted');
  });

  it('are told to their end by a new bot when theirs was killed', { timeout: 150_000 }, async () => {
    const { control, story } = instance;
    const root = await story.run(`/nlb run rollout-restart ${SHORT}`);
    await story.untilState(root, 'running', 30_000);
    const edited = (): boolean => story.versions(root.ts).length > 3;
    await until('news after the plan', edited, 40_000);
    expect((await control.replies(root)).map(partOf)).toEqual(['plan']);
    const bot = await control.pid('bot');
    process.kill(bot, 'SIGKILL');
    await until('a new bot', async () => (await control.isHealthy()) && (await control.pid('bot')) !== bot, 40_000);
    await story.untilState(root, 'done', RUN_MS);
    const parts = (await control.replies(root)).map(partOf);
    expect(parts).toEqual(['plan', 'chart', 'chart', 'table', 'why', 'record.json']);
  });
});
