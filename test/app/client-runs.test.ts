import { describe, expect, it } from 'vitest';
import { addedPods } from '../../src/domain/added-pods.ts';
import { runMarks } from '../../src/domain/chart/run-marks.ts';
import { timeChart } from '../../src/domain/chart/time-chart.ts';
import type { ClientEvent, EnvoyReading } from '../../src/domain/sample.ts';
import { answerLine } from '../../src/domain/text/answer.ts';
import { priceLine } from '../../src/domain/text/price.ts';
import { whyPart } from '../../src/domain/text/why-part.ts';
import { verifyRecord } from '../../src/domain/verify-record.ts';
import type { FleetSpec } from '../../src/ports/client-fleet.ts';
import { schemaProblems } from '../record-schema.ts';
import { aRequest } from './a-request.ts';
import { createWorld, type World } from './world.ts';

/** What each fleet of a run was asked for, in order. */
function fleets(world: World): FleetSpec[] {
  return world.spy.calls.filter(({ name }) => name === 'fleet.start').map(({ args }) => args[0] as FleetSpec);
}

async function linesOf<T>(world: World, run: string, name: string): Promise<T[]> {
  const text = (await world.store.outcome(run))?.raw[name]?.toString() ?? '';
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]));
}

describe('a run whose NLB forgets what is idle', () => {
  const request = () => aRequest({ scenario: 'nlb-idle' });

  it('shortens the idle timeout for both arms, gives keepalive to one, and puts the timeout back', async () => {
    const world = createWorld();
    const before = await world.image();
    const record = await world.run(request());
    expect(record).toMatchObject({ state: 'done', failure: null, restore: { state: 'RESTORED', post_image: before } });
    expect(record.parameters.value_ms).toBe(2000);
    expect(record.timeline.filter(({ kind }) => kind === 'service_applied')).toMatchObject([
      { ref: 'idle_timeout: 2s' },
    ]);
    expect(runMarks(record).map(({ label }) => label)).toContain('idle 2s, reconnect');
    expect((await world.lab.target.describe()).service.idle_timeout_ms).toBe(350_000);
    expect(fleets(world).map(({ keepalive_ms = null }) => keepalive_ms)).toEqual([null, null, 1000]);
    expect(schemaProblems(record)).toEqual([]);
  });

  it('numbers the connections of each fleet after those of the one before', async () => {
    const world = createWorld();
    const record = await world.run(request());
    const conns = (await linesOf<ClientEvent>(world, record.id, 'clients.ndjson'))
      .filter((event) => event.kind === 'connect' && event.client === 0)
      .map(({ conn }) => conn);
    expect(conns).toEqual([1, 2, 3]);
    expect(record.arms.map(({ change }) => change.client.reconnects)).toEqual([20, 20]);
  });
});

describe('a run whose clients balance by themselves', () => {
  const request = (add_pods: number) => aRequest({ scenario: 'client-round-robin', parameters: { add_pods } });

  it('counts every connection, the same number on each Pod, and tells what that costs', async () => {
    const world = createWorld();
    const record = await world.run(request(0));
    expect(record).toMatchObject({ state: 'done', failure: null, restore: { state: 'NOT_NEEDED' } });
    const [control, treatment] = record.arms;
    expect(Object.values(control?.held ?? {}).reduce((sum, count) => sum + count, 0)).toBe(20);
    expect(Object.values(treatment?.held ?? {})).toEqual([20, 20, 20]);
    expect(record.verdict).toMatchObject({ name: 'BALANCED', judged_arm: 'treatment', n: 60 });
    expect(answerLine(record)).toContain('20 / 20 / 20 of 60 connections');
    expect(priceLine(record)).toContain(
      '60 connections for 20 clients in the place of one each, and 0 failed requests',
    );
    expect(whyPart(record, null)).toMatchObject({ text: expect.stringContaining('neither NLB nor kube-proxy') });
    expect(schemaProblems(record)).toEqual([]);
    const readings = await linesOf<EnvoyReading>(world, record.id, 'envoy.ndjson');
    const events = await linesOf<ClientEvent>(world, record.id, 'clients.ndjson');
    expect(verifyRecord(record, readings, events)).toEqual([]);
  });

  it('adds Pods to both kinds of connected client, takes them away before it reconnects, and tells what they got', async () => {
    const world = createWorld();
    const before = await world.lab.target.describe();
    const record = await world.run(request(2));
    expect(record).toMatchObject({ state: 'done', failure: null, restore: { state: 'RESTORED' } });
    expect(record.gates.filter(({ ok }) => !ok)).toEqual([]);
    expect(record.arms.map(({ name, moved_by }) => [name, moved_by])).toEqual([
      ['control', 'reconnect'],
      ['control-scaled', 'scale-out'],
      ['treatment', 'reconnect'],
      ['treatment-scaled', 'scale-out'],
    ]);
    expect(record.arms.map(({ held }) => Object.values(held))).toEqual([
      [7, 6, 7],
      [7, 6, 7, 0, 0],
      [20, 20, 20],
      [20, 20, 20, 0, 0],
    ]);
    expect(record.arms.map(({ predicted }) => Object.values(predicted).filter((share) => share === 0).length)).toEqual([
      0, 2, 0, 2,
    ]);
    // The clients of an arm go on in the one in which Pods come.
    expect(record.arms.map(({ change }) => change.client.reconnects)).toEqual([20, 0, 60, 0]);
    expect(fleets(world)).toHaveLength(3);
    expect(record.verdict).toMatchObject({ name: 'BALANCED', judged_arm: 'treatment', n: 60, k: 3 });
    expect(addedPods(record, 'treatment')).toMatchObject({ got: 0, of: 60 });
    expect(answerLine(record)).toContain(
      '2 Pods that came while they were connected got 0 of 60 connections, and 0 of 20 through the NLB.',
    );
    const after = await world.lab.target.describe();
    expect([after.deployment.replicas, after.pods.length]).toEqual([before.deployment.replicas, before.pods.length]);
    expect(schemaProblems(record)).toEqual([]);
    const readings = await linesOf<EnvoyReading>(world, record.id, 'envoy.ndjson');
    const events = await linesOf<ClientEvent>(world, record.id, 'clients.ndjson');
    expect(verifyRecord(record, readings, events)).toEqual([]);
  });

  it('is refused before anything is touched where its clients can not be told which Pods there are', async () => {
    const world = createWorld();
    Object.assign(world.deps, { fleet: { ...world.deps.fleet, balances: false } });
    const record = await world.run(request(1));
    expect(record).toMatchObject({
      state: 'failed',
      failure: {
        phase: 'preflight',
        code: 'target_unfit',
        message: expect.stringContaining('`fleet: {mode: worker}`'),
      },
      restore: { state: 'NOT_NEEDED' },
    });
    expect(fleets(world)).toEqual([]);
  });

  it('marks when Pods come and go in the chart, and expects a connection for each client and Pod', async () => {
    const record = await createWorld().run(request(1));
    expect(runMarks(record).map(({ label }) => label)).toEqual([
      'reconnect',
      'scale 3 to 4',
      'reconnect',
      'scale 3 to 4',
      'restored',
    ]);
    const chart = timeChart(record);
    expect(chart?.title).toBe('A later Pod got 0 of 60 connections with round_robin, 0 of 20 through the NLB');
    expect(chart?.bands.map(({ label }) => label)).toEqual([
      'control: NLB',
      'control-scaled: 1 Pod more',
      'treatment: round_robin',
      'treatment-scaled: 1 Pod more',
    ]);
    const levels = chart?.series.find(({ role }) => role === 'expected')?.points.map(([, open]) => open);
    expect([...new Set(levels)].filter((open) => open !== null)).toEqual([20, 60]);
  });
});
