import { describe, expect, it } from 'vitest';
import type { RunState } from '../../src/domain/run.ts';
import type { PastRun } from '../../src/domain/run-history.ts';
import { runMetrics } from '../../src/domain/run-metrics.ts';
import type { ScenarioName } from '../../src/domain/scenario.ts';
import { requestOf } from './run-record-fixture.ts';

interface Some {
  target: string;
  state?: RunState;
  scenario?: ScenarioName;
  summary?: PastRun['summary'];
  recovery?: PastRun['recovery'];
}

const run = ({ target, state = 'done', scenario = 'baseline', summary = null, recovery = null }: Some): PastRun => ({
  request: { ...requestOf(scenario), target },
  state,
  summary,
  recovery,
});

const judged = (
  name: 'BALANCED' | 'IMBALANCED' | 'INVALID',
  ratio: number | null,
  day: string,
): PastRun['summary'] => ({
  ended_at: `1970-01-${day}T00:00:00.500Z`,
  verdict: { name, effect: null, max_over_mean: ratio, k: 3 },
  sweep: null,
  restored: true,
});

const changed: PastRun['summary'] = { ended_at: '1970-01-02T00:00:00Z', verdict: null, sweep: null, restored: false };

/** Each sample of a metric as `labels: value`. */
function samplesOf(name: string, targets: readonly string[], runs: readonly PastRun[]): string[] {
  const metric = runMetrics(targets, runs).find((one) => one.name === name);
  return (metric?.samples ?? []).map(({ labels, value }) => `${Object.values(labels).join(' ')}: ${value}`);
}

describe('the numbers for a monitoring', () => {
  it('count what goes on by target and state, with zeros where nothing does', () => {
    const runs = [
      run({ target: 'lab', state: 'queued' }),
      run({ target: 'lab', state: 'queued' }),
      run({ target: 'lab', state: 'running' }),
      run({ target: 'lab' }),
    ];
    expect(samplesOf('nlb_runs', ['lab', 'eks'], runs)).toEqual([
      ...['lab queued: 2', 'lab awaiting_approval: 0', 'lab running: 1', 'lab restoring: 0'],
      ...['eks queued: 0', 'eks awaiting_approval: 0', 'eks running: 0', 'eks restoring: 0'],
    ]);
  });

  it('say what each scenario found last on each target, and when', () => {
    const runs = [
      run({ target: 'lab' }),
      run({ target: 'lab', summary: judged('BALANCED', 1.1, '03') }),
      run({ target: 'lab', summary: judged('IMBALANCED', 3, '02') }),
      run({ target: 'eks', scenario: 'pod-kill', summary: judged('IMBALANCED', null, '02') }),
    ];
    const of = (name: string): string[] => samplesOf(name, ['lab', 'eks'], runs);
    expect(of('nlb_last_run_verdict')).toEqual(['lab baseline BALANCED: 1', 'eks pod-kill IMBALANCED: 1']);
    expect(of('nlb_last_run_max_over_mean_ratio')).toEqual(['lab baseline: 1.1']);
    expect(of('nlb_last_run_end_timestamp_seconds')).toEqual(['lab baseline: 172800.5', 'eks pod-kill: 86400.5']);
  });

  it('leave sweeps out, as the history does, and the ratio of a run that is no measurement', () => {
    const sweep = { ...judged('BALANCED', 1, '04'), sweep: { recommended: '5s' } } as PastRun['summary'];
    const runs = [
      run({ target: 'lab', summary: sweep }),
      run({ target: 'lab', summary: judged('IMBALANCED', 3, '03') }),
      run({ target: 'eks', summary: judged('INVALID', 2, '03') }),
      run({ target: 'eks', summary: judged('BALANCED', 1.1, '02') }),
    ];
    const of = (name: string): string[] => samplesOf(name, ['lab', 'eks'], runs);
    expect(of('nlb_last_run_verdict')).toEqual(['lab baseline IMBALANCED: 1', 'eks baseline INVALID: 1']);
    expect(of('nlb_last_run_max_over_mean_ratio')).toEqual(['lab baseline: 3']);
  });

  it.each([
    ['nothing has put back', null, 1],
    ['could not be recovered', 'FAILED', 1],
    ['was recovered', 'RESTORED', 0],
  ] as const)('say of a target whose change %s: %s', (_, state, value) => {
    const recovery = state === null ? null : ({ state } as PastRun['recovery']);
    const runs = [run({ target: 'lab', summary: changed, recovery }), run({ target: 'eks', state: 'running' })];
    expect(samplesOf('nlb_target_left_changed', ['lab', 'eks'], runs)).toEqual([`lab: ${value}`, 'eks: 0']);
  });

  it('have all labels that they list', () => {
    const runs = [run({ target: 'lab', summary: judged('BALANCED', 1.1, '03') })];
    for (const { name, labels, samples } of runMetrics(['lab'], runs)) {
      expect(samples.length, name).toBeGreaterThan(0);
      for (const sample of samples) expect(Object.keys(sample.labels), name).toEqual(labels);
    }
  });
});
