import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/domain/scenario.ts';
import { armsOf } from '../../src/domain/scenario-arms.ts';
import { findScenario, SCENARIOS } from '../../src/domain/scenarios.ts';

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
  const nothing = { value_ms: null, jitter_percent: null, max_stream_duration_ms: null, drain_timeout_ms: null };

  it('compares a setting with the restart alone, which comes first', () => {
    expect(armsOf(scenario('idle-timeout'), { ...nothing, value_ms: 2000 })).toEqual([
      { name: 'control', movement: 'restart', setting: null, conditions: [] },
      { name: 'treatment', movement: 'restart', conditions: [], setting: { kind: 'idle-timeout', value_ms: 2000 } },
    ]);
  });

  it('has conditions for a value where the NLB forgets: its time for both arms, keepalive at half of it for one', () => {
    const forgets = { kind: 'nlb-idle', value_ms: 4000 };
    expect(armsOf(scenario('nlb-idle'), { ...nothing, value_ms: 4000 })).toEqual([
      { name: 'control', movement: 'reconnect', setting: null, conditions: [forgets] },
      {
        name: 'treatment',
        movement: 'reconnect',
        setting: null,
        conditions: [forgets, { kind: 'keepalive', value_ms: 2000 }],
      },
    ]);
  });

  it('has clients that balance by themselves without being asked for a word', () => {
    expect(armsOf(scenario('client-round-robin'), nothing).map(({ conditions }) => conditions)).toEqual([
      [],
      [{ kind: 'client-policy', value: 'round_robin' }],
    ]);
  });

  it('has an arm after each in which Pods come to its clients, and none where no Pods are to come', () => {
    const names = (add_pods: number) =>
      armsOf(scenario('client-round-robin'), { ...nothing, add_pods }).map(({ name, movement }) => [name, movement]);
    expect(names(1)).toEqual([
      ['control', 'reconnect'],
      ['control-scaled', 'scale-out'],
      ['treatment', 'reconnect'],
      ['treatment-scaled', 'scale-out'],
    ]);
    expect(names(0).map(([name]) => name)).toEqual(['control', 'treatment']);
  });

  it('has a number of requests for a value where a setting counts them', () => {
    const [, treatment] = armsOf(scenario('max-requests'), { ...nothing, requests: 20, drain_timeout_ms: 500 });
    expect(treatment?.setting).toEqual({ kind: 'max-requests', requests: 20, drain_timeout_ms: 500 });
  });

  it('gives the treatment what was asked for beside the value', () => {
    const asked = { value_ms: 2000, jitter_percent: 50, max_stream_duration_ms: 5000, drain_timeout_ms: 500 };
    const [, treatment] = armsOf(scenario('max-connection-duration'), asked);
    expect(treatment?.setting).toEqual({ kind: 'max-connection-duration', ...asked });
  });

  it('has one arm without a setting, named control, which a baseline does not restart', () => {
    expect(armsOf(scenario('rollout-restart'), nothing)).toEqual([
      { name: 'control', movement: 'restart', setting: null, conditions: [] },
    ]);
    expect(armsOf(scenario('baseline'), nothing)).toEqual([
      { name: 'control', movement: 'none', setting: null, conditions: [] },
    ]);
  });
});
