import { describe, expect, it } from 'vitest';
import { aRequest } from './a-request.ts';
import { createWorld } from './world.ts';

function aScaleOut(setting: 'max-connection-duration' | 'none', scale = { from: 1, to: 3 }) {
  const value_ms = setting === 'none' ? null : 1000;
  return aRequest({
    scenario: 'scale-out',
    parameters: { interval_ms: 500, warmup_ms: 1000, setting, scale, value_ms },
  });
}

describe('a scale-out', () => {
  it('moves no connection by itself, fills the new Pods with a setting, and puts the Pods back', async () => {
    const world = createWorld();
    const before = await world.lab.target.describe();
    const record = await world.run(aScaleOut('max-connection-duration'));
    expect(record).toMatchObject({ state: 'done', failure: null, verdict: { effect: 'REPAIRED', k: 3 } });
    expect(record.gates.filter(({ ok }) => !ok)).toEqual([]);
    const [control, treatment] = record.arms;
    expect(Object.values(control?.held ?? {}).toSorted()).toEqual([0, 0, 20]);
    expect(Object.values(control?.predicted ?? {}).toSorted()).toEqual([0, 0, 1]);
    expect(control).toMatchObject({ moved_by: 'scale-out', change: { client: { reconnects: 0 } } });
    expect(control?.change.closes.total).toBe(0);
    expect(Math.min(...Object.values(treatment?.picks ?? {}))).toBeGreaterThan(0);
    const after = await world.lab.target.describe();
    expect(after.deployment.replicas).toBe(before.deployment.replicas);
    expect(after.config.image).toBe(before.config.image);
  });

  it('waits with the scale-out until every client is on the first Pods', async () => {
    const world = createWorld();
    const record = await world.run(aScaleOut('none', { from: 2, to: 5 }));
    expect(record).toMatchObject({
      state: 'done',
      failure: null,
      verdict: { judged_arm: 'control', effect: null, k: 5 },
    });
    expect(record.gates).toContainEqual({ name: 'control clients on the first Pods', ok: true, value: 20, limit: 20 });
    const [control] = record.arms;
    expect(Object.values(control?.held ?? {}).filter((count) => count === 0)).toHaveLength(3);
  });
});
