import { describe, expect, it } from 'vitest';
import { answerCommand } from '../../src/app/answer-command.ts';
import { CHAT_PATIENCE_MS, showTargets } from '../../src/app/answer-targets.ts';
import { lookAtTarget } from '../../src/app/look-at-target.ts';
import type { Answer } from '../../src/domain/ask.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { TargetReport } from '../../src/domain/target-report.ts';
import { someUndo } from '../contract/target-guard.contract.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';

/** A worker of a target that answers each question with the same. */
async function work(world: BotWorld, target: string, answer: Answer): Promise<void> {
  for (let round = 0; round < 20; round++) {
    const ask = await world.desk.take(target);
    if (ask !== null) await world.desk.answer(ask.id, answer);
    await world.clock.sleep(100);
  }
}

const look = async (world: BotWorld, changed: Partial<TargetReport> = {}): Promise<Answer> => {
  const deps = { ...world.lab, clock: world.clock, access: async () => null, need: world.needs.get('lab') ?? 'none' };
  const looked = await world.clock.during(lookAtTarget(deps, 2000));
  return { kind: 'report', report: { ...looked, ...changed } };
};

const show = (world: BotWorld, target: string | null = null) =>
  world.clock.during(showTargets(world.deps, { target, key: 'q' }, CHAT_PATIENCE_MS));

describe('/nlb targets', () => {
  it.each([
    ['en', 'Targets stand in `nlb.config.yaml` beside the bot'],
    ['ja', 'ターゲットは Bot のそばの `nlb.config.yaml`'],
  ] as const)('is added at a shell, which the chat says, in %s', async (language, begin) => {
    const world = createBotWorld();
    const answer = await world.clock.during(answerCommand(world.deps, world.asker({ language }), 'targets add edge'));
    expect(answer).toContain(begin);
    expect(answer).toContain('`npm run -s nlb -- targets add --from-outputs outputs.json`');
  });

  it('shows every target side by side, one that nobody answers for beside the others, in time', async () => {
    const world = createBotWorld();
    void work(world, 'lab', await look(world));
    const start = world.clock.monotonicMs();
    const { text, usable } = await show(world);
    expect(world.clock.monotonicMs() - start).toBeLessThan(2700);
    expect(text).toContain(':white_check_mark: *`lab`* (lab, class lab, the default): ready for a run');
    expect(text).toContain('Deployment `envoy` has 3 of 3 Pods Ready, rolled out; Envoy 1.40.0');
    expect(text).toContain('Holder: nobody, it is free');
    expect(text).toContain(':x: *`staging`* (kubernetes, class staging): no worker answered in time');
    expect(text).toContain('50 clients, `observe` up to 30s, baseline');
    expect(usable).toBe(false);
    expect((await show(world, 'lab')).usable).toBe(true);
  });

  it('leaves no question behind that nobody took', async () => {
    const world = createBotWorld();
    await show(world);
    expect(await world.desk.take('staging')).toBeNull();
  });

  it('gives one Role to copy for all that is missing, and says for whom', async () => {
    const world = createBotWorld();
    const access = {
      account: 'system:serviceaccount:nlb-bot:nlb-worker',
      missing: ['a', 'b'],
      roles: 'kind: Role\nrules:\n  - {apiGroups: ["apps"]}',
    };
    void work(world, 'staging', await look(world, { access: { ok: true, value: access } }));
    const { text, usable } = await show(world, 'staging');
    expect(text).toContain("the worker's account `system:serviceaccount:nlb-bot:nlb-worker` may not do 2 things");
    expect(text).toContain('```kind: Role\nrules:\n  - {apiGroups: ["apps"]}```');
    expect(usable).toBe(false);
  });

  it('says who holds a target, and that a run left it changed', async () => {
    const world = createBotWorld();
    const fence = await world.lab.guard.hold('r-1', 10_000);
    await world.lab.guard.writeUndo(fence, someUndo('r-1'));
    world.lab.meddle(['Deployment envoy: spec.replicas: 3, now 5']);
    void work(world, 'lab', await look(world));
    const held = await show(world, 'lab');
    expect(held.text).toContain('Holder: run `r-1`; its lease ends in 10 s unless it is renewed');
    expect(held.text).toContain('Run `r-1` has changed it and puts it back at its end.');
    expect(held.text).not.toContain('/nlb recover');
    await world.lab.guard.release(fence);
    const next = createBotWorld();
    void work(next, 'lab', await look(world));
    const left = await show(next, 'lab');
    expect(left.text).toContain('*Run `r-1` left it changed:* `/nlb recover lab`. Somebody else changed since:');
    expect(left.text).toContain('Deployment envoy: spec.replicas: 3, now 5');
    expect(left.text).toContain('add `keep=theirs`; to write over it: `/nlb recover lab keep=ours`.');
    expect(left.usable).toBe(false);
  });

  it('shows what a word for keep=ours has to be on a guarded target, and no other', async () => {
    const world = createBotWorld();
    world.needs.set('lab', 'confirm');
    const fence = await world.lab.guard.hold('r-1', 10_000);
    await world.lab.guard.writeUndo(fence, someUndo('r-1'));
    await world.lab.guard.release(fence);
    world.lab.meddle(['Deployment envoy: spec.replicas: 3, now 5']);
    void work(world, 'lab', await look(world));
    const five = await show(world, 'lab');
    const { confirm } = /`\/nlb recover lab keep=ours confirm=(?<confirm>[0-9a-f]{12})`/.exec(five.text)?.groups ?? {};
    expect(confirm).toBeDefined();
    world.lab.meddle(['Deployment envoy: spec.replicas: 3, now 6']);
    const next = createBotWorld();
    void work(next, 'lab', await look(world));
    const six = await show(next, 'lab');
    expect(six.text).toContain('`/nlb recover lab keep=ours confirm=');
    expect(six.text).not.toContain(confirm);
  });

  it('is refused for a target that is not configured', async () => {
    const world = createBotWorld();
    await expect(answerCommand(world.deps, world.asker(), 'targets nowhere')).rejects.toMatchObject({
      code: 'target_unknown',
      message: 'There is no target `nowhere`. Targets: `lab`, `staging`.',
    });
  });
});

describe('a look at a target', () => {
  it('names what does not answer in time and what is refused, beside what is known', async () => {
    const world = createBotWorld();
    const refuse = async () => {
      throw new AppError('target_forbidden', 'The API server does not accept the credentials (401).');
    };
    const target = { ...world.lab.target, describe: () => new Promise<never>(() => undefined) };
    const report = await world.clock.during(
      lookAtTarget({ target, guard: world.lab.guard, access: refuse, clock: world.clock, need: 'none' }, 2000),
    );
    expect(report).toEqual({
      health: { ok: false, problem: 'It did not answer within 2 s.' },
      access: {
        ok: false,
        problem: 'The API server does not accept the credentials (401). Grant what the message names, then try again.',
      },
      holding: { ok: true, value: null },
      undo: { ok: true, value: null },
    });
  });
});

describe('/nlb recover without a final answer in time', () => {
  const ask = (world: BotWorld) => world.clock.during(answerCommand(world.deps, world.asker(), 'recover keep=ours'));

  it('says that nothing was done where no worker took it', async () => {
    const world = createBotWorld();
    expect(await ask(world)).toContain('No worker of `lab` answered, so nothing was done');
    expect(await world.desk.take('lab')).toBeNull();
  });

  it('says that the thread tells, where the worker has begun', async () => {
    const world = createBotWorld();
    void work(world, 'lab', { kind: 'begun' });
    expect(await ask(world)).toContain('`lab` is being recovered; the thread of the run that left it tells');
  });

  it('names the run that holds the target', async () => {
    const world = createBotWorld();
    void work(world, 'lab', { kind: 'busy', holder: 'r-7f3c' });
    expect(await ask(world)).toContain('held by run `r-7f3c`, which puts it back itself');
  });
});
