import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import { FAKE_BAD_FIELD, FAKE_DOCUMENT } from '../fakes/fake-target.ts';
import { aRequest } from './a-request.ts';
import { createWorld, onEntering } from './world.ts';

const TREATED = [
  'preflight',
  'warm-up',
  'change control',
  'observe control',
  'change treatment',
  'observe treatment',
  'restore',
  'report',
];

describe('executeRun', () => {
  it('compares a restart alone with a restart with the setting, and puts everything back', async () => {
    const world = createWorld();
    const before = await world.image();
    const record = await world.run(aRequest({ scenario: 'max-connection-duration' }));
    expect(record).toMatchObject({ state: 'done', failure: null });
    expect(world.phasesOf(record)).toEqual(TREATED);
    expect(record.restore).toMatchObject({ state: 'RESTORED', pre_image: before, post_image: before });
    expect(record.arms.map(({ name, evidence }) => [name, evidence])).toEqual([
      ['control', 'held'],
      ['treatment', 'picks'],
    ]);
    expect(record.gates.filter(({ ok }) => !ok)).toEqual([]);
    expect(record.verdict).toMatchObject({ judged_arm: 'treatment', name: 'BALANCED' });
    expect(await world.image()).toBe(before);
    expect((await world.store.get(record.id))?.journal.map(({ phase }) => phase)).toEqual(TREATED);
    expect(await world.store.outcome(record.id)).toMatchObject({ record: { state: 'done' } });
  });

  it('shows the idle timeout to close nothing where a request comes before it', async () => {
    const world = createWorld();
    const parameters = { value_ms: 10_000 };
    const record = await world.run(aRequest({ scenario: 'idle-timeout', parameters }));
    expect(record).toMatchObject({ state: 'done', restore: { state: 'RESTORED' } });
    expect(record.verdict).toMatchObject({ judged_arm: 'treatment', effect: 'NO_EFFECT' });
  });

  it('restarts as a burst: one Pod first, the others once every client is on it', async () => {
    const world = createWorld();
    const record = await world.run(aRequest({ parameters: { restart: 'burst' } }));
    expect(record).toMatchObject({ state: 'done', failure: null });
    expect(Object.values(record.arms[0]?.held ?? {}).sort()).toEqual([0, 0, 20]);
    expect(record.verdict?.name).toBe('IMBALANCED');
    expect((await world.lab.target.describe()).deployment.replicas).toBe(3);
  });

  it('observes nothing before every client has an answer, however long connections are refused after the restart', async () => {
    const world = createWorld();
    // Beyond the rollout's end and beyond a request of each client.
    world.spy.before('target.rollout', () => world.refuseConnections(20_000), { times: 1 });
    const record = await world.run(aRequest());
    expect(record).toMatchObject({ state: 'done', failure: null });
    expect(Object.values(record.arms[0]?.held ?? {}).reduce((sum, count) => sum + count, 0)).toBe(20);
    expect(record.gates.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('is INVALID by what the fleet says of itself when it has stopped, and puts everything back', async () => {
    const world = createWorld();
    world.fleetSays([
      { name: 'run agents reporting', ok: false, value: '3 of 4 (not Pod c-2: it was deleted)', limit: 4 },
    ]);
    const record = await world.run(aRequest({ scenario: 'max-connection-duration' }));
    expect(record).toMatchObject({ state: 'done', restore: { state: 'RESTORED' } });
    expect(record.arms.map(({ verdict }) => verdict?.name)).toEqual(['INVALID', 'INVALID']);
    expect(record.verdict).toMatchObject({
      name: 'INVALID',
      reason: 'gate run agents reporting failed: 3 of 4 (not Pod c-2: it was deleted), limit 4',
    });
  });

  it('is INVALID where clients share a connection, which is known before the change', async () => {
    const world = createWorld();
    world.countSockets(() => 1);
    const record = await world.run(aRequest());
    expect(record.gates.find(({ ok }) => !ok)).toEqual({
      ...{ name: 'run client sockets', ok: false, value: 1, limit: 20 },
    });
    expect(record.verdict).toMatchObject({ name: 'INVALID', reason: 'gate run client sockets failed: 1, limit 20' });
  });

  it('is INVALID where Pods have connections of others before the change', async () => {
    const world = createWorld();
    const [pod] = world.lab.pods();
    onEntering(world, 'warm-up', () => world.podStats.opened(pod?.uid ?? ''));
    const record = await world.run(aRequest());
    expect(record.gates.find(({ ok }) => !ok)).toEqual({
      ...{ name: 'run open connections', ok: false, value: 21, limit: 20 },
    });
    expect(record.verdict?.name).toBe('INVALID');
  });

  it('finds nothing to put back after a restart that changed no configuration', async () => {
    const world = createWorld();
    const record = await world.run(aRequest());
    expect(record).toMatchObject({ state: 'done', restore: { state: 'NOT_NEEDED' } });
    expect(world.spy.names('target.rollout')).toHaveLength(1);
  });

  it('touches nothing in a baseline', async () => {
    const world = createWorld();
    const record = await world.run(aRequest({ scenario: 'baseline' }));
    expect(record).toMatchObject({ state: 'done', restore: { state: 'NOT_NEEDED' } });
    expect(world.spy.names('target.rollout')).toEqual([]);
    expect(record.verdict?.n).toBe(20);
  });

  it('of clients with endless streams closes nothing by a duration, and says so', async () => {
    const world = createWorld();
    const parameters = { rpc: 'server-stream', interval_ms: 1000, observe_ms: 20_000 } as const;
    const record = await world.run(aRequest({ scenario: 'max-connection-duration', parameters }));
    expect(record).toMatchObject({ state: 'done', verdict: { effect: 'NO_EFFECT' } });
    expect(record.arms[1]).toMatchObject({ evidence: 'held', client: { reconnects: 0, streams: { ended: 0 } } });
    expect(record.gates.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('of clients with endless streams moves connections by cutting the streams, and counts the cuts', async () => {
    const world = createWorld();
    const parameters = {
      rpc: 'bidi-stream',
      interval_ms: 1000,
      observe_ms: 20_000,
      max_stream_duration_ms: 3500,
    } as const;
    const record = await world.run(aRequest({ scenario: 'max-connection-duration', parameters }));
    expect(record).toMatchObject({ state: 'done', restore: { state: 'RESTORED' } });
    const [control, treatment] = record.arms;
    expect(control?.client.streams).toEqual({ ended: 0, cut: {}, cut_by_setting: 0, missed_messages: 0 });
    // Each of 20 clients loses a stream, and with it its connection, every 4 s.
    expect(treatment).toMatchObject({ evidence: 'picks', client: { reconnects: 100, errors: { INTERNAL: 100 } } });
    expect(treatment?.client.streams).toMatchObject({
      cut: { INTERNAL: 100 },
      cut_by_setting: 100,
      missed_messages: 0,
    });
    expect(record.gates.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('repeats its arms', async () => {
    const world = createWorld();
    const record = await world.run(aRequest({ scenario: 'max-connection-duration', parameters: { repeats: 2 } }));
    expect(record.plan.arms_order).toEqual(['control', 'treatment', 'control-2', 'treatment-2']);
    expect(record).toMatchObject({ state: 'done', restore: { state: 'RESTORED' } });
  });

  it('writes the undo before the first change, and clears it only after the restore and the outcome', async () => {
    const world = createWorld();
    await world.run(aRequest({ scenario: 'max-connection-duration' }));
    const names = world.spy.names();
    const order = [
      names.indexOf('config.validate'),
      names.indexOf('guard.writeUndo'),
      names.indexOf('target.rollout'),
      names.lastIndexOf('target.rollout'),
      names.indexOf('store.saveOutcome'),
      names.indexOf('guard.clearUndo'),
      names.indexOf('guard.release'),
    ];
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(world.spy.names('target.rollout')).toHaveLength(3);
    expect(world.spy.names('guard.writeUndo', 'guard.clearUndo', 'guard.release')).toHaveLength(3);
    expect(names.lastIndexOf('guard.hold')).toBeLessThan(names.indexOf('guard.release'));
  });

  it('ends as already set where the value is there, without an undo record or any change', async () => {
    const world = createWorld({ document: `${FAKE_DOCUMENT}max_connection_duration: 1s\n` });
    const record = await world.run(aRequest({ scenario: 'max-connection-duration' }));
    expect(record).toMatchObject({
      state: 'failed',
      failure: { phase: 'preflight', code: 'already_set' },
      restore: { state: 'NOT_NEEDED' },
    });
    expect(world.spy.names('guard.writeUndo', 'target.rollout', 'fleet.start', 'target.watch')).toEqual([]);
    expect(await world.lab.guard.holding()).toBeNull();
  });

  it.each([
    ['the value alone', '', { jitter_percent: null }],
    ['value and jitter', 'max_connection_duration_jitter: { value: 50 }\n', { jitter_percent: 50 }],
    [
      'the value, whatever jitter there is',
      'max_connection_duration_jitter: { value: 50 }\n',
      { jitter_percent: null },
    ],
    ['no jitter where none is', '', { jitter_percent: 0 }],
    ["Envoy's own drain_timeout where none is", '', { drain_timeout_ms: 5000 }],
    ['value and drain_timeout', 'drain_timeout: 0.5s\n', { drain_timeout_ms: 500 }],
    ['value and max_stream_duration', 'max_stream_duration: 5s\n', { max_stream_duration_ms: 5000 }],
  ])('ends as already set where a run asks for %s and finds it', async (_what, line, parameters) => {
    const world = createWorld({ document: `${FAKE_DOCUMENT}max_connection_duration: 1s\n${line}` });
    const record = await world.run(aRequest({ scenario: 'max-connection-duration', parameters }));
    expect(record.failure).toMatchObject({ phase: 'preflight', code: 'already_set' });
  });

  it.each([{ max_stream_duration_ms: 5000 }, { drain_timeout_ms: 500 }])(
    'runs where the value is there without %o',
    async (parameters) => {
      const world = createWorld({ document: `${FAKE_DOCUMENT}max_connection_duration: 1s\n` });
      const record = await world.run(aRequest({ scenario: 'max-connection-duration', parameters }));
      expect(record).toMatchObject({ state: 'done', restore: { state: 'RESTORED' } });
      expect(record.arms[1]?.setting).toEqual({ kind: 'max-connection-duration', value_ms: 1000, ...parameters });
    },
  );

  it('runs where the value is there with another jitter', async () => {
    const world = createWorld({ document: `${FAKE_DOCUMENT}max_connection_duration: 1s\n` });
    const parameters = { jitter_percent: 50 };
    const record = await world.run(aRequest({ scenario: 'max-connection-duration', parameters }));
    expect(record).toMatchObject({ state: 'done', restore: { state: 'RESTORED' } });
    expect(record.arms[1]?.setting).toEqual({ kind: 'max-connection-duration', value_ms: 1000, jitter_percent: 50 });
  });

  it.each([
    ['1.38.0', 'Envoy 1.38.0 on `lab` does not know max_connection_duration_jitter (since 1.39.0)'],
    ['unknown', 'The version of Envoy on `lab` is not known'],
  ])('touches nothing for a jitter on Envoy %s', async (envoyVersion, message) => {
    const world = createWorld({ envoyVersion });
    const parameters = { jitter_percent: 50 };
    const record = await world.run(aRequest({ scenario: 'max-connection-duration', parameters }));
    expect(record).toMatchObject({
      state: 'failed',
      failure: { phase: 'preflight', code: 'target_unfit', message: expect.stringContaining(message) },
      restore: { state: 'NOT_NEEDED' },
    });
    expect(world.spy.names('guard.writeUndo', 'target.rollout', 'fleet.start', 'target.watch')).toEqual([]);
    expect(await world.lab.guard.holding()).toBeNull();
  });

  it.each([
    [3, 'Deployment envoy is in the middle of a rollout: a Pod of the former one is still there; nothing was changed.'],
    [2, 'Deployment envoy has 2 of 3 Pods Ready; nothing was changed.'],
  ])('ends without a change where a rollout is not complete and %i Pods are Ready', async (ready, message) => {
    const world = createWorld();
    const { target } = world.deps;
    const describe = async (): ReturnType<typeof target.describe> => {
      const topology = await target.describe();
      const pods = topology.pods.map((pod, index) => ({ ...pod, ready: index < ready }));
      return { ...topology, pods, deployment: { ...topology.deployment, rolled_out: false } };
    };
    world.deps.target = { ...target, describe };
    const record = await world.run(aRequest({ scenario: 'baseline' }));
    expect(record).toMatchObject({
      state: 'failed',
      failure: { phase: 'preflight', code: 'target_unhealthy', message },
    });
    expect(world.spy.names('guard.writeUndo')).toEqual([]);
  });

  it('ends without a change where Envoy refuses the configuration', async () => {
    const world = createWorld({ document: `${FAKE_DOCUMENT}${FAKE_BAD_FIELD}: 1\n` });
    const record = await world.run(aRequest({ scenario: 'idle-timeout' }));
    expect(record).toMatchObject({ state: 'failed', failure: { phase: 'preflight', code: 'config_invalid' } });
    expect(world.spy.names('guard.writeUndo', 'target.rollout')).toEqual([]);
  });

  it('waits for a target that another run holds, and is queued until it has it', async () => {
    const world = createWorld();
    const other = await world.lab.guard.hold('r-other', 20_000);
    const running = world.run(aRequest({ scenario: 'baseline' }));
    await world.clock.advance(15_000);
    expect((await world.store.get('r-00000001'))?.state).toBe('queued');
    await world.lab.guard.release(other);
    expect((await running).state).toBe('done');
  });

  it('tells its progress with phase, arm, Pods and the time left', async () => {
    const world = createWorld();
    await world.run(aRequest({ scenario: 'max-connection-duration' }));
    const observing = world.progress.filter(({ phase, arm }) => phase === 'observe' && arm === 'treatment');
    expect(observing.length).toBeGreaterThan(10);
    expect(observing.at(-1)?.pods).toHaveLength(3);
    expect(observing.at(-1)?.picks).toBeGreaterThan(50);
    for (const { remaining_ms } of world.progress) expect(remaining_ms).toBeGreaterThan(0);
    expect(world.progress.at(-1)?.state).toBe('restoring');
  });

  it('leaves the undo of an earlier run in place when that can not be put back, and takes nothing for a pre-image', async () => {
    const world = createWorld();
    const before = await world.image();
    world.spy.before(
      'target.rollout',
      () => {
        throw new AppError('rollout_failed', 'No node has room.');
      },
      { skip: 2 },
    );
    const first = await world.run(aRequest({ id: 'r-first', scenario: 'max-connection-duration' }));
    expect(first).toMatchObject({ state: 'failed', failure: { phase: 'restore', code: 'restore_failed' } });
    const second = await world.run(aRequest({ id: 'r-second', scenario: 'idle-timeout' }));
    expect(second).toMatchObject({ state: 'failed', failure: { phase: 'preflight', code: 'restore_failed' } });
    expect(await world.lab.guard.readUndo()).toMatchObject({ request: { id: 'r-first' }, image: before });
    expect(await world.lab.guard.holding()).toBeNull();
    expect((await world.store.outcome('r-first'))?.record.failure?.code).toBe('restore_failed');
  });
});
