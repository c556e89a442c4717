import { describe, expect, it } from 'vitest';
import { answerAction } from '../../src/app/answer-action.ts';
import { answerCommand } from '../../src/app/answer-command.ts';
import type { AllowList } from '../../src/domain/allow-list.ts';
import { aRequest } from './a-request.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';
import { createWorld } from './world.ts';

const NOBODY: AllowList = { users: [], groups: [], channels: [] };
const RUN = 'run baseline';

function guarded(allow: Partial<AllowList>): BotWorld {
  const world = createBotWorld();
  world.allowed.set('lab', { ...NOBODY, ...allow });
  return world;
}

const ask = (world: BotWorld, text: string, user: string, channel = 'C0SRE') =>
  answerCommand(world.deps, world.asker({ user, channel }), text);

describe('who may change a target', () => {
  it.each<[string, Partial<AllowList>, string, string]>([
    ['anybody, where nothing is listed', {}, 'U0KATO', 'C0SRE'],
    ['a listed person', { users: ['U0KATO'] }, 'U0KATO', 'C0SRE'],
    ['a member of a listed group', { users: ['U0KATO'], groups: ['S0ONCALL'] }, 'U0ANNA', 'C0SRE'],
    ['anybody from a listed channel', { channels: ['C0SRE'] }, 'U0KATO', 'C0SRE'],
    ['whoever sits at a shell', { users: ['U0ANNA'], channels: ['C0OPS'] }, 'shell:kato', 'C0SRE'],
  ])('is %s', async (_who, allow, user, channel) => {
    const world = guarded(allow);
    expect(await ask(world, RUN, user, channel)).toBeNull();
    expect(await world.queue.list('lab')).toHaveLength(1);
  });

  it.each<[string, Partial<AllowList>, string]>([
    ['a person who is not listed', { users: ['U0ANNA'] }, 'You are not among those who may change target `lab`.'],
    ['one who is in no listed group', { groups: ['S0ONCALL'] }, 'You are not among those who may change target `lab`.'],
    ['a channel that is not listed', { users: ['U0KATO'], channels: ['C0OPS'] }, 'is changed from <#C0OPS> alone'],
  ])('is not %s, and nothing is kept', async (_who, allow, message) => {
    const world = guarded(allow);
    await expect(ask(world, RUN, 'U0KATO')).rejects.toMatchObject({
      code: 'not_allowed',
      message: expect.stringContaining(message),
    });
    await expect(ask(world, 'recover lab', 'U0KATO')).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await world.store.open()).toEqual([]);
    // Looking is free.
    expect(await ask(world, `${RUN} dry=true`, 'U0KATO')).toContain('Dry run');
  });

  it('is nobody while the chat can not tell who is in the group', async () => {
    await expect(ask(guarded({ groups: ['S0GONE'] }), RUN, 'U0KATO')).rejects.toMatchObject({ code: 'chat_failed' });
  });

  it('counts for a run again and an approval too, and not for ending a run', async () => {
    const world = guarded({ users: ['U0KATO'] });
    world.needs.set('lab', 'confirm');
    expect(await ask(world, 'run max-connection-duration', 'U0KATO')).toBeNull();
    await expect(ask(world, 'approve r-00000001', 'U0ANNA')).rejects.toMatchObject({ code: 'not_allowed' });
    expect((await world.store.get('r-00000001'))?.state).toBe('awaiting_approval');
    const again = answerAction(world.deps, world.asker({ user: 'U0ANNA' }), 'rerun', 'r-00000001');
    await expect(again).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await ask(world, 'cancel r-00000001', 'U0ANNA')).not.toContain('not among');
    expect((await world.store.get('r-00000001'))?.state).toBe('cancelled');
  });

  it('keeps the group that let somebody in, and asks anew for whoever runs it again', async () => {
    const world = guarded({ groups: ['S0ONCALL'] });
    await ask(world, RUN, 'U0ANNA');
    expect((await world.store.get('r-00000001'))?.request.group).toBe('S0ONCALL');
    world.allowed.set('lab', { ...NOBODY, users: ['U0KATO'] });
    await answerAction(world.deps, world.asker({ user: 'U0KATO' }), 'rerun', 'r-00000001');
    expect((await world.store.get('r-00000002'))?.request.group).toBeUndefined();
  });
});

describe('who may run a scenario', () => {
  const leads = (more: Partial<AllowList> = {}) =>
    guarded({
      ...more,
      scenarios: { 'max-connection-duration': { users: ['U0KATO'], groups: ['S0ONCALL'], channels: ['C0SRE'] } },
    });
  const CHANGE = 'run max-connection-duration';

  it('is who is on its list and on that of the target, from where both say', async () => {
    expect(await ask(leads(), CHANGE, 'U0KATO')).toBeNull();
    expect(await ask(leads(), RUN, 'U0YUKI', 'C0OTHER')).toBeNull();
    await expect(ask(leads(), CHANGE, 'U0YUKI')).rejects.toMatchObject({
      code: 'not_allowed',
      message: 'You are not among those who may run `max-connection-duration` on target `lab`.',
    });
    await expect(ask(leads(), CHANGE, 'U0KATO', 'C0OTHER')).rejects.toMatchObject({
      message: 'Scenario `max-connection-duration` is run on target `lab` from <#C0SRE> alone, not from this channel.',
    });
    const narrower = leads({ users: ['U0ANNA'] });
    await expect(ask(narrower, CHANGE, 'U0KATO')).rejects.toMatchObject({
      message: 'You are not among those who may change target `lab`.',
    });
    // No scenario recovers a target.
    const world = leads();
    expect(await world.clock.during(ask(world, 'recover lab', 'U0YUKI', 'C0OTHER'))).toContain('`lab`');
  });

  it('counts for a sweep of it, an approval and a run again', async () => {
    const world = leads();
    world.needs.set('lab', 'confirm');
    await expect(ask(world, 'sweep max-connection-duration values=1s,5s', 'U0YUKI')).rejects.toMatchObject({
      code: 'not_allowed',
    });
    expect(await ask(world, CHANGE, 'U0ANNA')).toBeNull();
    expect((await world.store.get('r-00000002'))?.request.scenario_group).toBe('S0ONCALL');
    await expect(ask(world, 'approve r-00000002', 'U0YUKI')).rejects.toMatchObject({ code: 'not_allowed' });
    const again = answerAction(world.deps, world.asker({ user: 'U0YUKI' }), 'rerun', 'r-00000002');
    await expect(again).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await ask(world, 'approve r-00000002', 'U0ANNA')).toBeNull();
    const [queued] = await world.queue.list('lab');
    expect(queued?.request.approved).toMatchObject({ by: 'U0ANNA', channel: 'C0SRE', scenario_group: 'S0ONCALL' });
  });

  it.each<[string, AllowList, string]>([
    [
      'who asked',
      { ...NOBODY, scenarios: { 'max-connection-duration': { ...NOBODY, users: ['U0ANNA'] } } },
      'Whoever asked for this run is not among those who may run `max-connection-duration` on target `lab`.',
    ],
    [
      'who approved',
      { ...NOBODY, users: ['U0KATO'] },
      'Whoever approved this run is not among those who may change target `lab`.',
    ],
    ['where it was approved', { ...NOBODY, channels: ['C0SRE'] }, 'is changed from <#C0SRE> alone'],
  ])('is looked at once more by the worker: %s', async (_what, allow, message) => {
    const world = createWorld();
    world.deps.allow = allow;
    const before = await world.image();
    const approved = { by: 'U0ANNA', plan: 'of no account', channel: 'C0OTHER' };
    const record = await world.run(aRequest({ scenario: 'max-connection-duration', requested_by: 'U0KATO', approved }));
    expect(record.failure).toMatchObject({
      phase: 'preflight',
      code: 'not_allowed',
      message: expect.stringContaining(message),
    });
    expect(world.spy.names('target.rollout')).toEqual([]);
    expect(await world.image()).toBe(before);
  });
});

describe('a worker', () => {
  it.each<[string, Partial<AllowList>, string | undefined, string]>([
    ['of somebody who may no longer', { users: ['U0ANNA'] }, undefined, 'failed'],
    ['of a group that is listed no longer', { groups: ['S0OTHER'] }, 'S0ONCALL', 'failed'],
    ['of a group that is listed', { groups: ['S0ONCALL'] }, 'S0ONCALL', 'done'],
    ['from a channel that is listed', { channels: ['C0SRE'] }, undefined, 'done'],
  ])('looks once more before it touches anything: a run %s', async (_what, allow, group, state) => {
    const world = createWorld();
    world.deps.allow = { ...NOBODY, ...allow };
    const before = await world.image();
    const request = aRequest({ scenario: 'max-connection-duration', ...(group === undefined ? {} : { group }) });
    const record = await world.run(request);
    expect(record.state).toBe(state);
    if (state === 'failed') {
      expect(record.failure).toMatchObject({
        phase: 'preflight',
        code: 'not_allowed',
        message: 'Whoever asked for this run is not among those who may change target `lab`.',
      });
      expect(world.spy.names('target.rollout')).toEqual([]);
    }
    expect(await world.image()).toBe(before);
  });
});
