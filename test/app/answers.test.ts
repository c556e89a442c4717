import { describe, expect, it } from 'vitest';
import { answerAction } from '../../src/app/answer-action.ts';
import { answerCommand } from '../../src/app/answer-command.ts';
import { answerMention } from '../../src/app/answer-mention.ts';
import { answerShortcut } from '../../src/app/answer-shortcut.ts';
import { answerStatus } from '../../src/app/answer-status.ts';
import { aRecord } from '../builders/a-record.ts';
import { aProgress } from './a-request.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';

const ask = (world: BotWorld, text: string, user = 'U0KATO') => answerCommand(world.deps, world.asker({ user }), text);
const run = async (world: BotWorld) => {
  expect(await ask(world, 'run max-connection-duration')).toBeNull();
};
const finish = async (world: BotWorld, id: string) => {
  await world.store.update(id, { state: 'running' });
  const raw = { 'envoy.ndjson': Buffer.from('a\n'), 'clients.ndjson': Buffer.from('\n') };
  await world.store.saveOutcome({ record: aRecord({ id }), raw });
};

describe('the wish to cancel', () => {
  it('takes a run that waits out of the queue', async () => {
    const world = createBotWorld();
    await run(world);
    expect(await ask(world, 'cancel r-00000001', 'U0ANNA')).toContain('taken out of the queue');
    expect(await world.queue.list('lab')).toEqual([]);
    expect(await world.store.get('r-00000001')).toMatchObject({ state: 'cancelled', cancelled_by: 'U0ANNA' });
    expect(await ask(world, 'cancel r-00000001')).toContain('already ended');
  });

  it('asks the worker of a run that runs, and the first to ask is the one who cancelled', async () => {
    const world = createBotWorld();
    await run(world);
    world.queue.take('lab');
    await world.store.update('r-00000001', { state: 'running' });
    expect(await ask(world, 'cancel r-00000001', 'U0ANNA')).toContain('is being cancelled');
    expect(await ask(world, 'cancel r-00000001', 'U0BEN')).toContain('is being cancelled');
    expect(await world.store.get('r-00000001')).toMatchObject({ state: 'running', cancelled_by: 'U0ANNA' });
  });

  it('reaches a run that a worker has taken but not begun', async () => {
    const world = createBotWorld();
    await run(world);
    world.queue.take('lab');
    expect(await ask(world, 'cancel r-00000001')).toContain('is being cancelled');
    expect((await world.store.get('r-00000001'))?.cancelled_by).toBe('U0KATO');
  });

  it('says of a run that is being put back, has ended or never was, that there is nothing to cancel', async () => {
    const world = createBotWorld();
    await run(world);
    await world.store.update('r-00000001', { state: 'running' });
    await world.store.update('r-00000001', { state: 'restoring' });
    expect(await ask(world, 'cancel r-00000001')).toContain('already putting its target back');
    await world.store.saveOutcome({ record: aRecord({ id: 'r-00000001' }), raw: {} });
    expect(await ask(world, 'cancel r-00000001')).toContain('already ended');
    expect((await world.store.get('r-00000001'))?.cancelled_by).toBeNull();
    expect(await ask(world, 'cancel r-0badc0de')).toContain('There is no run `r-0badc0de`');
  });

  it('is tried again by a second one where the queue did not answer the first', async () => {
    const world = createBotWorld();
    await run(world);
    world.queue.away(true);
    await expect(ask(world, 'cancel r-00000001')).rejects.toMatchObject({ code: 'queue_unavailable' });
    world.queue.away(false);
    expect(await ask(world, 'cancel r-00000001')).toContain('taken out of the queue');
  });
});

describe('the status', () => {
  it('lists what runs and what waits on each target, in order', async () => {
    const world = createBotWorld();
    for (let n = 0; n < 3; n++) await run(world);
    world.queue.take('lab');
    await world.store.update('r-00000001', { state: 'running' });
    world.queue.tell('lab', aProgress(34_000));
    const text = await answerStatus(world.deps, null);
    const lines = text.split('\n');
    expect(lines[0]).toBe('*1 running, 2 waiting on `lab`*');
    expect(lines[1]).toMatch(/`r-00000001`.*control: observing · 34 s of about 44 s/);
    expect(lines[2]).toMatch(/`r-00000002`.*next in the queue/);
    expect(lines[3]).toMatch(/`r-00000003`.*2nd in the queue/);
    expect(lines[4]).toContain('Nothing runs and nothing waits on `staging`');
  });

  it('tells of one run, ended or not, and of none that it does not know', async () => {
    const world = createBotWorld();
    await run(world);
    expect(await ask(world, 'status r-00000001')).toContain('next in the queue');
    world.queue.take('lab');
    await finish(world, 'r-00000001');
    world.queue.finish('lab');
    expect(await ask(world, 'status r-00000001')).toContain('done');
    expect(await ask(world, 'status r-0badc0de')).toContain('There is no run `r-0badc0de`');
  });
});

describe('other commands', () => {
  it('refuse a dry run with what the Envoy of the target does not know', async () => {
    const asked = 'run max-connection-duration jitter=25% dry=true';
    expect(await ask(createBotWorld(), asked)).toContain('max_connection_duration_jitter: 25 %');
    await expect(ask(createBotWorld({ envoyVersion: '1.38.0' }), asked)).rejects.toMatchObject({
      code: 'target_unfit',
      message: expect.stringContaining('Envoy 1.38.0 on `lab` does not know max_connection_duration_jitter'),
    });
  });

  it('print the plan of a dry run and touch, keep and post nothing', async () => {
    const world = createBotWorld();
    const text = await ask(world, 'run max-connection-duration value=60s dry=true');
    expect(text).toMatch(/^Dry run: nothing is touched\.\n/);
    expect(text).toContain('max_connection_duration: 60s');
    expect(world.chat.threads).toEqual([]);
    expect(await world.store.open()).toEqual([]);
    expect(await world.queue.list('lab')).toEqual([]);
  });

  it('explain with the addresses of the target, help, and say what was wrong', async () => {
    const world = createBotWorld();
    expect(await ask(world, 'explain nodeport')).toContain('31401');
    expect(await ask(world, 'help')).toContain('/nlb run');
    expect(await ask(world, 'run nosuch')).toContain('rollout-restart');
    expect(await ask(world, 'run baseline clients=0')).toContain('clients');
    expect(await world.store.open()).toEqual([]);
  });
});

describe('a mention', () => {
  const mention = (world: BotWorld, text: string, ts: string) =>
    answerMention(world.deps, world.asker({ user: 'U0ANNA' }), text, ts);

  it('in a run’s thread means that run', async () => {
    const world = createBotWorld();
    await run(world);
    await run(world);
    const { ts } = world.chat.thread('r-00000002');
    expect(await mention(world, ' Status ', ts)).toMatch(/r-00000002(?!.*r-00000001)/s);
    expect(await mention(world, 'cancel', ts)).toContain('`r-00000002` was taken out of the queue');
    expect((await world.queue.list('lab')).map(({ request }) => request.id)).toEqual(['r-00000001']);
  });

  it('in the thread of a run that has ended means that run still', async () => {
    const world = createBotWorld();
    await run(world);
    await finish(world, 'r-00000001');
    await world.store.update('r-00000001', { told: true });
    const { ts } = world.chat.thread('r-00000001');
    expect(await mention(world, 'status', ts)).toMatch(/^Run `r-00000001` has ended \(done\):\n.*repairs the skew/);
    expect(await mention(world, 'why?', ts)).toMatch(/^\*Why\*: .*\*control\*: restart from 6\.0 s/s);
    expect(await mention(world, 'show', ts)).toContain('Report of r-00000001');
    expect(await mention(world, 'cancel', ts)).toContain('has already ended');
    expect(await mention(world, 'approve', ts)).toContain('has ended');
    expect(await mention(world, 'compare', ts)).toContain('No run before `r-00000001`');
    expect(await mention(world, 'raw data', ts)).toContain('are in its thread');
    expect(await mention(world, 'Again!', ts)).toContain('message of its own');
    expect((await world.queue.list('lab')).map(({ request }) => request.requested_by)).toContain('U0ANNA');
  });

  it('in a run’s thread gets the words of threads for one that is none, and commands as anywhere', async () => {
    const world = createBotWorld();
    await run(world);
    const { ts } = world.chat.thread('r-00000001');
    const help = await mention(world, 'cancle <!here>', ts);
    expect(help).toContain('I do not know `cancle &lt;!here&gt;`.\n');
    expect(await mention(world, 'satus', ts)).toContain('Did you mean `status`?');
    expect(help).toContain('• `why` what moved which connections');
    expect(await mention(world, '', ts)).toMatch(/^In this thread of run `r-00000001`/);
    expect(await mention(world, 'explain nlb', ts)).toContain('NLB');
    expect(await mention(world, 'history', ts)).toContain('r-00000001');
  });

  it('about a run where there is none says so', async () => {
    const world = createBotWorld();
    expect(await mention(world, 'why', '1.2')).toContain('of no run that is kept, so `why` means nothing here');
    expect(await mention(world, 'help', '1.2')).toContain('/nlb run');
  });

  it('elsewhere is answered as the command of its text', async () => {
    const world = createBotWorld();
    await run(world);
    expect(await mention(world, 'status', '1.2')).toContain('r-00000001');
    expect(await mention(world, 'run baseline', '1.2')).toContain('message of its own');
    expect(world.chat.thread('r-00000002').versions).toHaveLength(1);
  });
});

describe('the shortcut on a message', () => {
  it('explains the run of its thread, or the one that it names, and says of any other that it is of none', async () => {
    const world = createBotWorld();
    await run(world);
    await finish(world, 'r-00000001');
    const { channel, ts } = world.chat.thread('r-00000001');
    const use = (threadTs: string, named: string | null) =>
      answerShortcut(world.deps, { channel, threadTs, run: named, language: 'en' });
    expect(await use(ts, null)).toContain('*control*: restart');
    expect(await use('1.2', 'r-00000001')).toContain('*control*: restart');
    expect(await use('1.2', 'r-0badc0de')).toContain('There is no run `r-0badc0de`');
    expect(await use('1.2', null)).toContain('This message is of no run');
  });

  it('says of a run that goes on what it does now', async () => {
    const world = createBotWorld();
    await run(world);
    world.queue.take('lab');
    await world.store.update('r-00000001', { state: 'running' });
    world.queue.tell('lab', aProgress(34_000));
    const { channel, ts } = world.chat.thread('r-00000001');
    expect(await answerShortcut(world.deps, { channel, threadTs: ts, run: null, language: 'en' })).toContain(
      'nothing closes an open',
    );
  });
});

describe('a button', () => {
  const press = (world: BotWorld, button: Parameters<typeof answerAction>[2], id = 'r-00000001') =>
    answerAction(world.deps, world.asker({ user: 'U0ANNA' }), button, id);

  it('cancels', async () => {
    const world = createBotWorld();
    await run(world);
    expect(await press(world, 'cancel')).toContain('taken out of the queue');
  });

  it('runs the same again for the one who pressed it, once a press', async () => {
    const world = createBotWorld();
    expect(await ask(world, 'run idle-timeout value=7s clients=9')).toBeNull();
    const asker = world.asker({ user: 'U0ANNA' });
    for (let copy = 0; copy < 3; copy++) {
      expect(await answerAction(world.deps, asker, 'rerun', 'r-00000001')).toBeNull();
    }
    const queued = await world.queue.list('lab');
    expect(queued).toHaveLength(2);
    expect(queued[1]?.request).toMatchObject({
      scenario: 'idle-timeout',
      requested_by: 'U0ANNA',
      parameters: { value_ms: 7000, clients: 9 },
    });
    expect(queued[1]?.request.thread.ts).not.toBe(queued[0]?.request.thread.ts);
  });

  it('takes a double click as one, and a later press as another', async () => {
    const world = createBotWorld();
    await run(world);
    expect(await press(world, 'rerun')).toBeNull();
    expect(await press(world, 'rerun')).toContain('asked for `r-00000001` again a moment ago');
    expect(await answerAction(world.deps, world.asker({ user: 'U0BEN' }), 'rerun', 'r-00000001')).toBeNull();
    expect(await world.queue.list('lab')).toHaveLength(3);
    await world.clock.advance(10_000);
    expect(await press(world, 'rerun')).toBeNull();
    expect(await world.queue.list('lab')).toHaveLength(4);
  });

  it('that could not start a run again starts it with the next press', async () => {
    const world = createBotWorld();
    await run(world);
    world.chat.fail('postRoot', 1);
    await expect(press(world, 'rerun')).rejects.toMatchObject({ code: 'chat_failed' });
    expect(await press(world, 'rerun')).toBeNull();
    expect(await world.queue.list('lab')).toHaveLength(2);
  });

  it('says where the raw files are no longer kept', async () => {
    const world = createBotWorld();
    await run(world);
    await world.store.update('r-00000001', { state: 'running' });
    await world.store.saveOutcome({ record: aRecord({ id: 'r-00000001' }), raw: {} });
    expect(await press(world, 'raw')).toContain('are not kept any more; its thread has record.json');
  });

  it('posts the raw files once for two presses at one moment', async () => {
    const world = createBotWorld();
    await run(world);
    await finish(world, 'r-00000001');
    const said = await Promise.all([press(world, 'raw'), press(world, 'raw')]);
    expect(new Set(said).size).toBe(1);
    expect(world.chat.thread('r-00000001').parts).toHaveLength(2);
  });

  it('does not run again what the target no longer allows', async () => {
    const world = createBotWorld();
    await run(world);
    world.deps.targets = new Map([['lab', { clients: 10, observe_ms: 1000, scenarios: ['max-connection-duration'] }]]);
    await expect(press(world, 'rerun')).rejects.toMatchObject({ code: 'over_limit' });
    world.deps.targets = new Map();
    await expect(press(world, 'rerun')).rejects.toMatchObject({ code: 'target_unknown' });
    expect(await world.queue.list('lab')).toHaveLength(1);
  });

  it('explains the run, and says so where its data are gone', async () => {
    const world = createBotWorld();
    await run(world);
    await finish(world, 'r-00000001');
    expect(await press(world, 'explain')).toContain('/nlb explain nodeport');
    expect(await press(world, 'rerun', 'r-0badc0de')).toContain('no data of run');
    expect(await press(world, 'raw', 'r-0badc0de')).toContain('no data of run');
    for (const button of ['cancel', 'approve', 'compare', 'explain'] as const) {
      expect(await press(world, button, 'r-0badc0de'), button).toContain('There is no run `r-0badc0de`');
    }
  });

  it('posts the raw files into the thread once, and again only where that failed', async () => {
    const world = createBotWorld();
    await run(world);
    await finish(world, 'r-00000001');
    world.chat.fail('postPart', 1);
    await expect(press(world, 'raw')).rejects.toMatchObject({ code: 'chat_failed' });
    for (let time = 0; time < 3; time++) expect(await press(world, 'raw')).toContain('are in its thread');
    const names = world.chat.thread('r-00000001').parts.map((part) => (part.kind === 'file' ? part.name : part.kind));
    expect(names).toEqual(['envoy.ndjson', 'clients.ndjson']);
  });
});
