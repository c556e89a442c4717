import { describe, expect, it } from 'vitest';
import { answerCommand } from '../../src/app/answer-command.ts';
import { keepSchedules } from '../../src/app/keep-schedules.ts';
import type { Fence } from '../../src/ports/target.ts';
import { aRecord } from '../builders/a-record.ts';
import { someUndo } from '../contract/target-guard.contract.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';

const AFTER = 'schedule add rollout-restart after=rollout';
const ID = 's-000001';
const LOOK_MS = 15_000;

/** A bot that watches the lab for the schedules of these lines, and has looked at it once. */
async function setUp(...lines: string[]) {
  const world = createBotWorld();
  const ask = (command: string) => answerCommand(world.deps, world.asker(), command);
  for (const line of lines) await ask(line);
  const start = async () => {
    const over = new AbortController();
    const { ended } = await keepSchedules(world.deps, over.signal);
    return async () => {
      over.abort();
      await ended;
    };
  };
  const stop = await start();
  const looks = (count: number) => world.clock.advance(count * LOOK_MS);
  await looks(1);
  const waiting = async () => (await world.queue.list('lab')).map(({ request }) => request.schedule?.id);
  return { ...world, ask, start, stop, looks, waiting, stored: () => world.deps.schedules.get(ID) };
}

/** Somebody restarts the Deployment as `kubectl rollout restart` does. */
async function restart(world: Pick<BotWorld, 'lab' | 'clock'>, holder = 'kubectl'): Promise<void> {
  const { guard } = world.lab;
  const fence = await guard.hold(holder, 600_000);
  await rollOut(world, fence);
  await guard.release(fence);
}

async function rollOut({ lab, clock }: Pick<BotWorld, 'lab' | 'clock'>, fence: Fence): Promise<void> {
  const done = lab.target.rollout(fence, { restart: true, pace_ms: 0 }, new AbortController().signal);
  await clock.advance(10);
  await done;
}

/** A worker takes the run, restarts the Deployment in its name, and ends it. */
async function runOnce(world: Pick<BotWorld, 'lab' | 'clock' | 'queue' | 'store'>): Promise<void> {
  const request = world.queue.take('lab');
  if (request === null) throw new Error('no run waits');
  await world.store.update(request.id, { state: 'running', enter: 'preflight' });
  await restart(world, request.id);
  const ended_at = world.clock.wallIso();
  await world.store.saveOutcome({ record: aRecord({ id: request.id, ended_at }), raw: {} });
  world.queue.finish('lab');
}

describe('a schedule after every rollout', () => {
  it('does nothing for the template that it finds first, nor while that stays', async () => {
    const { looks, waiting, stored } = await setUp(AFTER);
    await looks(4);
    expect(await waiting()).toEqual([]);
    expect((await stored())?.seen).toMatchObject({ revision: expect.any(String) });
  });

  it('starts its run once two looks in a row have seen a new template rolled out', async () => {
    const world = await setUp(AFTER);
    await restart(world);
    await world.looks(1);
    expect(await world.waiting()).toEqual([]);
    await world.looks(1);
    expect(await world.waiting()).toEqual([ID]);
    await world.looks(3);
    expect(await world.waiting()).toEqual([ID]);
  });

  it('takes rollouts that follow each other for one', async () => {
    const world = await setUp(AFTER);
    for (let time = 0; time < 3; time++) {
      await restart(world);
      await world.looks(1);
      expect(await world.waiting()).toEqual([]);
    }
    await world.looks(1);
    expect(await world.waiting()).toEqual([ID]);
  });

  it('does not start again for what its own run has rolled out', async () => {
    const world = await setUp(AFTER);
    await restart(world);
    await world.looks(2);
    await runOnce(world);
    await world.looks(5);
    expect(await world.waiting()).toEqual([]);
    await restart(world);
    await world.looks(2);
    expect(await world.waiting()).toEqual([ID]);
  });

  it('does not start for the rollouts of any other run, one that is being put back, or under way', async () => {
    const world = await setUp(AFTER);
    await world.ask('run rollout-restart on=lab');
    await runOnce(world);
    await world.looks(4);
    expect(await world.waiting()).toEqual([]);
    await rollOut(world, await world.lab.guard.hold('r-elsewhere', 60_000));
    await world.looks(8);
    expect(await world.waiting()).toEqual([]);
  });

  it('does not start for what a run left there, and what puts that back', async () => {
    const world = await setUp(AFTER);
    const { guard } = world.lab;
    const fence = await guard.hold('r-elsewhere', 60_000);
    await guard.writeUndo(fence, someUndo('r-elsewhere'));
    await rollOut(world, fence);
    await guard.release(fence);
    await world.looks(3);
    expect(await world.waiting()).toEqual([]);
    const again = await guard.hold('kubectl', 60_000);
    await rollOut(world, again);
    await guard.clearUndo(again);
    await guard.release(again);
    await world.looks(3);
    expect(await world.waiting()).toEqual([]);
    expect((await world.stored())?.note).toBeNull();
  });

  it('is left out with a note when a run begins before the rollout has counted', async () => {
    const world = await setUp(AFTER);
    await restart(world);
    await world.looks(1);
    await world.ask('run baseline on=lab');
    const request = world.queue.take('lab');
    await world.store.update(request?.id ?? '', { state: 'running', enter: 'preflight' });
    await world.looks(1);
    expect((await world.stored())?.note).toMatchObject({ code: 'target_busy' });
    expect(await world.waiting()).toEqual([undefined]);
  });

  it('notices what was rolled out while the bot was down, once', async () => {
    const world = await setUp(AFTER);
    await world.stop();
    await restart(world);
    await restart(world);
    await world.clock.advance(3_600_000);
    await world.start();
    await world.looks(2);
    expect(await world.waiting()).toEqual([ID]);
  });

  it('starts one run when two bots see the same rollout', async () => {
    const world = await setUp(AFTER);
    await world.start();
    await world.looks(1);
    await restart(world);
    await world.looks(4);
    expect(await world.waiting()).toEqual([ID]);
    expect((await world.stored())?.note).toBeNull();
  });

  it('starts for a template that comes back: a rollback and what was rolled back, minutes after each other', async () => {
    const world = await setUp(AFTER);
    const { describe: look } = world.lab.target;
    for (const revision of ['template-bad', 'template-good', 'template-bad', 'template-good']) {
      world.lab.target.describe = async () => {
        const topology = await look();
        return { ...topology, deployment: { ...topology.deployment, revision } };
      };
      await world.looks(2);
      expect(await world.waiting()).toEqual([ID]);
      await runOnce(world);
      await world.looks(2);
      expect(await world.waiting()).toEqual([]);
    }
  });

  it('lets several schedules of one target run after each other', async () => {
    const world = await setUp(AFTER, 'schedule add baseline after=rollout');
    await restart(world);
    await world.looks(2);
    expect(await world.waiting()).toEqual([ID, 's-000002']);
  });

  it('does not start for what was rolled out while it was paused', async () => {
    const world = await setUp(AFTER);
    await world.ask(`schedule pause ${ID}`);
    await restart(world);
    await world.looks(3);
    expect(await world.ask(`schedule resume ${ID}`)).toContain('it waits for the next rollout');
    await world.looks(3);
    expect(await world.waiting()).toEqual([]);
    await restart(world);
    await world.looks(2);
    expect(await world.waiting()).toEqual([ID]);
  });
});
