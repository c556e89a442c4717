import { completeParameters, type RunParameters } from '../../src/domain/parameters.ts';
import type { RunProgress } from '../../src/domain/progress.ts';
import type { RunRequest } from '../../src/domain/run.ts';
import type { ScenarioName } from '../../src/domain/scenario.ts';
import { findScenario } from '../../src/domain/scenarios.ts';

interface Changes extends Partial<Omit<RunRequest, 'parameters' | 'scenario'>> {
  scenario?: ScenarioName;
  parameters?: Partial<RunParameters>;
}

/** A request for a rollout-restart on the lab, with something of it changed. */
export function aRequest({ scenario = 'rollout-restart', parameters = {}, ...changed }: Changes = {}): RunRequest {
  const rule = findScenario(scenario);
  if (rule === undefined) throw new Error(`there is no scenario ${scenario}`);
  return {
    id: 'r-00000001',
    scenario,
    target: 'lab',
    parameters: { ...completeParameters(rule, new Map(), 7), ...parameters },
    requested_by: 'U0KATO',
    requested_at: '2026-11-23T14:00:00.000Z',
    thread: { channel: 'C0SRE', ts: '1700000000.000001' },
    ...changed,
  };
}

/** The progress of a run that observes its control, so many ms after its start. */
export function aProgress(elapsed_ms: number, changed: Partial<RunProgress> = {}): RunProgress {
  return {
    state: 'running',
    phase: 'observe',
    arm: 'control',
    elapsed_ms,
    remaining_ms: 10_000,
    steps: [{ name: 'control', status: 'now' }],
    pods: [{ name: 'envoy-1', recent: [7, 8] }],
    picks: 0,
    errors: 0,
    note: null,
    ...changed,
  };
}
