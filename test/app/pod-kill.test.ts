import { describe, expect, it } from 'vitest';
import { aRequest } from './a-request.ts';
import { createWorld } from './world.ts';

function aKill(setting: 'max-connection-duration' | 'none') {
  const value_ms = setting === 'none' ? null : 1000;
  return aRequest({ scenario: 'pod-kill', parameters: { interval_ms: 500, warmup_ms: 1000, setting, value_ms } });
}

describe('a killed Pod', () => {
  it('is in no count but as the end of its connections, with a setting or without, and everything comes back', async () => {
    const world = createWorld();
    const before = await world.image();
    const record = await world.run(aKill('max-connection-duration'));
    expect(record).toMatchObject({ state: 'done', failure: null, verdict: { judged_arm: 'treatment', k: 3 } });
    expect(record.gates.filter(({ ok }) => !ok)).toEqual([]);
    const killed = record.timeline.filter(({ kind }) => kind === 'pod_killed').map(({ ref }) => ref);
    expect(killed).toHaveLength(2);
    const [control, treatment] = record.arms;
    expect(control).toMatchObject({ moved_by: 'pod-kill', windows: { change: expect.anything() } });
    expect(control?.windows.prepare).toBeUndefined();
    expect(treatment?.windows.prepare).toBeDefined();
    expect(control?.change.closes.unobserved_pods).toEqual([killed[0]]);
    expect(control?.change.closes.by_cause.pod_terminated).toBeGreaterThan(0);
    // Everybody came back, to the Pods that were left or to the one in its place.
    expect(Object.values(control?.held ?? {}).reduce((sum, count) => sum + count, 0)).toBe(20);
    expect(control?.held).not.toHaveProperty(killed[0] ?? '');
    expect(Math.min(...Object.values(treatment?.picks ?? {}))).toBeGreaterThan(0);
    expect(await world.image()).toBe(before);
  });

  it('is told while it is killed, and the restart before it apart', async () => {
    const world = createWorld();
    await world.run(aKill('max-connection-duration'));
    const doing = (arm: string) => [
      ...new Set(world.progress.flatMap((told) => (told.arm === arm && told.doing !== undefined ? [told.doing] : []))),
    ];
    expect(doing('control')).toEqual(['prepare', 'pod-kill']);
    expect(doing('treatment')).toEqual(['prepare', 'restart', 'pod-kill']);
  });

  it('is the Pod with most connections, and needs no rollout where no setting is chosen', async () => {
    const world = createWorld();
    const record = await world.run(aKill('none'));
    expect(record).toMatchObject({ state: 'done', failure: null, verdict: { judged_arm: 'control', effect: null } });
    expect(record.arms.map(({ name }) => name)).toEqual(['control']);
    const rollouts = world.spy.calls.filter(({ name }) => name === 'target.rollout');
    expect(rollouts).toEqual([]);
  });
});
