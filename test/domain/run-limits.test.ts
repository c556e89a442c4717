import { describe, expect, it } from 'vitest';
import { completeParameters } from '../../src/domain/parameters.ts';
import { type Excess, excessOf } from '../../src/domain/run-limits.ts';
import { findScenario } from '../../src/domain/scenarios.ts';
import type { SweepPlan } from '../../src/domain/sweep/sweep-plan.ts';

const LIMITS = { clients: 50, observe_ms: 30_000, scenarios: ['baseline', 'max-connection-duration'] };
const SWEEP: SweepPlan = {
  values_ms: [1000, 60_000],
  jitters_percent: [],
  within_ms: null,
  errors_percent: 0,
  budget_ms: 900_000,
};

function excess(name: string, given: Record<string, number>, sweep?: SweepPlan, limits = LIMITS): Excess | null {
  const scenario = findScenario(name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const parameters = completeParameters(scenario, new Map(Object.entries(given)), 7, sweep);
  return excessOf({ name: 'edge', limits }, scenario.name, parameters);
}

describe('what a run asks of a target beyond its limits', () => {
  it('is nothing at the limits themselves', () => {
    expect(excess('baseline', { clients: 50, observe: 30_000 })).toBeNull();
  });

  it.each<[string, Record<string, number>, Excess['key'], string]>([
    ['idle-timeout', {}, 'scenario', 'Target `edge` does not allow `idle-timeout`: baseline, max-connection-duration.'],
    ['baseline', { clients: 2000 }, 'clients', 'Target `edge` allows 50 clients; 2,000 were asked for.'],
    ['baseline', { clients: 51 }, 'clients', 'Target `edge` allows 50 clients; 51 were asked for.'],
    ['baseline', { observe: 30_001 }, 'observe', 'Target `edge` allows `observe` up to 30s.'],
  ])('%s with %o is told at its key', (name, given, key, message) => {
    expect(excess(name, given)).toEqual({ key, message });
  });

  it('is told at the clients where a worker could not keep all requests', () => {
    const limits = { ...LIMITS, clients: 2000, observe_ms: 600_000 };
    const found = excess('baseline', { clients: 2000, interval: 50, observe: 600_000 }, undefined, limits);
    expect(found).toMatchObject({ key: 'clients', message: expect.stringContaining('million requests') });
  });

  it('is told of a sweep at what it chooses itself', () => {
    expect(excess('max-connection-duration', {}, SWEEP)).toMatchObject({ key: 'observe' });
    const limits = { ...LIMITS, observe_ms: 600_000 };
    expect(excess('max-connection-duration', {}, { ...SWEEP, budget_ms: 60_000 }, limits)).toMatchObject({
      key: 'budget',
      message: expect.stringMatching(/`budget=\dm`/),
    });
  });
});
