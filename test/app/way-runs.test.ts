import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/domain/record.ts';
import { RunAborted } from '../../src/domain/run-aborted.ts';
import type { ClientEvent, EnvoyReading } from '../../src/domain/sample.ts';
import { gateFailure } from '../../src/domain/text/gate-words.ts';
import { verifyRecord } from '../../src/domain/verify-record.ts';
import { schemaProblems } from '../record-schema.ts';
import { aRequest } from './a-request.ts';
import { createWorld, onEntering, type World } from './world.ts';

const request = (parameters: Parameters<typeof aRequest>[0] = {}) =>
  aRequest({ scenario: 'traffic-policy', ...parameters });

const serviceOf = async (world: World) => (await world.lab.target.describe()).service;

/** What was asked of the Service, in order. */
function interventions(world: World): unknown[] {
  const calls = world.spy.calls.filter(({ name }) => name === 'target.intervene');
  return calls.map(({ args }) => (args[1] as { settings: object }).settings);
}

async function expectPutBack(world: World, before: string, record: RunRecord): Promise<void> {
  expect(record.restore).toMatchObject({ state: 'RESTORED', pre_image: before, post_image: before });
  expect(await world.image()).toBe(before);
  expect((await serviceOf(world)).traffic_policy).toBe('Cluster');
  expect(await world.lab.guard.readUndo()).toBeNull();
}

describe('a run that changes the way to the Pods', () => {
  it('counts both ways, says what each predicts and how well it fits, and puts the Service back', async () => {
    const world = createWorld();
    const before = await world.image();
    const record = await world.run(request());
    expect(record).toMatchObject({ state: 'done', failure: null });
    expect(record.parameters).toMatchObject({ clients: 200, option: 'Local' });
    await expectPutBack(world, before, record);
    const nodeOf = new Map(record.topology.pods.map(({ uid, node }) => [uid, node]));
    const [control, treatment] = record.arms;
    expect(Object.values(control?.predicted ?? {})).toEqual([0.333333333, 0.333333333, 0.333333333]);
    for (const [uid, share] of Object.entries(treatment?.predicted ?? {})) {
      expect(share).toBe(nodeOf.get(uid) === 'node-1' ? 0.5 : 0.25);
    }
    expect(Object.values(treatment?.held ?? {}).sort()).toEqual([100, 50, 50]);
    expect(record.way?.treatment).toMatchObject({ counts: treatment?.held, p_value: 1 });
    expect(record.way?.treatment.p_value_other).toBeLessThan(1e-5);
    expect(record.way?.control.p_value).toBeGreaterThan(0.9);
    expect(record.way?.control.p_value_other).toBeLessThan(1e-5);
    expect(record.verdict).toMatchObject({ name: 'IMBALANCED', effect: 'WORSE', judged_arm: 'treatment' });
    expect(record.timeline.filter(({ kind }) => kind === 'service_applied')).toMatchObject([
      { ref: 'traffic_policy: Local' },
    ]);
    expect(schemaProblems(record)).toEqual([]);
  });

  it('keeps the Pods: only the clients move', async () => {
    const world = createWorld();
    const pods = world.lab.pods().map(({ uid }) => uid);
    const record = await world.run(request());
    expect(world.lab.pods().map(({ uid }) => uid)).toEqual(pods);
    expect(record.arms.map(({ change }) => change.client.reconnects)).toEqual([200, 200]);
    expect(record.arms.map(({ client }) => client.reconnects)).toEqual([0, 0]);
  });

  it('goes back to what was found for each control of its repeats', async () => {
    const world = createWorld();
    const before = await world.image();
    const record = await world.run(request({ parameters: { repeats: 2 } }));
    expect(interventions(world)).toEqual([
      { traffic_policy: 'Local' },
      { traffic_policy: 'Cluster' },
      { traffic_policy: 'Local' },
    ]);
    const counted = Object.values(record.way?.treatment.counts ?? {});
    expect(counted.sort((a, b) => a - b)).toEqual([100, 100, 200]);
    await expectPutBack(world, before, record);
  });

  it('is verified from its record, and differs where a prediction was changed', async () => {
    const world = createWorld();
    const record = await world.run(request());
    const kept = await world.store.outcome(record.id);
    const lines = <T>(name: string): T[] =>
      (kept?.raw[name]?.toString() ?? '').split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]));
    const readings = lines<EnvoyReading>('envoy.ndjson');
    const events = lines<ClientEvent>('clients.ndjson');
    expect(verifyRecord(record, readings, events)).toEqual([]);
    const other = structuredClone(record);
    if (other.topology.service !== null) other.topology.service.nodes = [];
    expect(verifyRecord(other, readings, events).map(({ path }) => path.split('.')[0])).toContain('way');
  });

  it('ends before it touches anything where the Service is so already', async () => {
    const world = createWorld({ service: { traffic_policy: 'Local' } });
    const record = await world.run(request());
    expect(record).toMatchObject({
      state: 'failed',
      failure: {
        phase: 'preflight',
        code: 'already_set',
        message: expect.stringContaining('externalTrafficPolicy Local'),
      },
      restore: { state: 'NOT_NEEDED' },
    });
    expect(interventions(world)).toEqual([]);
  });

  it('ends before it touches anything where it may not', async () => {
    const world = createWorld({ isClosed: true });
    const record = await world.run(request());
    expect(record.failure).toMatchObject({ phase: 'preflight', code: 'target_forbidden' });
    expect(world.spy.names('guard.writeUndo')).toEqual([]);
    expect(interventions(world)).toEqual([]);
  });

  it('compares with Local where that was found', async () => {
    const world = createWorld({ service: { traffic_policy: 'Local' } });
    const before = await world.image();
    const record = await world.run(request({ parameters: { option: 'Cluster' } }));
    expect(record.verdict).toMatchObject({ name: 'BALANCED', effect: 'REPAIRED' });
    expect((await serviceOf(world)).traffic_policy).toBe('Local');
    expect(await world.image()).toBe(before);
  });

  it.each(['change treatment', 'observe treatment'])(
    'puts the Service back when it is cancelled in %s',
    async (phase) => {
      const world = createWorld();
      const before = await world.image();
      const abort = new AbortController();
      onEntering(
        world,
        phase,
        () => void world.clock.sleep(1500).then(() => abort.abort(new RunAborted('cancelled', 'cancelled by U0ANNA'))),
      );
      const record = await world.run(request(), abort);
      expect(record.state).toBe('cancelled');
      await expectPutBack(world, before, record);
    },
  );

  it('stops where the Service does not become what it was set to', async () => {
    const world = createWorld();
    const before = await world.image();
    world.deps.target = { ...world.deps.target, intervene: async () => undefined };
    const record = await world.run(request());
    expect(record.failure).toMatchObject({
      phase: 'change treatment',
      code: 'target_unfit',
      message: 'Service envoy does not have traffic_policy: Local after it was set.',
    });
    expect(await world.image()).toBe(before);
  });

  it('counts an arm for nothing in which somebody put the Service back', async () => {
    const world = createWorld();
    const { intervene } = world.lab.target;
    onEntering(world, 'observe treatment', async () => {
      const fence = await world.lab.guard.hold('r-00000001', 10_000);
      const settings = { traffic_policy: 'Cluster' } as const;
      await intervene(fence, { kind: 'service', settings }, new AbortController().signal);
    });
    const record = await world.run(request());
    expect(record.state).toBe('done');
    const gate = { name: 'treatment foreign Service changes', ok: false, value: 1, limit: 0 };
    expect(record.gates).toContainEqual(gate);
    expect(record.gates).toContainEqual({ ...gate, name: 'control foreign Service changes', ok: true, value: 0 });
    expect(record.verdict).toMatchObject({ name: 'INVALID', reason: expect.stringContaining(gate.name) });
    const failure = (language: 'en' | 'ja') => gateFailure(record.gates, record.verdict, language)?.what;
    expect(failure('en')).toBe('the Service did not stay as it was for this arm: 1 setting changed');
    expect(failure('ja')).toBe('この区間の間に、Service の設定が 1 個変わりました');
  });

  it('leaves the Service to whoever changes it in a run of another scenario', async () => {
    const world = createWorld();
    await world.run(aRequest({ scenario: 'rollout-restart' }));
    expect(interventions(world)).toEqual([]);
  });
});
