import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/domain/record.ts';
import { RunAborted } from '../../src/domain/run-aborted.ts';
import { aRequest } from './a-request.ts';
import { createWorld, onEntering, type World } from './world.ts';

const PHASES = [
  'preflight',
  'warm-up',
  'change control',
  'observe control',
  'change treatment',
  'observe treatment',
] as const;
const request = () => aRequest({ scenario: 'max-connection-duration' });

async function expectPutBack(world: World, before: string, record: RunRecord): Promise<void> {
  expect(await world.image()).toBe(before);
  expect((await world.lab.target.describe()).deployment.rolled_out).toBe(true);
  expect(await world.lab.guard.holding()).toBeNull();
  expect(await world.lab.guard.readUndo()).toBeNull();
  expect(world.sockets()).toBe(0);
  expect((await world.store.outcome(record.id))?.record).toEqual(record);
}

describe('a run that is ended early', () => {
  const cells = PHASES.flatMap((phase) =>
    [0, 1200].flatMap((after) => (['cancelled', 'interrupted'] as const).map((state) => ({ phase, after, state }))),
  );

  it.each(cells)(
    'in $phase after $after ms ends as $state with everything put back',
    async ({ phase, after, state }) => {
      const world = createWorld();
      const before = await world.image();
      const abort = new AbortController();
      let abortedAt = Number.POSITIVE_INFINITY;
      onEntering(world, phase, () => {
        void world.clock.sleep(after).then(() => {
          abortedAt = world.clock.monotonicMs();
          abort.abort(new RunAborted(state, `${state} by U0ANNA`));
        });
      });
      const record = await world.run(request(), abort);
      expect(record).toMatchObject({ state, failure: { code: state, message: `${state} by U0ANNA` }, verdict: null });
      expect(PHASES).toContain(record.failure?.phase);
      expect(PHASES.indexOf(record.failure?.phase as (typeof PHASES)[number])).toBeGreaterThanOrEqual(
        PHASES.indexOf(phase),
      );
      expect(world.clock.monotonicMs() - abortedAt).toBeLessThan(8000);
      await expectPutBack(world, before, record);
    },
  );

  it('keeps its verdict when the wish comes while its target is already put back', async () => {
    const world = createWorld();
    const before = await world.image();
    const abort = new AbortController();
    onEntering(world, 'restore', () => abort.abort(new RunAborted('cancelled', 'cancelled by U0ANNA')));
    const record = await world.run(request(), abort);
    expect(record).toMatchObject({ state: 'done', failure: null, restore: { state: 'RESTORED' } });
    await expectPutBack(world, before, record);
  });

  it('touches nothing, and never counts as running, when it was still waiting for its target', async () => {
    const world = createWorld();
    await world.lab.guard.hold('r-other', 3_600_000);
    const abort = new AbortController();
    const running = world.run(request(), abort);
    await world.clock.advance(5000);
    abort.abort(new RunAborted('cancelled', 'cancelled by U0ANNA'));
    const record = await running;
    expect(record).toMatchObject({ state: 'cancelled', restore: { state: 'NOT_NEEDED' }, arms: [] });
    expect(await world.store.get(record.id)).toMatchObject({ state: 'cancelled', journal: [] });
    expect(await world.lab.guard.holding()).toMatchObject({ holder: 'r-other' });
    expect(world.spy.names('target.describe', 'target.rollout', 'guard.release', 'guard.writeUndo')).toEqual([]);
    expect(world.log.warnings()).toEqual([]);
  });
});

describe('a run whose target another holder takes', () => {
  /** The lease ends, as that of a frozen worker does, and somebody else gets it. */
  async function take(world: World): Promise<void> {
    world.worker.alive = false;
    await world.lab.guard.hold('r-thief', 60_000);
    world.worker.alive = true;
  }

  it.each(PHASES)(
    'in %s changes nothing any more, ends as interrupted, and leaves undo and lease alone',
    async (phase) => {
      const world = createWorld();
      const before = await world.image();
      let atLoss = '';
      let lostAt = 0;
      onEntering(world, phase, async () => {
        await take(world);
        atLoss = await world.image();
        lostAt = world.clock.monotonicMs();
      });
      const record = await world.run(request());
      expect(record).toMatchObject({ state: 'interrupted', failure: { code: 'interrupted' }, verdict: null });
      expect(world.clock.monotonicMs() - lostAt).toBeLessThan(4000);
      expect(await world.image()).toBe(atLoss);
      expect(await world.lab.guard.holding()).toMatchObject({ holder: 'r-thief' });
      expect(world.sockets()).toBe(0);

      const undo = await world.lab.guard.readUndo();
      expect(undo === null).toBe(phase === 'preflight');
      // With an undo record the outcome is for whoever puts the target back; without one it is told at once.
      expect((await world.store.outcome(record.id)) === null).toBe(undo !== null);
      await world.clock.advance(60_000);
      await world.reconcile(20_000);
      expect(await world.image()).toBe(before);
      expect(await world.lab.guard.readUndo()).toBeNull();
      expect((await world.store.outcome(record.id))?.record.state).toBe('interrupted');
    },
  );

  it('does not trust a lease that had ended before it was renewed', async () => {
    const world = createWorld();
    const before = await world.image();
    world.spy.before('guard.hold', () => world.clock.sleep(12_000), { skip: 4, times: 1 });
    const record = await world.run(request());
    expect(record).toMatchObject({ state: 'interrupted', failure: { code: 'interrupted' } });
    expect(await world.lab.guard.holding()).toBeNull();
    await world.reconcile(20_000);
    expect(await world.image()).toBe(before);
    expect((await world.store.outcome(record.id))?.record).toMatchObject({ state: 'interrupted' });
  });

  it('does not come back by a renewal that was under way when the run gave it up', async () => {
    const world = createWorld();
    let isRenewing = false;
    const renew = async () => {
      isRenewing = true;
      await world.clock.sleep(2900);
      isRenewing = false;
    };
    world.spy.before('guard.hold', renew, { skip: 1 });
    world.spy.before('store.saveOutcome', async () => {
      while (!isRenewing) await world.clock.sleep(100);
    });
    expect((await world.run(request())).state).toBe('done');
    await world.clock.advance(4000);
    expect(await world.lab.guard.holding()).toBeNull();
  });

  it('goes on when a renewal fails that the next one makes up for', async () => {
    const world = createWorld();
    world.spy.before(
      'guard.hold',
      () => {
        throw new Error('socket hang up');
      },
      { skip: 3, times: 2 },
    );
    expect((await world.run(request())).state).toBe('done');
    expect(world.log.warnings()).toEqual(['lease_not_renewed', 'lease_not_renewed']);
  });

  it('ends as interrupted, and puts the target back, when the lease can not be renewed for as long as it lives', async () => {
    const world = createWorld();
    let isAway = false;
    onEntering(world, 'observe treatment', () => {
      isAway = true;
    });
    world.spy.before('guard.hold', () => {
      if (isAway) throw new Error('socket hang up');
    });
    const before = await world.image();
    const record = await world.run(request());
    expect(record).toMatchObject({ state: 'interrupted' });
    await world.reconcile(20_000);
    expect(await world.image()).toBe(before);
    expect((await world.store.outcome(record.id))?.record.state).toBe('interrupted');
  });
});
