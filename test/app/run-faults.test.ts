import { describe, expect, it } from 'vitest';
import { AppError, type ErrorCode } from '../../src/domain/errors.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import { aRequest } from './a-request.ts';
import { createWorld, onEntering, type World } from './world.ts';

const request = () => aRequest({ scenario: 'max-connection-duration' });
const fails = (code: ErrorCode) => () => {
  throw new AppError(code, `Made to fail with ${code}.`);
};

/** How every run ends, whatever happened: target as found, lease free, sockets closed, one outcome, no undo left. */
async function expectSafeEnd(world: World, before: string, record: RunRecord): Promise<void> {
  const { config, deployment } = await world.lab.target.describe();
  expect(config.image).toBe(before);
  expect(deployment.rolled_out).toBe(true);
  expect(record.restore.post_image === before || record.restore.state === 'NOT_NEEDED').toBe(true);
  expect(await world.lab.guard.holding()).toBeNull();
  expect(await world.lab.guard.readUndo()).toBeNull();
  expect(world.sockets()).toBe(0);
  expect((await world.store.outcome(record.id))?.record).toEqual(record);
  expect((await world.store.get(record.id))?.state).toBe(record.state);
  const mutations = world.spy.names('guard.writeUndo', 'target.rollout');
  if (mutations.includes('target.rollout')) expect(mutations[0]).toBe('guard.writeUndo');
}

interface Fault {
  phase: string;
  what: string;
  code: string;
  inject: (world: World) => void;
  restore?: 'RESTORED' | 'NOT_NEEDED';
}

/** Everything that can fail, in each phase in which it can. */
const FAULTS: Fault[] = [
  ...(
    [
      ['guard.hold', 'target_unreachable'],
      ['guard.readUndo', 'target_unreachable'],
      ['target.describe', 'target_unreachable'],
      ['config.read', 'config_unreadable'],
      ['config.write', 'config_unreadable'],
      ['config.validate', 'config_invalid'],
      ['guard.writeUndo', 'target_unreachable'],
      ['target.watch', 'target_unreachable'],
    ] as const
  ).map(([call, code]) => ({
    phase: 'preflight',
    what: `${call} fails`,
    code,
    inject: ({ spy }: World) => spy.before(call, fails(code), { times: 1 }),
  })),
  {
    phase: 'warm-up',
    what: 'no client can be started',
    code: 'clients_not_ready',
    inject: ({ spy }) => spy.before('fleet.start', fails('clients_not_ready')),
  },
  {
    phase: 'warm-up',
    what: 'no request is answered',
    code: 'clients_not_ready',
    inject: (world) => world.answerWith(() => 'UNAVAILABLE'),
  },
  {
    phase: 'change control',
    what: 'the rollout is refused',
    code: 'rollout_failed',
    inject: ({ spy }) => spy.before('target.rollout', fails('rollout_failed'), { times: 1 }),
  },
  {
    phase: 'change treatment',
    what: 'the rollout is refused',
    code: 'rollout_failed',
    inject: ({ spy }) => spy.before('target.rollout', fails('rollout_failed'), { skip: 1, times: 1 }),
  },
  {
    phase: 'change treatment',
    what: 'the rollout fails half way',
    code: 'rollout_failed',
    restore: 'RESTORED',
    inject: (world) => world.spy.before('target.rollout', world.halfARollout, { skip: 1, times: 1 }),
  },
  ...['change control', 'change treatment'].map((phase) => ({
    phase,
    what: 'the target can not be described',
    code: 'target_unreachable',
    inject: (world: World) =>
      onEntering(world, phase, () => world.spy.before('target.describe', fails('target_unreachable'), { times: 1 })),
  })),
  {
    phase: 'change treatment',
    what: 'no request ends afterwards',
    code: 'gate_timeout',
    restore: 'RESTORED',
    inject: (world) => onEntering(world, 'change treatment', () => world.muteClients()),
  },
  ...['warm-up', 'change control', 'observe control', 'change treatment', 'observe treatment'].map((phase) => ({
    phase,
    what: 'the target can no longer be followed',
    code: 'target_unreachable',
    inject: (world: World) => onEntering(world, phase, () => world.lab.loseWatchers('The stream was closed.')),
  })),
  {
    phase: 'preflight',
    what: 'something fails that nobody thought of',
    code: 'internal',
    inject: ({ spy }) =>
      spy.before('config.validate', () => {
        throw new TypeError('x is not a function');
      }),
  },
];

describe('a run in which something fails', () => {
  it.each(FAULTS)('$phase: $what', async ({ phase, code, inject, restore }) => {
    const world = createWorld();
    const before = await world.image();
    inject(world);
    const record = await world.run(request());
    expect(record).toMatchObject({ state: 'failed', failure: { phase, code }, verdict: null });
    if (restore !== undefined) expect(record.restore.state).toBe(restore);
    await expectSafeEnd(world, before, record);
  });

  it('observe: is INVALID, and restored, where the Pods give no statistics', async () => {
    const world = createWorld();
    const before = await world.image();
    world.spy.before('stats.read', fails('stats_unreadable'));
    const record = await world.run(request());
    expect(record).toMatchObject({ state: 'done', failure: null, restore: { state: 'RESTORED' } });
    expect(record.verdict?.name).toBe('INVALID');
    await expectSafeEnd(world, before, record);
  });

  it('observe: is INVALID where a Pod crashes in it', async () => {
    const world = createWorld();
    const before = await world.image();
    onEntering(world, 'observe treatment', () => world.lab.crash(world.lab.pods()[0]?.uid ?? ''));
    const record = await world.run(request());
    expect(record).toMatchObject({ state: 'done', verdict: { name: 'INVALID' } });
    await expectSafeEnd(world, before, record);
  });

  it('restore: is tried again, and says how it is', async () => {
    const world = createWorld();
    const before = await world.image();
    world.spy.before('target.rollout', fails('rollout_failed'), { skip: 2, times: 2 });
    const record = await world.run(request());
    expect(record).toMatchObject({ state: 'done', restore: { state: 'RESTORED' } });
    await expectSafeEnd(world, before, record);
  });

  it('restore: is not believed before the target reads back as it was', async () => {
    const world = createWorld();
    const before = await world.image();
    const { target } = world.deps;
    let rollouts = 0;
    world.deps.target = {
      describe: () => target.describe(),
      standing: () => target.standing(),
      watch: (...args) => target.watch(...args),
      intervene: (...args) => target.intervene(...args),
      rehearse: (intervention) => target.rehearse(intervention),
      rollout: async (...args) => {
        rollouts += 1;
        if (rollouts <= 2) await target.rollout(...args);
      },
    };
    const record = await world.run(request());
    expect(record).toMatchObject({ state: 'failed', restore: { state: 'FAILED', pre_image: before } });
    expect(await world.lab.guard.readUndo()).not.toBeNull();
  });

  it('restore: fails for good, keeps the undo record, frees the lease, and a later look puts the target back', async () => {
    const world = createWorld();
    const before = await world.image();
    world.spy.before('target.rollout', fails('rollout_failed'), { skip: 2 });
    const record = await world.run(request());
    expect(record).toMatchObject({
      state: 'failed',
      failure: { phase: 'restore', code: 'restore_failed' },
      restore: { state: 'FAILED', pre_image: before },
      verdict: null,
    });
    expect(record.restore.post_image).not.toBe(before);
    expect(await world.image()).not.toBe(before);
    expect(await world.lab.guard.holding()).toBeNull();
    expect(await world.lab.guard.readUndo()).toMatchObject({ image: before, request: { id: record.id } });
    expect(world.sockets()).toBe(0);

    await world.reconcile(30_000);
    expect(await world.image()).toBe(before);
    expect(await world.lab.guard.readUndo()).toBeNull();
    const recovery = expect.objectContaining({ state: 'RESTORED', asked_by: null });
    expect((await world.store.outcome(record.id))?.record).toEqual({
      ...record,
      restore: { ...record.restore, recovery },
    });
  });

  it('warm-up: says which servers know the call where these do not', async () => {
    const world = createWorld();
    world.answerWith(() => 'UNIMPLEMENTED');
    const record = await world.run(aRequest({ parameters: { rpc: 'server-stream' } }));
    expect(record.failure?.message).toContain(
      'requests ended with UNIMPLEMENTED (a server that does not know this kind of call: the hello server of this version does); nothing was changed',
    );
  });

  it('report: is kept without its numbers where they can not be analysed', async () => {
    const world = createWorld();
    const before = await world.image();
    // No command can ask for such an alpha; the statistics throw at it.
    const record = await world.run(aRequest({ scenario: 'max-connection-duration', parameters: { alpha: 20 } }));
    expect(record).toMatchObject({ state: 'failed', failure: { phase: 'report', code: 'internal' }, arms: [] });
    await expectSafeEnd(world, before, record);
  });

  it.each(['warm-up', 'observe control', 'change treatment', 'restore'])(
    'any phase: finishes and is kept although Redis is away from %s on for 8 s past its end',
    async (phase) => {
      const world = createWorld();
      const before = await world.image();
      onEntering(world, phase, () => world.store.away(true));
      world.spy.before('store.get', () => void world.clock.sleep(8000).then(() => world.store.away(false)), {
        times: 1,
      });
      const record = await world.run(request());
      expect(record).toMatchObject({ state: 'done', restore: { state: 'RESTORED' } });
      expect(world.log.warnings()).toContain('outcome_not_kept');
      await expectSafeEnd(world, before, record);
    },
  );

  it('any phase: is restored although Redis stays away, and is told as interrupted once Redis is back, even empty', async () => {
    const world = createWorld();
    const before = await world.image();
    onEntering(world, 'observe control', () => world.store.away(true));
    const record = await world.run(request());
    expect(record).toMatchObject({ state: 'done', restore: { state: 'RESTORED', post_image: before } });
    expect(await world.image()).toBe(before);
    expect(await world.lab.guard.holding()).toBeNull();
    expect(await world.lab.guard.readUndo()).not.toBeNull();

    world.store.lose();
    world.store.away(false);
    await world.reconcile(20_000);
    const stored = await world.store.get(record.id);
    expect(stored).toMatchObject({
      state: 'interrupted',
      told: false,
      request: { thread: { ts: request().thread.ts } },
    });
    expect(await world.store.open()).toHaveLength(1);
    expect(await world.lab.guard.readUndo()).toBeNull();
    expect(world.spy.names('target.rollout')).toHaveLength(3);
  });

  it('any phase: does not wait for a journal that hangs before it puts the target back', async () => {
    const world = createWorld();
    const order: string[] = [];
    onEntering(world, 'restore', () => world.clock.sleep(60_000).then(() => void order.push('journal')));
    world.spy.before('target.rollout', () => void order.push('rollout'));
    const record = await world.run(request());
    expect(order).toEqual(['rollout', 'rollout', 'rollout', 'journal']);
    expect(record.restore.took_ms).toBeLessThan(10_000);
  });

  it('any phase: stops its clients even if the fleet fails at that', async () => {
    const world = createWorld();
    const before = await world.image();
    world.failToStopFleet();
    const record = await world.run(request());
    expect(record.state).toBe('done');
    expect(world.log.warnings()).toContain('fleet_not_stopped');
    await expectSafeEnd(world, before, record);
  });

  it('any phase: leaves a fleet behind that does not end, and puts the target back', async () => {
    const world = createWorld();
    const before = await world.image();
    world.hangFleet();
    const record = await world.run(request());
    expect(record).toMatchObject({ state: 'done', restore: { state: 'RESTORED' } });
    expect(world.log.warnings()).toContain('fleet_not_stopped');
    expect(await world.image()).toBe(before);
  });
});
