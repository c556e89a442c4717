import { describe, expect, it } from 'vitest';
import { answerAsks } from '../../src/app/answer-asks.ts';
import { executeRun } from '../../src/app/execute-run.ts';
import { keepReconciled } from '../../src/app/keep-reconciled.ts';
import type { Answer, Ask } from '../../src/domain/ask.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { Keep } from '../../src/domain/record-restore.ts';
import type { ApprovalNeed } from '../../src/domain/run.ts';
import { createFakeWorkerDesk } from '../fakes/fake-worker-desk.ts';
import { aRequest } from './a-request.ts';
import { createWorld, onEntering, type World } from './world.ts';

const request = aRequest({ scenario: 'max-connection-duration' });
const SCALED = 'Deployment envoy: spec.replicas: 3, now 5 (by kubectl scale)';

/** A world whose run ended with somebody else's change in the way of its restore. */
async function stuckWorld(): Promise<{ world: World; before: string }> {
  const world = createWorld();
  const before = await world.image();
  onEntering(world, 'observe treatment', () => world.lab.meddle([SCALED]));
  await world.run(request);
  return { world, before };
}

/** Asks the worker and gives all that it answered, the last one last. */
async function ask(world: World, asked: Omit<Ask, 'id'>): Promise<Answer[]> {
  const desk = createFakeWorkerDesk();
  const answers: Answer[] = [];
  const heard = {
    ...desk,
    async answer(id: string, answer: Answer) {
      answers.push(answer);
      await desk.answer(id, answer);
    },
  };
  const over = new AbortController();
  const access = async () => null;
  const paths = { probe: null, proxyMode: async () => undefined };
  const guard = world.lab.guardOf({ alive: true });
  await desk.ask('lab', { id: 'q-1', ...asked } as Ask);
  const answering = answerAsks({ ...world.deps, ...paths, guard, access, desk: heard }, over.signal);
  await world.clock.advance(30_000);
  over.abort(new Error('the test is over'));
  await world.clock.during(answering);
  return answers;
}

const recover = (world: World, keep: Keep | null = null, { confirm = null as string | null, by = 'U0ANNA' } = {}) =>
  ask(world, { kind: 'recover', asked_by: by, keep, confirm } as Omit<Ask, 'id'>);
const restoreOf = async (world: World) => (await world.store.outcome(request.id))?.record.restore;

describe('a run whose target somebody else changed', () => {
  it('ends with what differs in its record, and leaves the change, the undo record and a free lease', async () => {
    const { world } = await stuckWorld();
    const record = (await world.store.outcome(request.id))?.record;
    expect(record).toMatchObject({
      state: 'failed',
      failure: { phase: 'restore', code: 'restore_failed' },
      restore: { state: 'FAILED', problem: { code: 'foreign_change', differs: [SCALED] } },
    });
    expect(await world.lab.guard.readUndo()).not.toBeNull();
    expect(await world.lab.guard.holding()).toBeNull();
    expect(world.spy.names('target.rollout')).toHaveLength(2);
  });

  it('is looked at without a try and without a line in the log until the change is taken back', async () => {
    const { world, before } = await stuckWorld();
    const attempts = () => world.log.warnings().filter((event) => event === 'restore_attempt_failed').length;
    const known = attempts();
    const looking = world.reconcile(3_600_000);
    await world.clock.advance(1_800_000);
    expect(attempts() - known).toBe(1);
    world.lab.meddle([]);
    await world.clock.advance(16_000);
    expect(await world.image()).toBe(before);
    await looking;
    expect(await world.lab.guard.readUndo()).toBeNull();
    expect(await restoreOf(world)).toMatchObject({
      state: 'FAILED',
      recovery: { state: 'RESTORED', asked_by: null, keep: null, differs: [] },
    });
    expect((await world.store.get(request.id))?.told).toBe(false);
  });

  it('is put back although the change was taken back between two looks of one try', async () => {
    const { world, before } = await stuckWorld();
    let looks = 0;
    const standing = async () => {
      const found = await world.lab.target.standing();
      looks += 1;
      // The restore sees it twice, once to decide and once for what it says.
      if (looks === 2) world.lab.meddle([]);
      return found;
    };
    const over = new AbortController();
    const deps = { ...world.deps, target: { ...world.deps.target, standing }, holder: 'recovery-2' };
    const looking = keepReconciled({ ...deps, guard: world.lab.guardOf({ alive: true }) }, over.signal);
    await world.clock.advance(60_000);
    over.abort(new Error('the test is over'));
    await world.clock.during(looking);
    expect(await world.image()).toBe(before);
    expect(await world.lab.guard.readUndo()).toBeNull();
  });
});

describe('a recovery that is asked for', () => {
  it('says that there is nothing to recover', async () => {
    expect(await recover(createWorld())).toEqual([{ kind: 'nothing' }]);
  });

  it('leaves a run alone that holds the target', async () => {
    const world = createWorld();
    await world.store.create(request, request.id);
    const running = world.clock.during(executeRun(world.deps, request, new AbortController().signal));
    await world.clock.advance(10_000);
    expect(await recover(world, 'ours')).toEqual([{ kind: 'busy', holder: request.id }]);
    expect((await running).state).toBe('done');
  });

  it('stops where somebody else changed the target, says what, and tells the thread who asked', async () => {
    const { world } = await stuckWorld();
    const stopped = { state: 'FAILED', asked_by: 'U0ANNA', keep: null, differs: [SCALED], code: 'foreign_change' };
    expect((await recover(world)).at(-1)).toMatchObject({ kind: 'recovered', run: request.id, recovery: stopped });
    expect((await restoreOf(world))?.recovery).toMatchObject(stopped);
    expect(await world.lab.guard.readUndo()).not.toBeNull();
    expect(await world.lab.guard.holding()).toBeNull();
  });

  it('with keep=ours writes what was there over the change', async () => {
    const { world, before } = await stuckWorld();
    const restored = { state: 'RESTORED', asked_by: 'U0ANNA', keep: 'ours', differs: [SCALED] };
    expect(await recover(world, 'ours')).toMatchObject([
      { kind: 'begun' },
      { kind: 'recovered', run: request.id, recovery: restored },
    ]);
    expect(await world.image()).toBe(before);
    expect(await restoreOf(world)).toMatchObject({ state: 'FAILED', recovery: restored });
    expect(await world.lab.guard.readUndo()).toBeNull();
  });

  it('with keep=ours says what stays as somebody else left it, and not that it was overwritten', async () => {
    const { world, before } = await stuckWorld();
    const edited = 'ConfigMap envoy-config was edited';
    world.lab.meddle([SCALED, edited]);
    const recovery = { state: 'RESTORED', keep: 'ours', differs: [SCALED], stays: [edited] };
    expect((await recover(world, 'ours')).at(-1)).toMatchObject({ kind: 'recovered', recovery });
    expect((await restoreOf(world))?.recovery).toMatchObject(recovery);
    expect(await world.image()).toBe(before);
    expect(await world.lab.guard.readUndo()).toBeNull();
  });

  it('with keep=theirs touches nothing, names what is not as before, and forgets the change of the run', async () => {
    const { world, before } = await stuckWorld();
    const now = await world.image();
    const rollouts = world.spy.names('target.rollout').length;
    const answers = await recover(world, 'theirs');
    expect(answers.at(-1)).toMatchObject({ recovery: { state: 'KEPT', asked_by: 'U0ANNA', keep: 'theirs' } });
    expect((await restoreOf(world))?.recovery?.differs).toEqual([
      "Deployment envoy: Envoy's configuration (envoy-config-fake)",
      SCALED,
    ]);
    expect(now).not.toBe(before);
    expect(await world.image()).toBe(now);
    expect(world.spy.names('target.rollout')).toHaveLength(rollouts);
    expect(await world.lab.guard.readUndo()).toBeNull();
    expect(await world.lab.guard.holding()).toBeNull();
  });

  it('with keep=theirs is not told as done while the undo record is still there', async () => {
    const { world } = await stuckWorld();
    const guardOf = world.lab.guardOf;
    const clearUndo = async () => {
      throw new AppError('target_forbidden', 'The worker may not delete ConfigMaps.');
    };
    world.lab.guardOf = (process) => ({ ...guardOf(process), clearUndo });
    expect((await recover(world, 'theirs')).at(-1)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('may not delete ConfigMaps'),
    });
    expect(await world.lab.guard.readUndo()).not.toBeNull();
    expect((await restoreOf(world))?.recovery).toBeUndefined();
  });

  it('works by the target alone where Redis has lost the run', async () => {
    const { world, before } = await stuckWorld();
    world.store.lose();
    await recover(world, 'ours');
    expect(await world.image()).toBe(before);
    expect(await world.store.get(request.id)).toMatchObject({ recovery: { state: 'RESTORED', asked_by: 'U0ANNA' } });
  });

  it('waits for a recovery that is under way, and says what came of that', async () => {
    const { world } = await stuckWorld();
    const other = world.lab.guardOf({ alive: true });
    const fence = await other.hold('recovery-7', 60_000);
    const answers = recover(world, 'ours');
    await world.clock.advance(5000);
    world.lab.meddle([]);
    await other.clearUndo(fence);
    await other.release(fence);
    expect(await answers).toMatchObject([
      { kind: 'begun' },
      { kind: 'recovered', run: request.id, recovery: { state: 'RESTORED', asked_by: null } },
    ]);
  });

  it('is carried out once where two workers have the same question, and both say what came of it', async () => {
    const { world, before } = await stuckWorld();
    const rollout = world.deps.target.rollout;
    const slow = async (...args: Parameters<typeof rollout>) => {
      await world.clock.sleep(5000);
      await rollout(...args);
    };
    world.deps.target = { ...world.deps.target, rollout: slow };
    const rollouts = world.spy.names('target.rollout').length;
    const both = await Promise.all([recover(world, 'ours'), recover(world, 'ours')]);
    for (const answers of both) {
      expect(answers.at(-1)).toMatchObject({ kind: 'recovered', recovery: { state: 'RESTORED', keep: 'ours' } });
    }
    expect(world.spy.names('target.rollout')).toHaveLength(rollouts + 1);
    expect(await world.image()).toBe(before);
    expect(world.log.warnings()).not.toContain('recovery_failed');
  });

  it('has no effect on what another run left in the meantime', async () => {
    const { world } = await stuckWorld();
    const other = world.lab.guardOf({ alive: true });
    const fence = await other.hold('recovery-7', 60_000);
    const answers = recover(world, 'theirs');
    await world.clock.advance(5000);
    const undo = await other.readUndo();
    if (undo === null) throw new Error('nothing to undo');
    await other.writeUndo(fence, { ...undo, request: { ...undo.request, id: 'r-other' } });
    await other.release(fence);
    expect((await answers).at(-1)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('run r-other has changed it since'),
    });
    expect(await other.readUndo()).not.toBeNull();
  });
});

describe('keep=ours on a guarded target', () => {
  async function guarded(need: ApprovalNeed) {
    const { world, before } = await stuckWorld();
    world.deps.need = need;
    const rollouts = world.spy.names('target.rollout').length;
    return {
      world,
      before,
      /** What is shown as the word for the changes that are there now. */
      async shown(): Promise<string> {
        const last = (await recover(world)).at(-1);
        if (last?.kind !== 'recovered') throw new Error('no recovery was told');
        return last.recovery.confirm ?? '';
      },
      isUntouched: async () =>
        world.spy.names('target.rollout').length === rollouts && (await world.lab.guard.readUndo()) !== null,
    };
  }

  it('writes over exactly what was shown', async () => {
    const { world, before, shown } = await guarded('confirm');
    const confirm = await shown();
    expect(confirm).toMatch(/^[0-9a-f]{12}$/);
    expect((await recover(world, 'ours', { confirm })).at(-1)).toMatchObject({
      recovery: { state: 'RESTORED', keep: 'ours', differs: [SCALED] },
    });
    expect(await world.image()).toBe(before);
  });

  it('writes nothing over what has changed since it was shown, and shows that with its own word', async () => {
    const { world, before, shown, isUntouched } = await guarded('confirm');
    const old = await shown();
    const more = 'Deployment envoy: spec.replicas: 3, now 7 (by kubectl scale)';
    world.lab.meddle([more]);
    const said = (await recover(world, 'ours', { confirm: old })).at(-1);
    expect(said).toMatchObject({ kind: 'refused', message: expect.stringContaining(`Nothing was written`) });
    expect(said).toMatchObject({ message: expect.stringContaining(`• ${more}`) });
    expect(said).toMatchObject({ message: expect.not.stringContaining('dry=true') });
    expect(await isUntouched()).toBe(true);
    expect(await world.lab.guard.holding()).toBeNull();
    const { message } = said as Extract<Answer, { kind: 'refused' }>;
    const confirm = /`\/nlb recover lab keep=ours confirm=([0-9a-f]{12})`/.exec(message)?.[1] ?? '';
    expect(confirm).not.toBe(old);
    await recover(world, 'ours', { confirm });
    expect(await world.image()).toBe(before);
  });

  it('writes nothing over what is changed after the word was checked', async () => {
    const { world, shown, isUntouched } = await guarded('confirm');
    const confirm = await shown();
    const more = 'Deployment envoy: spec.replicas: 3, now 7 (by kubectl scale)';
    let looks = 0;
    world.spy.before('target.standing', () => {
      looks += 1;
      if (looks === 2) world.lab.meddle([more]);
    });
    expect((await recover(world, 'ours', { confirm })).at(-1)).toMatchObject({
      recovery: { state: 'FAILED', keep: 'ours', code: 'foreign_change', differs: [more] },
    });
    expect(await isUntouched()).toBe(true);
  });

  it.each<[string, ApprovalNeed, string, boolean, string]>([
    ['without a word', 'confirm', 'U0ANNA', false, 'wants `confirm`'],
    ['without a word of a second person', 'second-person', 'U0ANNA', false, 'wants `confirm`'],
    ['by the word of whoever asked for the run', 'second-person', 'U0KATO', true, 'whoever asked for run r-00000001'],
    ['by the word of the shell', 'second-person', 'shell:anna', true, 'the shell can not give'],
  ])('is refused %s', async (_, need, by, hasWord, why) => {
    const { world, shown, isUntouched } = await guarded(need);
    const confirm = hasWord ? await shown() : null;
    const said = (await recover(world, 'ours', { confirm, by })).at(-1);
    expect(said).toMatchObject({ kind: 'refused', message: expect.stringContaining(why) });
    expect(said).toMatchObject({ message: expect.stringContaining(`• ${SCALED}`) });
    expect(await isUntouched()).toBe(true);
  });

  it.each<[string, ApprovalNeed, string]>([
    ['a second person', 'second-person', 'U0ANNA'],
    ['whoever asked for the run, where anybody may', 'confirm', 'U0KATO'],
    ['the shell, where anybody may', 'confirm', 'shell:anna'],
  ])('is done by the word of %s', async (_, need, by) => {
    const { world, before, shown } = await guarded(need);
    await recover(world, 'ours', { confirm: await shown(), by });
    expect(await world.image()).toBe(before);
    expect(await restoreOf(world)).toMatchObject({ recovery: { state: 'RESTORED', asked_by: by } });
  });

  it('needs no word once nothing foreign is there to be overwritten', async () => {
    const { world, before } = await guarded('second-person');
    world.lab.meddle([]);
    await recover(world, 'ours', { by: 'U0KATO' });
    expect(await world.image()).toBe(before);
  });
});
