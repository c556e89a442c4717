import { describe, expect, it } from 'vitest';
import { answerCommand } from '../../src/app/answer-command.ts';
import { planRun } from '../../src/app/plan-run.ts';
import { FAKE_DOCUMENT } from '../fakes/fake-target.ts';
import { aRequest } from './a-request.ts';
import type { BotWorld } from './bot-world.ts';
import { createFormWorld, textOf } from './form-world.ts';

const OTHER = 'r-0000beef';
const RUN = 'run max-connection-duration value=1s';
const ask = (world: BotWorld, text: string, user = 'U0KATO') => answerCommand(world.deps, world.asker({ user }), text);

/** A target on which a run has its setting of 1 s for a while. */
async function whileChanged() {
  const world = createFormWorld();
  const { target, guard, edit } = world.lab;
  const { document, image } = (await target.describe()).config;
  const fence = await guard.hold(OTHER, 60_000);
  const request = aRequest({ id: OTHER, scenario: 'max-connection-duration', parameters: { value_ms: 1000 } });
  const versions = { bot: '0.1.0', envoy: '1.40.0', grpc_js: '1.14.0' };
  const undo = { request, started_at: '2026-11-23T14:00:00.000Z', document, replicas: 3, image, versions };
  await guard.writeUndo(fence, undo);
  edit((found) => `${found}max_connection_duration: 1s\n`);
  return {
    world,
    request,
    async putBack() {
      edit(() => FAKE_DOCUMENT);
      await guard.clearUndo(fence);
      await guard.release(fence);
    },
  };
}

describe('while a run has its setting on a target', () => {
  it('the form of another run is for the target as it was before, and says so', async () => {
    const { world } = await whileChanged();
    await world.clock.during(world.forms.forCommand(world.asker(), world.trigger(), 'run'));
    world.change({ value: '1s' });
    await world.clock.advance(1000);
    const shown = textOf(world.dialogs.last().form);
    expect(shown).toContain('1 s of every 3 s');
    expect(shown).toContain('What run `r-0000beef` has changed on `lab` is put back before this run begins');
    expect(shown).not.toContain('already');
    expect(shown).not.toContain('untouched');
  });

  it('a dry run has the whole change, from what was there before', async () => {
    const { world } = await whileChanged();
    const text = await ask(world, `${RUN} dry=true`);
    expect(text).toContain('\n+max_connection_duration: 1s\n');
    expect(text).toContain('What run `r-0000beef` has changed on `lab` is put back before this run begins');
    expect(text).not.toContain('already');
    expect(await ask(world, `${RUN.replace('1s', '9s')} dry=true`)).not.toContain('-max_connection_duration');
  });

  it('a plan is approved that is carried out once the target is back', async () => {
    const { world, putBack } = await whileChanged();
    world.needs.set('lab', 'second-person');
    await ask(world, RUN);
    await putBack();
    expect(await ask(world, 'approve r-00000001', 'U0ANNA')).toBeNull();
    expect(await world.queue.list('lab')).toHaveLength(1);
  });

  it('its own plan is of the target as it was, however late it is made', async () => {
    const { world, request } = await whileChanged();
    const { part } = await planRun(world.deps.plan('lab'), request);
    expect(part).toMatchObject({ text: expect.stringContaining('\n+max_connection_duration: 1s\n') });
    expect(part).toMatchObject({ text: expect.not.stringContaining('put back before this run begins') });
  });
});

it('a dry run says that there is nothing to compare', async () => {
  const world = createFormWorld();
  world.lab.edit((found) => `${found}max_connection_duration: 1s\n`);
  expect(await ask(world, `${RUN} dry=true`)).toContain('*`lab` has `max_connection_duration: 1s` already*');
});
