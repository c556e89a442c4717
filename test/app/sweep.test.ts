import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import type { ClientEvent, EnvoyReading } from '../../src/domain/sample.ts';
import type { SweepPlan } from '../../src/domain/sweep/sweep-plan.ts';
import { verifyRecord } from '../../src/domain/verify-record.ts';
import { aSweepPlan } from '../builders/a-sweep-record.ts';
import { FAKE_DOCUMENT } from '../fakes/fake-target.ts';
import { aRequest } from './a-request.ts';
import { createWorld } from './world.ts';

function aSweepRequest(plan: Partial<SweepPlan> = {}, clients = 60) {
  const sweep = aSweepPlan({ values_ms: [1000, 2000], ...plan });
  const parameters = { clients, interval_ms: 500, warmup_ms: 1000, value_ms: null, sweep };
  return aRequest({ scenario: 'max-connection-duration', parameters });
}

/** What a run's raw files say. */
async function rawOf(world: ReturnType<typeof createWorld>, run: string): Promise<[EnvoyReading[], ClientEvent[]]> {
  const raw: Record<string, Uint8Array> = (await world.store.outcome(run))?.raw ?? {};
  const lines = <T>(name: string): T[] =>
    Buffer.from(raw[name] ?? new Uint8Array())
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as T);
  return [lines('envoy.ndjson'), lines('clients.ndjson')];
}

describe('a sweep', () => {
  it('tries each value and the restart alone once, recommends one, and puts everything back', async () => {
    const world = createWorld();
    const before = await world.image();
    const record = await world.run(aSweepRequest());
    expect(record).toMatchObject({ state: 'done', failure: null });
    expect(record.plan.arms_order.toSorted()).toEqual(['1s', '2s', 'control']);
    expect(record.arms.map(({ name }) => name)).toEqual(record.plan.arms_order);
    expect(record.gates.filter(({ ok }) => !ok)).toEqual([]);
    expect(record.sweep).toMatchObject({ recommended: '2s', stopped: 'decided' });
    expect(record.verdict).toMatchObject({ judged_arm: '2s', name: 'BALANCED' });
    expect(record.sweep?.settings.map(({ reconnects_per_s }) => Math.round(reconnects_per_s.mean))).toEqual([40, 24]);
    expect(await world.image()).toBe(before);
  });

  it('is computed again from its raw files alike', async () => {
    const world = createWorld();
    const record = await world.run(aSweepRequest());
    const raw = await rawOf(world, record.id);
    const stored = JSON.parse(JSON.stringify(record)) as typeof record;
    const check = () => verifyRecord(stored, ...raw);
    expect(check()).toEqual([]);
    if (stored.sweep !== undefined) stored.sweep.recommended = '1s';
    expect(check()).toEqual([{ path: 'sweep.recommended', recorded: '1s', recomputed: '2s' }]);
  });

  it('goes on with what is undecided while the budget lasts, and says that it was spent', async () => {
    const world = createWorld();
    // 20 clients that are never closed: nothing is decided by 20 connections.
    const record = await world.run(aSweepRequest({ values_ms: [60_000], budget_ms: 400_000 }, 20));
    expect(record.state).toBe('done');
    const rounds = record.arms.filter(({ name }) => name.startsWith('control')).length;
    expect(rounds).toBeGreaterThan(1);
    expect(record.arms).toHaveLength(2 * rounds);
    expect(record.plan.arms_order).toContain(`1m-${rounds}`.replace('1m', '60s'));
    const [first, last] = [record.started_at, record.ended_at].map(Date.parse);
    expect((last ?? 0) - (first ?? 0)).toBeLessThanOrEqual(400_000);
  });

  it('applies each value with its own restart, and only once a round', async () => {
    const world = createWorld();
    const record = await world.run(aSweepRequest());
    const applied = record.timeline.filter(({ kind }) => kind === 'config_applied').map(({ ref }) => ref);
    expect(new Set(applied).size).toBe(record.arms.length);
    // Three arms and the restore, unless the last arm was the restart alone.
    expect(world.spy.names('target.rollout').length).toBeLessThanOrEqual(4);
  });

  it('touches nothing where one of the values is there already', async () => {
    const world = createWorld();
    const document = world.deps.config.write(FAKE_DOCUMENT, { kind: 'max-connection-duration', value_ms: 2000 });
    const set = createWorld({ document });
    const record = await set.run(aSweepRequest());
    expect(record).toMatchObject({ state: 'failed', failure: { code: 'already_set' } });
    expect(set.spy.names('target.rollout')).toEqual([]);
  });

  it('puts back what it changed when a later arm fails', async () => {
    const world = createWorld();
    const before = await world.image();
    const { rollout } = world.deps.target;
    let rollouts = 0;
    world.deps.target.rollout = async (...args) => {
      rollouts += 1;
      if (rollouts === 3) throw new AppError('rollout_failed', 'A Pod did not get Ready.');
      await rollout(...args);
    };
    const record = await world.run(aSweepRequest());
    expect(record).toMatchObject({ state: 'failed', failure: { code: 'rollout_failed' } });
    expect(['RESTORED', 'NOT_NEEDED']).toContain(record.restore.state);
    // Two arms were carried out; which value is the best is not known without the third.
    expect(record.arms).toHaveLength(2);
    expect(record.sweep).toBeUndefined();
    expect(verifyRecord(JSON.parse(JSON.stringify(record)), ...(await rawOf(world, record.id)))).toEqual([]);
    expect(await world.image()).toBe(before);
  });
});
