import { describe, expect, it } from 'vitest';
import { answerCommand } from '../../src/app/answer-command.ts';
import type { Answer, Ask } from '../../src/domain/ask.ts';
import type { PathChart } from '../../src/domain/chart/path-spec.ts';
import type { PathCheck } from '../../src/domain/path/path-check.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';

const CHECK: PathCheck = {
  kind: 'made',
  door: { node: 'node-1', address: '127.0.0.11:31401', expected: { 'uid-1': 1 / 3, 'uid-2': 1 / 3, 'uid-3': 1 / 3 } },
  asked: 60,
  landed: { 'uid-1': 21, 'uid-2': 18, 'uid-3': 21 },
  unnamed: 0,
  failed: {},
};

/** A worker of a target; `answer` makes its answers, or null where it never answers what it took. */
function work(world: BotWorld, answer: (ask: Ask) => Promise<Answer | null>, target = 'lab'): Ask[] {
  const taken: Ask[] = [];
  void (async () => {
    for (let round = 0; round < 200; round++) {
      const ask = await world.desk.take(target);
      if (ask !== null) {
        taken.push(ask);
        const answered = await answer(ask);
        if (answered !== null) await world.desk.answer(ask.id, answered);
      }
      await world.clock.sleep(100);
    }
  })();
  return taken;
}

/** What a worker sees of the world's target. */
function seen(world: BotWorld): (ask: Ask) => Promise<Answer> {
  return async (ask) => {
    const { pods, service, kubernetes_version, envoy_version } = await world.lab.target.describe();
    const check: PathCheck =
      ask.kind === 'path' && ask.check !== null ? CHECK : { kind: 'not_made', why: 'not_wanted' };
    const held = { 'uid-1': 7, 'uid-2': 6, 'uid-3': 7 };
    return { kind: 'path', sight: { source: { pods, service, kubernetes_version }, envoy_version, held, check } };
  };
}

/** The answer, and what is in the channel once everything has come that follows it. */
async function ask(world: BotWorld, text: string, changed = {}) {
  const answer = await world.clock.during(answerCommand(world.deps, world.asker(changed), text));
  const from = world.clock.monotonicMs();
  await world.clock.until(() => world.deps.underWay.size === 0, 20_000);
  const comment = world.chat.files.at(-1)?.file.comment ?? '';
  return { answer: answer ?? '', comment, tookMs: world.clock.monotonicMs() - from };
}

const asProduction = (world: BotWorld): void => {
  const { profile } = world.deps;
  world.deps.profile = (name) => ({ ...profile(name), class: 'production' });
};

describe('/nlb explain of a topic with a path', () => {
  it('answers at once, and posts the picture with what a check showed and who asked', async () => {
    const world = createBotWorld();
    work(world, seen(world));
    const { answer } = await ask(world, 'explain nodeport');
    expect(answer).toContain('A picture of the path follows in this channel.');
    expect(answer).not.toContain('```');
    const [posted] = world.chat.files;
    expect(posted?.channel).toBe('C0SRE');
    expect(posted?.file).toMatchObject({ name: 'path-lab.png', alt: expect.stringContaining('7 open now') });
    expect(posted?.file.comment).toMatch(
      /^I opened 60 connections to node-1 `127\.0\.0\.11:31401`: they landed 21 \/ 18 \/ 21 on .*\n<@U0KATO> asked: `\/nlb explain nodeport`$/,
    );
  });

  it('draws the counts of the worker, node by node, in the language of whoever asks', async () => {
    const world = createBotWorld();
    work(world, seen(world));
    await ask(world, 'explain nlb', { language: 'ja' });
    const [drawn] = world.charts.drawn as PathChart[];
    expect(drawn?.language).toBe('ja');
    expect(drawn?.columns.at(-1)?.cards.map(({ lines }) => lines.at(-1)?.text)).toEqual([
      '現在 6 本',
      '現在 7 本',
      '現在 7 本',
    ]);
  });

  it('draws in English where the font lacks Japanese, and describes it in Japanese', async () => {
    const world = createBotWorld();
    work(world, seen(world));
    world.charts.loseJapanese();
    await ask(world, 'explain nlb', { language: 'ja' });
    expect(world.charts.drawn[0]?.language).toBeUndefined();
    expect(world.chat.files[0]?.file.alt).toContain('新規コネクション');
  });

  it('asks for no check with check=false', async () => {
    const world = createBotWorld();
    const taken = work(world, seen(world));
    const { comment } = await ask(world, 'explain nodeport check=false');
    expect(taken).toEqual([expect.objectContaining({ kind: 'path', check: null })]);
    expect(comment).toBe('<@U0KATO> asked: `/nlb explain nodeport check=false`');
  });

  it.each([
    ['nodeport', 'node'],
    ['clusterip', 'node'],
    ['nlb', 'service'],
    ['traffic-policy', 'service'],
    ['target-type', 'service'],
  ])('of topic %s is checked from the %s', async (topic, door) => {
    const world = createBotWorld();
    const taken = work(world, seen(world));
    await ask(world, `explain ${topic}`);
    expect(taken).toEqual([expect.objectContaining({ check: door })]);
  });

  it('opens connections on a target of class production only when that is asked for', async () => {
    const world = createBotWorld();
    asProduction(world);
    const taken = work(world, seen(world));
    const { comment } = await ask(world, 'explain nodeport on=lab');
    expect(comment).toContain('`/nlb explain nodeport check=true on=lab` opens 60');
    await ask(world, 'explain nodeport on=lab check=true');
    expect(taken.map((one) => one.kind === 'path' && one.check)).toEqual([null, 'node']);
  });

  it('opens none for somebody who may not run there, and says so, even when they ask for it', async () => {
    const world = createBotWorld();
    world.allowed.set('lab', { users: ['U0ANNA'], groups: [], channels: [], scenarios: {} });
    const taken = work(world, seen(world));
    const { comment } = await ask(world, 'explain nodeport check=true');
    expect(taken).toEqual([expect.objectContaining({ check: null })]);
    expect(comment).toContain('I opened no connections: You are not among those who may change target `lab`.');
  });

  it('is drawn without counts where no worker is there, soon and without leaving its question behind', async () => {
    const world = createBotWorld();
    const { comment, tookMs } = await ask(world, 'explain nodeport');
    expect(tookMs).toBeLessThan(2500);
    expect(comment).toContain('no worker of this target answers');
    expect(JSON.stringify(world.charts.drawn)).toContain('open now: not read');
    expect(await world.desk.take('lab')).toBeNull();
  });

  it('waits longer for a worker that has taken the question, but not without end', async () => {
    const world = createBotWorld();
    work(world, async (one) => {
      await world.clock.sleep(6000);
      return seen(world)(one);
    });
    expect((await ask(world, 'explain nodeport')).comment).toContain('they landed 21 / 18 / 21');
    const hanging = createBotWorld();
    work(hanging, async () => null);
    const { comment, tookMs } = await ask(hanging, 'explain nodeport');
    expect(comment).toContain('no worker of this target answers');
    expect(tookMs).toBeLessThan(12_500);
  });

  it('says what the worker says that could not look', async () => {
    const world = createBotWorld();
    work(world, async () => ({ kind: 'refused', message: 'Nobody answers at 127.0.0.1:6443.' }));
    expect((await ask(world, 'explain nodeport')).comment).toContain('Nobody answers at 127.0.0.1:6443.');
  });

  it('is posted once where it is asked for again while it is made, and in another language beside it', async () => {
    const world = createBotWorld();
    const taken = work(world, seen(world));
    await Promise.all([
      ...[1, 2, 3].map(() => answerCommand(world.deps, world.asker(), 'explain nodeport')),
      ask(world, 'explain nodeport', { language: 'ja' }),
    ]);
    expect(taken).toHaveLength(2);
    expect(world.chat.files).toHaveLength(2);
    await ask(world, 'explain nodeport');
    expect(world.chat.files).toHaveLength(3);
  });

  it.each([
    ['posted', (world: BotWorld) => world.chat.fail('postFile', 1, { code: 'chat_closed' }), 'did not take postFile'],
    ['drawn', (world: BotWorld) => world.charts.fail('no memory'), 'no memory'],
  ])('is told in letters to whoever asked where it can not be %s, with the reason', async (_what, spoil, reason) => {
    const world = createBotWorld();
    work(world, seen(world));
    spoil(world);
    await ask(world, 'explain nodeport');
    expect(world.chat.files).toEqual([]);
    expect(world.chat.told).toEqual([{ user: 'U0KATO', text: expect.stringContaining(reason) }]);
    expect(world.chat.told[0]?.text).toContain('```\nclient\n');
  });

  it('posts no second picture to who asks for more, but for one who asks for a check too', async () => {
    const world = createBotWorld();
    const taken = work(world, seen(world));
    const { answer } = await ask(world, 'explain nodeport more=true');
    expect(answer).toContain('```\nclient\n');
    expect([taken, world.chat.files]).toEqual([[], []]);
    await ask(world, 'explain nodeport more=true check=true');
    expect(world.chat.files).toHaveLength(1);
  });

  it('has no picture where the topic has no path', async () => {
    const world = createBotWorld();
    const taken = work(world, seen(world));
    await ask(world, 'explain goaway');
    expect([taken, world.chat.files]).toEqual([[], []]);
  });
});
