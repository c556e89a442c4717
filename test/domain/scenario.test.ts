import { describe, expect, it } from 'vitest';
import { armsOf, findScenario, SCENARIOS, type Scenario } from '../../src/domain/scenario.ts';

function scenario(name: string): Scenario {
  const found = findScenario(name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
}

describe('findScenario', () => {
  it('finds each by its name in any case, `_` as `-`', () => {
    for (const { name } of SCENARIOS) expect(findScenario(name.toUpperCase().replaceAll('-', '_'))?.name).toBe(name);
  });

  it.each(['', 'max', '__proto__', 'constructor', 'baseline '])('knows no %j', (name) => {
    expect(findScenario(name)).toBeUndefined();
  });
});

describe('armsOf', () => {
  it('compares a setting with the restart alone, which comes first', () => {
    expect(armsOf(scenario('idle-timeout'), { value_ms: 2000, jitter_percent: null })).toEqual([
      { name: 'control', restart: true, setting: null },
      { name: 'treatment', restart: true, setting: { kind: 'idle-timeout', value_ms: 2000 } },
    ]);
  });

  it('gives the treatment the jitter that was asked for', () => {
    const asked = { value_ms: 2000, jitter_percent: 50 };
    const [, treatment] = armsOf(scenario('max-connection-duration'), asked);
    expect(treatment?.setting).toEqual({ kind: 'max-connection-duration', ...asked });
  });

  it('has one arm without a setting, named control, which a baseline does not restart', () => {
    const none = { value_ms: null, jitter_percent: null };
    expect(armsOf(scenario('rollout-restart'), none)).toEqual([{ name: 'control', restart: true, setting: null }]);
    expect(armsOf(scenario('baseline'), none)).toEqual([{ name: 'control', restart: false, setting: null }]);
  });
});
