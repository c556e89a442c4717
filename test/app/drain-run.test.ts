import { describe, expect, it } from 'vitest';
import type { Rollout } from '../../src/ports/target.ts';
import { aRequest } from './a-request.ts';
import { createWorld, type World } from './world.ts';

const REQUEST = { scenario: 'drain' } as const;

/** What was asked of the rollouts, in order. */
function endings(world: World): (string | undefined)[] {
  return world.spy.calls
    .filter(({ name }) => name === 'target.rollout')
    .map(({ args }) => (args[1] as Rollout).shutdown);
}

/** From the rollout after so many on, the first requests that end are lost. */
function loseFrom(world: World, rollouts: number, requests: number): void {
  let left = 0;
  const begin = (): void => {
    left = requests;
  };
  world.spy.before('target.rollout', begin, { skip: rollouts, times: 1 });
  world.answerWith(() => {
    left -= 1;
    return left >= 0 ? 'UNAVAILABLE' : 'OK';
  });
}

describe('a run about the end of Pods', () => {
  it('makes Pods that end otherwise first, restarts them then, and brings the way as found back', async () => {
    const world = createWorld();
    const before = await world.image();
    loseFrom(world, 2, 60);
    const record = await world.run(aRequest(REQUEST));
    expect(record).toMatchObject({ state: 'done', failure: null });
    expect(endings(world)).toEqual([undefined, 'sigterm', undefined, 'sleep']);
    expect(record.topology.shutdown).toBe('sleep');
    const [control, treatment] = record.arms;
    expect(control?.windows.prepare).toBeUndefined();
    expect(treatment?.conditions).toEqual([{ kind: 'shutdown', value: 'sigterm' }]);
    expect(treatment?.windows.prepare?.[1]).toBeLessThanOrEqual(treatment?.windows.change[0] ?? 0);
    expect(record.loss).toMatchObject({ window: 'change', control: { lost: 0 }, treatment: { lost: 60 } });
    expect(record.verdict?.effect).toBeNull();
    expect(record.restore.state).toBe('RESTORED');
    expect(await world.image()).toBe(before);
    expect(record.gates.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('counts nothing that is lost while those Pods are made', async () => {
    const world = createWorld();
    loseFrom(world, 1, 30);
    const record = await world.run(aRequest(REQUEST));
    expect(record.loss).toMatchObject({ control: { lost: 0 }, treatment: { lost: 0 } });
  });

  it('makes Pods that end as found again before a second control', async () => {
    const world = createWorld();
    const record = await world.run(aRequest({ ...REQUEST, parameters: { repeats: 2 } }));
    expect(record.arms.map(({ name }) => name)).toEqual(['control', 'treatment', 'control-2', 'treatment-2']);
    const [, , second] = record.arms;
    expect(second?.windows.prepare).toBeDefined();
    expect(second?.conditions).toBeUndefined();
    expect(endings(world)).toEqual([
      undefined,
      'sigterm',
      undefined,
      'sleep',
      undefined,
      'sigterm',
      undefined,
      'sleep',
    ]);
  });

  it.each([
    ['sleep', 'already_set', 'end by a preStop sleep already'],
    ['drain', 'target_unfit', 'no container of theirs drains Envoy'],
  ])('touches nothing where %s can not be compared', async (option, code, message) => {
    const world = createWorld();
    const record = await world.run(aRequest({ ...REQUEST, parameters: { option } }));
    expect(record).toMatchObject({ state: 'failed', failure: { phase: 'preflight', code } });
    expect(record.failure?.message).toContain(message);
    expect(endings(world)).toEqual([]);
    expect(record.restore.state).toBe('NOT_NEEDED');
  });
});
