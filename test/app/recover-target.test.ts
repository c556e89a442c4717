import { describe, expect, it } from 'vitest';
import { executeRun } from '../../src/app/execute-run.ts';
import { keepReconciled } from '../../src/app/keep-reconciled.ts';
import { reconcile } from '../../src/app/recover-target.ts';
import { AppError } from '../../src/domain/errors.ts';
import { aRecord } from '../builders/a-record.ts';
import { aRequest } from './a-request.ts';
import { createWorld, onEntering, type World } from './world.ts';

const ofSetting = aRequest({ scenario: 'max-connection-duration' });
const request = ofSetting;
const never = new Promise<void>(() => undefined);

/** Carries out a run until its worker dies in the phase, as kill -9 does it: nothing of it happens afterwards. */
async function dieIn(world: World, phase: string, request = ofSetting): Promise<void> {
  await world.store.create(request, request.id);
  let isDead = false;
  const die = (): void => {
    isDead = true;
    world.worker.alive = false;
  };
  if (phase !== 'preflight') onEntering(world, phase, die);
  else world.spy.before('target.describe', die, { times: 1 });
  const ports = [
    'target.rollout',
    'target.intervene',
    'guard.hold',
    'guard.release',
    'guard.clearUndo',
    'guard.writeUndo',
  ];
  for (const call of [...ports, 'store.update', 'store.saveOutcome']) {
    world.spy.before(call, () => (isDead ? never : undefined));
  }
  void executeRun(world.deps, request, new AbortController().signal);
  await world.clock.until(() => isDead);
}

describe('a target that stays away', () => {
  it('is told of once, and again after it was back', async () => {
    const world = createWorld();
    const over = new AbortController();
    let isAway = true;
    world.spy.before('guard.readUndo', () => {
      if (isAway) throw new AppError('target_unreachable', 'The lab does not answer.');
    });
    const looking = keepReconciled({ ...world.deps, holder: 'recovery-1' }, over.signal);
    const told = (): number => world.log.warnings().filter((event) => event === 'reconcile_failed').length;
    await world.clock.advance(60_000);
    expect(told()).toBe(1);
    isAway = false;
    await world.clock.advance(70_000);
    isAway = true;
    await world.clock.advance(60_000);
    expect(told()).toBe(2);
    over.abort();
    await world.clock.during(looking);
  });
});

describe('a run whose worker died', () => {
  it.each(['warm-up', 'change control', 'observe control', 'change treatment', 'observe treatment', 'restore'])(
    'in %s is ended as interrupted once, with its target put back',
    async (phase) => {
      const world = createWorld();
      const before = await world.image();
      await dieIn(world, phase);
      await world.reconcile(40_000);
      expect(await world.image()).toBe(before);
      expect((await world.lab.target.describe()).deployment.rolled_out).toBe(true);
      expect(await world.lab.guard.readUndo()).toBeNull();
      expect(await world.lab.guard.holding()).toBeNull();
      const outcome = await world.store.outcome(request.id);
      expect(outcome?.record).toMatchObject({ state: 'interrupted', failure: { code: 'interrupted' }, verdict: null });
      expect(['RESTORED', 'NOT_NEEDED']).toContain(outcome?.record.restore.state);
      expect((await world.store.get(request.id))?.state).toBe('interrupted');
      expect(world.discarded).toEqual([request.id]);
      await world.reconcile(40_000);
      expect(await world.store.outcome(request.id)).toEqual(outcome);
    },
  );

  it.each(['change treatment', 'observe treatment', 'restore'])(
    'in %s of another way to the Pods leaves a Service that is put back',
    async (phase) => {
      const world = createWorld();
      const before = await world.image();
      await dieIn(world, phase, aRequest({ scenario: 'traffic-policy' }));
      const isChanged = phase !== 'change treatment';
      const { service } = await world.lab.target.describe();
      expect(service.traffic_policy).toBe(isChanged ? 'Local' : 'Cluster');
      await world.reconcile(40_000);
      expect((await world.lab.target.describe()).service.traffic_policy).toBe('Cluster');
      expect(await world.image()).toBe(before);
      expect((await world.store.outcome(request.id))?.record.restore.state).toBe(isChanged ? 'RESTORED' : 'NOT_NEEDED');
    },
  );

  it('and whose store came back empty is told of as cut off with its instance', async () => {
    const world = createWorld();
    await dieIn(world, 'observe control');
    world.store.lose();
    await world.reconcile(40_000);
    const outcome = await world.store.outcome(request.id);
    expect(outcome?.record.failure).toMatchObject({
      code: 'interrupted',
      message: 'The instance that ran it ended, and its lab with it, while the run went on.',
    });
  });

  it('before any change is ended as interrupted, and its target is left alone and free', async () => {
    const world = createWorld();
    await dieIn(world, 'preflight');
    expect(await world.lab.guard.holding()).toMatchObject({ holder: request.id });
    await world.reconcile(20_000);
    expect(await world.lab.guard.holding()).toBeNull();
    const outcome = await world.store.outcome(request.id);
    expect(outcome?.record).toMatchObject({ state: 'interrupted', restore: { state: 'NOT_NEEDED' } });
    expect(world.spy.names('target.rollout')).toEqual([]);
  });

  it('after it had kept its outcome keeps that outcome, and only its undo record goes', async () => {
    const world = createWorld();
    await dieIn(world, 'restore');
    await world.store.saveOutcome({ record: aRecord({ id: request.id, state: 'done' }), raw: {} });
    await world.reconcile(20_000);
    expect((await world.store.outcome(request.id))?.record.state).toBe('done');
    expect(await world.lab.guard.readUndo()).toBeNull();
  });

  it('is recovered by the next run on its target too, before that takes its own pre-image', async () => {
    const world = createWorld();
    const before = await world.image();
    await dieIn(world, 'observe treatment');
    const next = createNext(world);
    const second = aRequest({ id: 'r-second', scenario: 'baseline' });
    await world.store.create(second, second.id);
    const record = await world.clock.during(executeRun(next, second, new AbortController().signal));
    expect(record).toMatchObject({ state: 'done', restore: { pre_image: before } });
    expect((await world.store.get(request.id))?.state).toBe('interrupted');
  });

  it('keeps its undo record while it can not be put back, is told as failed, and is tried again', async () => {
    const world = createWorld();
    const before = await world.image();
    await dieIn(world, 'observe treatment');
    const next = createNext(world);
    let isBroken = true;
    const broken = {
      ...next,
      target: {
        ...next.target,
        rollout: async (...args: Parameters<typeof next.target.rollout>) => {
          if (isBroken) throw new AppError('rollout_failed', 'No node has room.');
          await next.target.rollout(...args);
        },
      },
    };
    await world.clock.during(reconcile(broken, 'recovery-3', 10_000));
    expect((await world.store.outcome(request.id))?.record).toMatchObject({
      state: 'failed',
      failure: { code: 'restore_failed' },
      restore: { state: 'FAILED' },
    });
    expect(await world.lab.guard.readUndo()).not.toBeNull();
    expect(await world.lab.guard.holding()).toBeNull();
    isBroken = false;
    await world.clock.during(reconcile(broken, 'recovery-3', 10_000));
    expect(await world.image()).toBe(before);
    expect(await world.lab.guard.readUndo()).toBeNull();
    expect((await world.store.outcome(request.id))?.record).toMatchObject({
      state: 'failed',
      restore: { state: 'FAILED', recovery: { state: 'RESTORED', asked_by: null, keep: null, differs: [] } },
    });
  });

  it('keeps its undo record until its outcome is kept', async () => {
    const world = createWorld();
    const before = await world.image();
    await dieIn(world, 'observe treatment');
    world.store.away(true);
    await world.reconcile(20_000);
    expect(await world.image()).toBe(before);
    expect(await world.lab.guard.readUndo()).not.toBeNull();
    world.store.away(false);
    await world.reconcile(20_000);
    expect(await world.lab.guard.readUndo()).toBeNull();
    expect((await world.store.get(request.id))?.state).toBe('interrupted');
  });
});

describe('the reconciler', () => {
  it('does nothing while the holder is alive', async () => {
    const world = createWorld();
    await world.store.create(request, request.id);
    const running = world.clock.during(executeRun(world.deps, request, new AbortController().signal));
    const looking = world.reconcile(200_000);
    expect((await running).state).toBe('done');
    await looking;
    expect(world.log.warnings()).toEqual([]);
    expect((await world.store.outcome(request.id))?.record.state).toBe('done');
  });

  it('does nothing to a run that waits in the queue', async () => {
    const world = createWorld();
    await world.store.create(request, request.id);
    await world.reconcile(40_000);
    expect((await world.store.get(request.id))?.state).toBe('queued');
  });

  it('does nothing to a run that waits for a person', async () => {
    const world = createWorld();
    await world.store.create(request, request.id);
    await world.store.update(request.id, { state: 'awaiting_approval' });
    await world.reconcile(40_000);
    expect((await world.store.get(request.id))?.state).toBe('awaiting_approval');
  });

  it('holds the target for as long as putting it back takes, so that no run starts in between', async () => {
    const world = createWorld();
    await dieIn(world, 'observe treatment');
    const next = createNext(world);
    const slow = {
      ...next,
      target: {
        ...next.target,
        rollout: async (...args: Parameters<typeof next.target.rollout>) => {
          await world.clock.sleep(30_000);
          await next.target.rollout(...args);
        },
      },
    };
    const recovered = world.clock.during(reconcile(slow, 'recovery-3', 10_000));
    const others: string[] = [];
    for (let second = 0; second < 25; second++) {
      await world.clock.sleep(1000);
      await world.lab.guard.hold('r-other', 10_000).catch((error: AppError) => others.push(error.code));
    }
    expect(others).toHaveLength(25);
    expect((await recovered)?.restore.state).toBe('RESTORED');
  });

  it('looks every 15 s, and not without a pause, where a dead holder left nothing to undo', async () => {
    const world = createWorld();
    await world.lab.guardOf({ alive: false }).hold('r-dead', 3_600_000);
    let looks = 0;
    const guard = world.lab.guard;
    const deps = { ...createNext(world), guard: { ...guard, readUndo: () => guard.readUndo().finally(() => looks++) } };
    const over = new AbortController();
    const looking = keepReconciled({ ...deps, holder: 'recovery-3' }, over.signal);
    await world.clock.advance(60_000);
    over.abort(new Error('the test is over'));
    await looking;
    expect(looks).toBeGreaterThanOrEqual(4);
    expect(looks).toBeLessThanOrEqual(6);
  });
});

/** The ports of another worker, which nothing interferes with. */
function createNext(world: World): World['deps'] {
  return {
    ...world.deps,
    target: world.lab.target,
    guard: world.lab.guardOf({ alive: true }),
    store: world.store,
    keep: (outcome) => world.store.saveOutcome(outcome),
  };
}
