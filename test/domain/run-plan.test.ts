import { describe, expect, it } from 'vitest';
import type { RunParameters } from '../../src/domain/parameters.ts';
import {
  gateMs,
  MAX_PACE_MS,
  observeMs,
  paceMs,
  planSteps,
  repeatArms,
  wholeCounts,
} from '../../src/domain/run-plan.ts';
import type { ArmPlan } from '../../src/domain/scenario.ts';
import { parametersOf, topologyOf } from './run-record-fixture.ts';

const control: ArmPlan = { name: 'control', movement: 'restart', setting: null, conditions: [] };
function treatment(
  value_ms: number,
  kind: 'max-connection-duration' | 'idle-timeout' = 'max-connection-duration',
): ArmPlan {
  return { name: 'treatment', movement: 'restart', setting: { kind, value_ms }, conditions: [] };
}
const parameters = (changed: Partial<RunParameters> = {}) => parametersOf('max-connection-duration', changed);

describe('observeMs', () => {
  it('is 15 s for a control, and the asked time for every arm', () => {
    expect(observeMs(control, parameters())).toBe(15_000);
    expect(observeMs(control, parameters({ observe_ms: 5000 }))).toBe(5000);
    expect(observeMs(treatment(1000), parameters({ observe_ms: 600_000 }))).toBe(600_000);
  });

  it('waits for 300 expected picks, within 5 s and 45 s', () => {
    // 20 clients, one pick each per interval of 3 s: 6.67 picks/s.
    expect(observeMs(treatment(1000), parameters())).toBe(45_000);
    expect(observeMs(treatment(1000), parameters({ clients: 60 }))).toBe(15_000);
    expect(observeMs(treatment(1000), parameters({ clients: 2000 }))).toBe(5000);
    expect(observeMs(treatment(60_000), parameters())).toBe(45_000);
    expect(observeMs(treatment(5000, 'idle-timeout'), parameters())).toBe(45_000);
  });

  it('waits longer where a jitter makes connections live longer', () => {
    // Half of the lives of 2 s to 4 s end within one interval, the others within two: a pick every 4.5 s.
    const { setting, ...arm } = treatment(2000);
    const jittered = { ...arm, setting: setting === null ? null : { ...setting, jitter_percent: 100 } };
    expect(observeMs(treatment(2000), parameters({ clients: 60 }))).toBe(15_000);
    expect(observeMs(jittered, parameters({ clients: 60 }))).toBe(22_500);
  });
});

describe('observeMs of clients with streams', () => {
  const streams = { rpc: 'server-stream', interval_ms: 500, clients: 60 } as const;

  it('waits for the picks of streams that end, and not for those that never come', () => {
    // A stream of 2 s and the next at 2.5 s: 24 picks/s.
    expect(observeMs(treatment(1000), parameters({ ...streams, stream_ms: 2000 }))).toBe(12_500);
    const { setting, ...arm } = treatment(1000);
    const cut = { ...arm, setting: setting === null ? null : { ...setting, max_stream_duration_ms: 2000 } };
    expect(observeMs(cut, parameters(streams))).toBe(12_500);
    expect(observeMs(treatment(1000), parameters(streams))).toBe(45_000);
  });
});

describe('the times of a run', () => {
  it('get a Pod Ready after the clients have spoken, at most 15 s after', () => {
    expect(paceMs(parameters())).toBe(4000);
    expect(paceMs(parameters({ interval_ms: 300_000 }))).toBe(MAX_PACE_MS);
  });

  it('let the clients take two intervals and 10 s to speak', () => {
    expect(gateMs(parameters())).toBe(16_000);
    expect(gateMs(parameters({ interval_ms: 50 }))).toBe(10_100);
  });
});

describe('repeatArms', () => {
  it('runs the arms in turn and numbers the repeats after the first', () => {
    const labels = repeatArms([control, treatment(1000)], 3).map((arm) => arm.label);
    expect(labels).toEqual(['control', 'treatment', 'control-2', 'treatment-2', 'control-3', 'treatment-3']);
  });
});

describe('planSteps', () => {
  it('has a step for each arm between warm-up and restore, with the arm by its label', () => {
    const steps = planSteps(repeatArms([control, treatment(1000)], 1), parameters(), 3);
    expect(steps.map((step) => step.name)).toEqual(['preflight', 'warm-up', 'control', 'treatment', 'restore']);
    // Three Pods, each 4 s to Ready; 1.5 s for the rollout; one interval; 15 s of observation.
    expect(steps[2]?.ms).toBe(3 * 4000 + 1500 + 3000 + 15_000);
    expect(steps[1]?.ms).toBe(6000);
  });

  it('takes two paces and an interval for a burst, whatever the replicas', () => {
    const steps = (replicas: number) => planSteps(repeatArms([control], 1), parameters({ restart: 'burst' }), replicas);
    expect(steps(3)[2]?.ms).toBe(2 * 4000 + 3000 + 1500 + 3000 + 15_000);
    expect(steps(9)).toEqual(steps(3));
  });

  it('waits for counts that come only now and then, and observes whole intervals of them', () => {
    const source = { from: 'prometheus' as const, interval_ms: 5000 };
    const steps = planSteps(repeatArms([control], 1), parameters({ observe_ms: 22_000 }), 3, source);
    expect(steps[1]?.ms).toBe(6000 + 5000);
    // The three edges, and the new Pods' first count.
    expect(steps[2]?.ms).toBe(3 * 4000 + 1500 + 3000 + 25_000 + 4 * 5000);
    expect(wholeCounts(20_000, source)).toBe(20_000);
    expect(wholeCounts(22_000, { from: 'pods', interval_ms: null })).toBe(22_000);
  });

  it('waits after each change of the Service as long as that target takes for it, and not where an arm changes none', () => {
    const reconnects = { ...control, movement: 'reconnect' as const };
    const local = {
      ...reconnects,
      name: 'treatment',
      conditions: [{ kind: 'traffic-policy', value: 'Local' } as const],
    };
    const waits = (found: ReturnType<typeof topologyOf> | null) => {
      const ms = (at: ReturnType<typeof topologyOf> | null) =>
        planSteps(repeatArms([reconnects, local], 2), parameters(), 3, null, at).map((step) => step.ms);
      const without = ms(null);
      return ms(found).map((step, index) => step - (without[index] ?? 0));
    };
    const address = 'envoy-1.elb.eu-west-1.amazonaws.com:8080';
    // Preflight, warm-up, control, treatment, the second control, which changes it back, the second treatment, restore.
    expect(waits(topologyOf({ kubernetes_version: '1.34.4' }))).toEqual([0, 0, 0, 4000, 4000, 4000, 0]);
    const onAws = topologyOf({ kubernetes_version: '1.34.4', service: { address } });
    expect(waits(onAws)).toEqual([0, 0, 0, 60_000, 60_000, 60_000, 0]);
    expect(waits(topologyOf())).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('needs only the observation where nothing is restarted', () => {
    const arms = repeatArms([{ ...control, movement: 'none' as const }], 1);
    expect(planSteps(arms, parameters(), 3)[2]).toEqual({ name: 'control', ms: 15_000 });
  });
});
