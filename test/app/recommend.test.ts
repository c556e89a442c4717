import { describe, expect, it } from 'vitest';
import { answerCommand } from '../../src/app/answer-command.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';

const ask = (world: BotWorld, text: string) => answerCommand(world.deps, world.asker(), text);

describe('the wish for a recommendation', () => {
  it('is answered for the target as it is, and starts nothing', async () => {
    const world = createBotWorld();
    const answer = await ask(world, 'recommend clients=500 interval=1s within=2m');
    expect(answer).toContain(
      ':bulb: *max_connection_duration: 60s, max_connection_duration_jitter: { value: 25 }* on `lab`',
    );
    expect(answer).toContain('*Confirm it*');
    expect(await world.queue.list('lab')).toEqual([]);
    expect(await world.store.open()).toEqual([]);
  });

  it('knows the Envoy of the target, and what the target allows', async () => {
    const old = createBotWorld({ envoyVersion: '1.38.0' });
    expect(await ask(old, 'recommend clients=500 interval=1s within=2m')).toContain(
      '*max_connection_duration: 60s* on `lab`',
    );
    // 30 s of observation are less than a connection's life of 60 s.
    const staging = await ask(old, 'recommend clients=500 interval=1s within=2m on=staging');
    expect(staging).toContain('on `staging`');
    expect(staging).not.toContain('*Confirm it*');
  });

  it('is refused for a target that there is not', async () => {
    await expect(ask(createBotWorld(), 'recommend on=prod')).rejects.toMatchObject({ code: 'target_unknown' });
  });
});
