import { describe, expect, it } from 'vitest';
import { answerCommand } from '../../src/app/answer-command.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';

const HERE = 'C0EDGE';

function edgeWorld(): BotWorld {
  const world = createBotWorld();
  world.deps.channelTargets = new Map([[HERE, 'staging']]);
  return world;
}

const ask = (world: BotWorld, text: string, channel: string) =>
  world.clock.during(answerCommand(world.deps, world.asker({ channel }), text));

describe('a command without a target', () => {
  it('runs on the default target of the channel where it is typed, and the root message names it', async () => {
    const world = edgeWorld();
    expect(await ask(world, 'run baseline', HERE)).toBeNull();
    expect((await world.queue.list('staging')).map(({ request }) => request.target)).toEqual(['staging']);
    expect(world.chat.thread('r-00000001').versions[0]?.message.lines.join(' ')).toContain('`staging`');
  });

  it('runs on the default target elsewhere, and on the one that it names anywhere', async () => {
    const world = edgeWorld();
    await ask(world, 'run baseline', 'C0SRE');
    await ask(world, 'run baseline on=lab', HERE);
    expect(await world.queue.list('lab')).toHaveLength(2);
    expect(await world.queue.list('staging')).toEqual([]);
  });

  it.each(['recommend clients=500', 'explain nlb', 'recover', 'run baseline dry=true'])(
    '%s is about the default target of the channel, and names it',
    async (text) => {
      const world = edgeWorld();
      expect(await ask(world, text, HERE)).toContain('`staging`');
      expect(await ask(world, text, 'C0SRE')).toContain('`lab`');
    },
  );

  it('is refused by the limits of the default target of the channel', async () => {
    const world = edgeWorld();
    await expect(ask(world, 'run baseline clients=51', HERE)).rejects.toMatchObject({ code: 'over_limit' });
    await expect(ask(world, 'sweep max-connection-duration values=1s,5s', HERE)).rejects.toThrow('`staging`');
  });

  it('shows as the default among the targets', async () => {
    const world = edgeWorld();
    const staging = (text: string | null) => text?.split('\n\n').find((part) => part.includes('`staging`'));
    expect(staging(await ask(world, 'targets', HERE))).toContain('the default');
    expect(staging(await ask(world, 'targets', 'C0SRE'))).not.toContain('the default');
  });

  it('at a shell is about the default target, whatever its channel', async () => {
    const world = edgeWorld();
    world.deps.isShell = true;
    await ask(world, 'run baseline', HERE);
    expect(await world.queue.list('lab')).toHaveLength(1);
  });
});
