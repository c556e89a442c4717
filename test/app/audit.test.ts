import { describe, expect, it } from 'vitest';
import { answerAction } from '../../src/app/answer-action.ts';
import { answerCommand } from '../../src/app/answer-command.ts';
import { answerMention } from '../../src/app/answer-mention.ts';
import { EVERYBODY } from '../../src/domain/allow-list.ts';
import { RunAborted } from '../../src/domain/run-aborted.ts';
import { aRequest } from './a-request.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';
import { createWorld, onEntering } from './world.ts';

const RUN = 'run max-connection-duration value=2s';
const LINE = '/nlb run max-connection-duration value=2s on=lab seed=7';
const ID = 'r-00000001';
const ask = (world: BotWorld, text: string, user = 'U0KATO', channel = 'C0SRE') =>
  answerCommand(world.deps, world.asker({ user, channel }), text);
const press = (world: BotWorld, name: 'approve' | 'rerun' | 'cancel', user: string, channel = 'C0SRE') =>
  answerAction(world.deps, world.asker({ user, channel }), name, ID);
const refused = (work: Promise<unknown>) => work.catch(() => undefined);
const told = (world: { audit: BotWorld['audit'] }) =>
  world.audit.entries.map(({ kind, who, run, outcome }) => [kind, who, run, outcome]);

describe('the audit log of the bot', () => {
  it('has who asked for what, from where, and on which target', async () => {
    const world = createBotWorld();
    await ask(world, RUN);
    await ask(world, 'status');
    await ask(world, `${RUN} dry=true`);
    const event = { kind: 'asked', who: 'U0KATO', channel: 'C0SRE', what: LINE, target: 'lab', run: ID, outcome: null };
    expect(world.audit.entries).toEqual([{ seq: 1, at: world.clock.wallIso(), ...event }]);
    expect(world.log.lines.find(({ event: name }) => name === 'audit')).toMatchObject(event);
  });

  it('has the whole command, with the seed that the run has', async () => {
    const world = createBotWorld();
    await ask(world, 'run rollout-restart clients=50 seed=11 warmup=9s alpha=0.01 effect=1.5 tolerance=2');
    await ask(world, 'run rollout-restart clients=50');
    expect(world.audit.entries.map(({ what }) => what)).toEqual([
      '/nlb run rollout-restart clients=50 on=lab warmup=9s alpha=0.01 effect=1.5 tolerance=2 seed=11',
      '/nlb run rollout-restart clients=50 on=lab seed=7',
    ]);
  });

  it('has a run once, however often its command is delivered', async () => {
    const world = createBotWorld();
    const asker = world.asker();
    const deliver = () => answerCommand(world.deps, asker, RUN);
    await Promise.all([deliver(), deliver()]);
    await deliver();
    expect(told(world)).toEqual([['asked', 'U0KATO', ID, null]]);
  });

  it.each<[string, (world: BotWorld) => Promise<unknown>, string, string | null]>([
    ['who may not', (world) => ask(world, RUN, 'U0EVIL'), 'not_allowed', null],
    ['who may not recover', (world) => ask(world, 'recover', 'U0EVIL'), 'not_allowed', null],
    ['what is too much', (world) => ask(world, 'run baseline clients=51 on=staging'), 'over_limit', null],
    ['who approves their own', (world) => press(world, 'approve', 'U0KATO'), 'own_approval', ID],
    ['who may not approve', (world) => press(world, 'approve', 'U0EVIL'), 'not_allowed', ID],
    ['who approves elsewhere', (world) => ask(world, `approve ${ID}`, 'U0ANNA', 'C0OTHER'), 'not_allowed', ID],
    ['a button of elsewhere', (world) => press(world, 'approve', 'U0ANNA', 'C0OTHER'), 'other_channel', ID],
    ['a run again of elsewhere', (world) => press(world, 'rerun', 'U0ANNA', 'C0OTHER'), 'other_channel', ID],
    ['an unknown run', (world) => ask(world, 'approve r-99999999', 'U0ANNA'), 'unknown_run', 'r-99999999'],
  ])('has the refusal of %s, with the reason', async (_who, act, reason, run) => {
    const world = createBotWorld();
    world.needs.set('lab', 'second-person');
    await ask(world, RUN);
    world.allowed.set('lab', { ...EVERYBODY, users: ['U0KATO', 'U0ANNA'], channels: ['C0SRE'] });
    await refused(act(world));
    expect(world.audit.entries.at(-1)).toMatchObject({ kind: 'refused', outcome: reason, run });
    expect((await world.store.get(ID))?.state).toBe('awaiting_approval');
    expect(await world.queue.list('lab')).toEqual([]);
  });

  it('has an approval that came too late, one for a changed plan, and a second one', async () => {
    const late = createBotWorld();
    late.needs.set('lab', 'second-person');
    await ask(late, RUN);
    await late.clock.advance(10 * 60_000);
    expect(await press(late, 'approve', 'U0ANNA')).toContain('The time to approve');
    expect(told(late).at(-1)).toEqual(['refused', 'U0ANNA', ID, 'stale_approval']);

    const changed = createBotWorld();
    changed.needs.set('lab', 'second-person');
    await ask(changed, RUN);
    const { config } = await changed.lab.target.describe();
    changed.lab.target.describe = async () => ({
      ...(await createBotWorld().lab.target.describe()),
      config: { ...config, image: 'another' },
    });
    expect(await press(changed, 'approve', 'U0ANNA')).toContain('no longer as the plan');
    expect(told(changed).at(-1)).toEqual(['refused', 'U0ANNA', ID, 'changed_plan']);
    expect(await press(changed, 'approve', 'U0ANNA')).toContain('no longer as the plan');

    const twice = createBotWorld();
    twice.needs.set('lab', 'second-person');
    await ask(twice, RUN);
    expect(await press(twice, 'approve', 'U0ANNA')).toBeNull();
    expect(await press(twice, 'approve', 'U0YUKI')).toContain("waits for nobody's approval");
    expect(told(twice).slice(1)).toEqual([
      ['approved', 'U0ANNA', ID, expect.stringMatching(/^plan [0-9a-f]{64}$/)],
      ['refused', 'U0YUKI', ID, 'not_waiting'],
    ]);
  });

  it('has who rejected a run and who cancelled one, once, also of a mention in its thread', async () => {
    const world = createBotWorld();
    world.needs.set('lab', 'confirm');
    await ask(world, RUN);
    await press(world, 'cancel', 'U0ANNA');
    await press(world, 'cancel', 'U0YUKI');
    world.needs.clear();
    await ask(world, RUN);
    const ts = (await world.store.get('r-00000002'))?.request.thread.ts ?? '';
    await answerMention(world.deps, world.asker({ user: 'U0YUKI' }), 'cancel', ts);
    expect(told(world).filter(([kind]) => kind !== 'asked')).toEqual([
      ['rejected', 'U0ANNA', ID, null],
      ['cancelled', 'U0YUKI', 'r-00000002', null],
    ]);
  });

  it('names the person at a shell', async () => {
    const world = createBotWorld();
    await ask(world, RUN, 'shell:kato');
    expect(world.audit.entries[0]).toMatchObject({ kind: 'asked', who: 'shell:kato' });
  });

  it('refuses what it can not note, and says so; nothing was started', async () => {
    const world = createBotWorld();
    world.audit.away(true);
    await expect(ask(world, RUN)).rejects.toMatchObject({
      code: 'audit_unavailable',
      message: 'The audit log did not take this request, so it is refused: Redis is away.',
    });
    expect(await world.queue.list('lab')).toEqual([]);
    expect(world.chat.threads).toEqual([]);
    expect((await world.store.get(ID))?.state).toBe('failed');
  });

  it('takes back an approval that it can not note, so that the run waits for one that it can', async () => {
    const world = createBotWorld();
    world.needs.set('lab', 'second-person');
    await ask(world, RUN);
    world.audit.away(true);
    await expect(press(world, 'approve', 'U0ANNA')).rejects.toMatchObject({ code: 'audit_unavailable' });
    expect(await world.queue.list('lab')).toEqual([]);
    expect(await world.store.get(ID)).toMatchObject({ state: 'awaiting_approval', approval: { given_by: null } });
    world.audit.away(false);
    expect(await press(world, 'approve', 'U0ANNA')).toBeNull();
    expect((await world.queue.list('lab')).map(({ request }) => request.approved?.by)).toEqual(['U0ANNA']);
  });

  it('keeps nobody from cancelling or recovering', async () => {
    const world = createBotWorld();
    await ask(world, RUN);
    world.audit.away(true);
    expect(await press(world, 'cancel', 'U0ANNA')).toContain('taken out of the queue');
    expect((await world.store.get(ID))?.state).toBe('cancelled');
    expect(await world.clock.during(ask(world, 'recover lab'))).toContain('lab');
    expect(world.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', event: 'audit_entry_lost', kind: 'cancelled', who: 'U0ANNA', run: ID }),
    );
  });

  it('is shown by /nlb history and by a mention, page by page, and for one run', async () => {
    const world = createBotWorld();
    expect(await ask(world, 'history audit=true')).toBe('The audit log has no entry.\nThe whole log is empty.');
    await ask(world, RUN);
    await press(world, 'cancel', 'U0ANNA');
    await ask(world, RUN);
    const first = await ask(world, 'history audit=true limit=2');
    expect(first).toContain('*Audit log, newest first: 1 to 2 of 3*');
    expect(first).toContain('Older: `/nlb history audit=true page=2 limit=2`');
    const mentioned = await answerMention(world.deps, world.asker(), `history audit=true run=${ID}`, '1.1');
    expect(mentioned).toContain(`*Audit log of \`${ID}\`, newest first: 1 to 2 of 2*`);
    expect(mentioned).toContain('*cancelled* by <@U0ANNA> in <#C0SRE>');
  });
});

describe('the audit log of a worker', () => {
  it('has the start before the first change, the restore and the end', async () => {
    const world = createWorld();
    world.spy.before('guard.writeUndo', () => {
      expect(told(world)).toEqual([['started', null, ID, null]]);
    });
    await world.run(aRequest({ id: ID, scenario: 'max-connection-duration' }));
    expect(told(world)).toEqual([
      ['started', null, ID, null],
      ['restored', null, ID, 'RESTORED'],
      ['ended', null, ID, expect.stringMatching(/^done, [A-Z]+$/)],
    ]);
  });

  it('keeps a run from starting that it can not note, and touches nothing', async () => {
    const world = createWorld();
    const before = await world.image();
    world.audit.away(true);
    const record = await world.run(aRequest({ id: ID, scenario: 'max-connection-duration' }));
    expect(record.failure).toMatchObject({ phase: 'preflight', code: 'audit_unavailable' });
    expect(world.spy.names('target.rollout')).toEqual([]);
    expect(await world.image()).toBe(before);
  });

  it('keeps no restore from being made', async () => {
    const world = createWorld();
    const before = await world.image();
    onEntering(world, 'warm-up', () => world.audit.away(true));
    const record = await world.run(aRequest({ id: ID, scenario: 'max-connection-duration' }));
    expect(record.restore.state).toBe('RESTORED');
    expect(await world.image()).toBe(before);
    expect(told(world)).toEqual([['started', null, ID, null]]);
  });

  it('says once that a run was cancelled', async () => {
    const world = createWorld();
    const over = new AbortController();
    onEntering(world, 'warm-up', () => over.abort(new RunAborted('cancelled', 'cancelled by U0ANNA')));
    await world.run(aRequest({ id: ID, scenario: 'max-connection-duration' }), over);
    expect(told(world).at(-1)).toEqual(['ended', null, ID, 'cancelled']);
  });

  it('has why a run was refused right before its first change', async () => {
    const world = createWorld();
    world.deps.allow = { ...EVERYBODY, users: ['U0ANNA'] };
    await world.run(aRequest({ id: ID, scenario: 'max-connection-duration' }));
    expect(told(world)).toEqual([
      ['refused', null, ID, 'not_allowed'],
      ['ended', null, ID, 'failed, not_allowed'],
    ]);
  });
});
