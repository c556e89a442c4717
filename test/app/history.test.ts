import { describe, expect, it } from 'vitest';
import { answerAction } from '../../src/app/answer-action.ts';
import { answerCommand } from '../../src/app/answer-command.ts';
import { tellOutcome } from '../../src/app/tell-outcome.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import { aRecord } from '../builders/a-record.ts';
import { aSweepRecord, THREE_EVEN } from '../builders/a-sweep-record.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';

const ONE = 'r-00000001';
const TWO = 'r-00000002';
const ask = (world: BotWorld, text: string) => answerCommand(world.deps, world.asker(), text);
const press = (world: BotWorld, run: string) =>
  answerAction(world.deps, world.asker({ user: 'U0ANNA' }), 'compare', run);

/** A run that has ended and been told, a minute after the one before. */
async function ended(world: BotWorld, changed: Partial<RunRecord> = {}): Promise<string> {
  await world.clock.advance(60_000);
  await ask(world, 'run max-connection-duration');
  const id = world.chat.threads.at(-1)?.versions[0]?.message.run ?? '';
  world.queue.take('lab');
  await world.store.update(id, { state: 'running' });
  await world.store.saveOutcome({ record: aRecord({ id, ...changed }), raw: {} });
  world.queue.finish('lab');
  const stored = await world.store.get(id);
  if (stored === null) throw new Error('the run is kept');
  const deps = { ...world, planParts: async () => [], resultParts: async () => [] };
  await tellOutcome(deps, stored, { misses: 0, posted: new Set(), gone: false, editable: async () => undefined });
  return id;
}

const buttonsOf = (world: BotWorld, run: string) => world.chat.thread(run).versions.at(-1)?.message.buttons;

describe('the comparison', () => {
  it('is a message in the channel with chart and table under it, and one for each delivery', async () => {
    const world = createBotWorld();
    await ended(world);
    await ended(world);
    const asker = world.asker({ user: 'U0ANNA' });
    const deliver = () => answerCommand(world.deps, asker, `compare ${ONE} ${TWO}`);
    expect(await Promise.all([deliver(), deliver()])).toEqual([null, null]);
    expect(await deliver()).toBeNull();
    expect(world.chat.texts).toHaveLength(1);
    const [posted] = world.chat.texts;
    expect(posted?.channel).toBe('C0SRE');
    expect(posted?.text).toMatch(/A and B can not be told apart.*asked by <@U0ANNA>/s);
    expect(posted?.parts.map(({ kind }) => kind)).toEqual(['file', 'table']);
    expect(world.charts.drawn.at(-1)).toMatchObject({ kind: 'pair' });
    expect(await ask(world, `compare ${ONE} ${TWO}`)).toBeNull();
    expect(world.chat.texts).toHaveLength(2);
  });

  it('leaves its text where the chart can not be drawn, and is tried again where Slack did not take it', async () => {
    const world = createBotWorld();
    await ended(world);
    await ended(world);
    world.charts.fail('no font');
    const asker = world.asker();
    world.chat.fail('postText', 1);
    await expect(answerCommand(world.deps, asker, `compare ${ONE} ${TWO}`)).rejects.toMatchObject({
      code: 'chat_failed',
    });
    expect(await answerCommand(world.deps, asker, `compare ${ONE} ${TWO}`)).toBeNull();
    expect(world.chat.texts[0]?.parts[0]).toMatchObject({
      kind: 'text',
      text: expect.stringContaining('its numbers: '),
    });
  });

  it('says why there is none: a run that is unknown, goes on, was cancelled, or left no record', async () => {
    const world = createBotWorld();
    await ended(world);
    await ended(world, { state: 'cancelled', verdict: null });
    await ask(world, 'run baseline');
    expect(await ask(world, `compare ${ONE} r-00000009`)).toBe(
      'There is no run `r-00000009`. Did you mean `r-00000003`? `/nlb history` lists those that are kept.',
    );
    expect(await ask(world, `compare ${ONE} ${TWO}`)).toContain(`Run \`${TWO}\` was cancelled, so it has no verdict`);
    expect(await ask(world, `compare r-00000003 ${ONE}`)).toContain(
      'has not ended, so there is nothing to compare yet',
    );
    await ask(world, 'cancel r-00000003');
    expect(await ask(world, `compare r-00000003 ${ONE}`)).toContain('left no record');
    expect(world.chat.texts).toEqual([]);
  });

  it('is offered by a run that has one before it, and goes into its thread once', async () => {
    const world = createBotWorld();
    await ended(world);
    expect(buttonsOf(world, ONE)).toEqual(['rerun', 'change', 'explain', 'raw']);
    expect(await press(world, ONE)).toContain(`No run before \`${ONE}\``);
    await ended(world);
    expect(buttonsOf(world, TWO)).toEqual(['rerun', 'change', 'compare', 'explain', 'raw']);
    await ask(world, `compare ${ONE} ${TWO}`);
    for (let time = 0; time < 2; time++) expect(await press(world, TWO)).toContain(`is in the thread of \`${TWO}\``);
    const parts = world.chat.thread(TWO).parts;
    expect(parts.map(({ kind }) => kind)).toEqual(['text', 'file', 'table']);
    expect(parts[0]).toMatchObject({ text: expect.stringContaining(`*A* \`${ONE}\``) });
  });
});

describe('the history', () => {
  it('lists the runs and says which targets there are', async () => {
    const world = createBotWorld();
    expect(await ask(world, 'history')).toContain('No run is kept yet');
    await ended(world);
    await ask(world, 'run baseline');
    const text = await ask(world, 'history');
    expect(
      text
        ?.split('\n')
        .slice(1, 3)
        .map((line) => /`(r-\d+)`/.exec(line)?.[1]),
    ).toEqual([TWO, ONE]);
    expect(text).toContain('BALANCED, repaired, max/mean 1.05');
    expect(await ask(world, 'history on=staging')).toContain('No run on `staging` is kept');
    await expect(ask(world, 'history on=nowhere')).rejects.toMatchObject({ code: 'target_unknown' });
  });
});

describe('a run that is shown again', () => {
  it('has its answer, its report and the command that compares it', async () => {
    const world = createBotWorld();
    await ended(world);
    await ended(world);
    const text = (await ask(world, `show ${TWO}`)) ?? '';
    expect(text.split('\n')[0]).toBe(world.chat.thread(TWO).versions.at(-1)?.message.lines[0]);
    expect(text).toContain(`*Report of ${TWO}:`);
    expect(text).toContain(`\`/nlb compare ${ONE} ${TWO}\``);
    expect(await ask(world, `show ${ONE}`)).not.toContain('/nlb compare');
  });

  it('has the values of a sweep in one table', async () => {
    const world = createBotWorld();
    const { scenario: _scenario, ...sweep } = aSweepRecord(THREE_EVEN);
    await ended(world, { ...sweep, id: ONE });
    const text = (await ask(world, `show ${ONE}`)) ?? '';
    expect(text).toContain('*15s is the value to set on `lab`*');
    expect(text.match(/```/g)).toHaveLength(2);
    expect(await ask(world, 'history')).toContain('recommends 15s, which is BALANCED');
  });

  it('is told by its thread alone where an earlier version kept its record', async () => {
    const world = createBotWorld();
    await ask(world, 'run max-connection-duration');
    await world.store.update(ONE, { state: 'running' });
    const record = aRecord({ id: ONE });
    const arms = record.arms.map(({ price: _price, ...arm }) => arm as RunRecord['arms'][0]);
    await world.store.saveOutcome({ record: { ...record, arms }, raw: {} });
    expect(await ask(world, `show ${ONE}`)).toMatch(/^An earlier version of the bot told run .* are in its thread/);
  });

  it('is its status while it goes on, its end where it left no record, and nothing where it is unknown', async () => {
    const world = createBotWorld();
    await ask(world, 'run baseline');
    expect(await ask(world, `show ${ONE}`)).toContain('next in the queue');
    await ask(world, `cancel ${ONE}`);
    expect(await ask(world, `show ${ONE}`)).toContain('was cancelled by <@U0KATO> before it started');
    expect(await ask(world, 'show r-0badc0de')).toContain('There is no run `r-0badc0de`');
    await world.store.update(ONE, { thread: { channel: 'C0LAB', ts: '1.1' } });
    expect(await ask(world, `show ${ONE}`)).toMatch(/It was asked for on .*, and left no data\.$/);
  });

  it('names in its thread only what is there', async () => {
    const told = async (record: RunRecord) => {
      const world = createBotWorld();
      await ask(world, 'run baseline');
      await world.store.update(ONE, { state: 'running', thread: { channel: 'C0LAB', ts: '1.1' } });
      await world.store.saveOutcome({ record: { ...record, id: ONE }, raw: {} });
      return ask(world, `show ${ONE}`);
    };
    expect(await told(aRecord())).toMatch(/Charts and raw data are in its thread, which was begun on /);
    expect(await told({ ...aRecord(), state: 'cancelled', arms: [], verdict: null })).toMatch(
      /Its record\.json is in its thread, which was begun on /,
    );
  });
});
