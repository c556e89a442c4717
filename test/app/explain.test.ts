import { describe, expect, it } from 'vitest';
import { answerCommand } from '../../src/app/answer-command.ts';
import { AppError } from '../../src/domain/errors.ts';
import { aRecord } from '../builders/a-record.ts';
import { FAKE_DOCUMENT } from '../fakes/fake-target.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';

const ask = (world: BotWorld, text: string) =>
  world.clock.during(answerCommand(world.deps, world.asker({ user: 'U0KATO' }), text));

describe('/nlb explain', () => {
  it('alone lists the topics and asks no target', async () => {
    const world = createBotWorld();
    world.deps.target = () => {
      throw new Error('asked');
    };
    const text = await ask(world, 'explain');
    expect(text).toContain('• `traffic-policy`: ');
    expect(text).toContain('`lab`');
  });

  it('of a topic answers for the target that is asked for, and else for the default one', async () => {
    const world = createBotWorld();
    expect(await ask(world, 'explain traffic-policy')).toContain('Service `envoy` on `lab`');
    const text = await ask(world, 'explain traffic_policy on=staging');
    expect(text).toContain('Service `envoy` on `staging`');
    expect(text).toContain('`/nlb explain traffic-policy more=true on=staging`');
  });

  it('with more has the sources', async () => {
    const world = createBotWorld();
    expect(await ask(world, 'explain nlb')).not.toContain('https://');
    expect(await ask(world, 'explain nlb more=true')).toMatch(/^\[1\] .*https:\/\/docs\.aws\.amazon\.com/m);
  });

  it('refuses a target that is not configured, naming those that are', async () => {
    const world = createBotWorld();
    for (const text of ['explain nlb on=prod', 'explain words on=prod', 'explain on=prod']) {
      await expect(ask(world, text)).rejects.toMatchObject({
        code: 'target_unknown',
        message: 'There is no target `prod`. Targets: `lab`, `staging`.',
      });
    }
  });

  it('of a target that does not answer, or not in time, tells what holds for all and says so', async () => {
    const refused = createBotWorld();
    refused.lab.target.describe = () => Promise.reject(new AppError('target_unreachable', 'Nobody is there.'));
    const silent = createBotWorld();
    silent.lab.target.describe = () => new Promise(() => undefined);
    const from = silent.clock.monotonicMs();
    for (const world of [refused, silent]) {
      const text = await ask(world, 'explain nodeport');
      expect(text).toMatch(/^\*The NodePort picks the Pod/);
      expect(text).toContain(':warning: `lab` could not be read now');
      expect(text).not.toContain('```');
    }
    expect(silent.clock.monotonicMs() - from).toBeLessThanOrEqual(2000);
  });

  it('of a setting says what the configuration of the target has', async () => {
    const world = createBotWorld();
    expect(await ask(world, 'explain idle-timeout')).toContain('has no `idle_timeout`');
    world.lab.edit(() => `${FAKE_DOCUMENT}idle_timeout: 7s\n`);
    expect(await ask(world, 'explain idle-timeout')).toContain('the configuration of `lab` has `idle_timeout: 7s`');
  });

  it('of a configuration that can not be understood says so, and explains all the same', async () => {
    const world = createBotWorld();
    world.lab.edit(() => 'not Envoy\n');
    const text = await ask(world, 'explain max-connection-duration');
    expect(text).toContain('the configuration of `lab` could not be understood');
    expect(text).toMatch(/^\*`max_connection_duration` limits the age/);
  });

  it('of a run tells what the button Explain tells, and of none which may have been meant', async () => {
    const world = createBotWorld();
    expect(await ask(world, 'run max-connection-duration')).toBeNull();
    await world.store.update('r-00000001', { state: 'running' });
    await world.store.saveOutcome({ record: aRecord({ id: 'r-00000001' }), raw: {} });
    const text = await ask(world, 'explain run R_00000001');
    expect(text).toMatch(/^\*Why\*: .*\*control\*: restart from/s);
    expect(text?.split('\n').at(-2)).toBe(
      'More: `/nlb explain max-connection-duration` · `/nlb explain goaway` · `/nlb explain nodeport` · `/nlb explain skew`',
    );
    expect(text?.split('\n').at(-1)).toBe('A picture of the path follows in this channel.');
    await world.clock.until(() => world.chat.files.length > 0);
    const [posted] = world.chat.files;
    expect(posted?.file.name).toBe('path-r-00000001.png');
    expect(posted?.file.comment).toBe('<@U0KATO> asked: `/nlb explain run r-00000001`');
    expect(await ask(world, 'explain run r-00000002')).toContain('Did you mean `r-00000001`?');
  });

  it('answers in the language of who asks', async () => {
    const world = createBotWorld();
    const asker = world.asker({ language: 'ja' });
    const text = await world.clock.during(answerCommand(world.deps, asker, 'explain skew more=true'));
    expect(text).toContain('*このターゲット*');
    expect(text).toContain('*出典*');
  });
});
