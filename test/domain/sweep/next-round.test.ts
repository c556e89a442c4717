import { describe, expect, it } from 'vitest';
import type { ArmRecord } from '../../../src/domain/record-arm.ts';
import { observeMs } from '../../../src/domain/run-plan.ts';
import { mostRounds, nextRound, roundMs } from '../../../src/domain/sweep/next-round.ts';
import { sweepArms, sweepRound } from '../../../src/domain/sweep/sweep-arms.ts';
import { aControlArm } from '../../builders/a-record.ts';
import { aSweepPlan, aTry, sweepParameters, THREE_EVEN, type Try } from '../../builders/a-sweep-record.ts';

const parameters = sweepParameters();
const once = sweepArms('max-connection-duration', aSweepPlan(), {});
const UNDECIDED: Try = { name: '5s', picks: [9, 6, 5] };

/** The round after these tries, each of which took so long from its change to its end. */
function roundAfter(tries: readonly Try[], elapsedMs = 100_000, controls = 1, tookMs = 1000) {
  const windows = { change: [0, 500], observe: [500, tookMs] } as ArmRecord['windows'];
  const control = Array.from({ length: controls }, (_, index) =>
    aControlArm({ name: index === 0 ? 'control' : `control-${index + 1}` }),
  );
  const arms = [...control, ...tries.map(aTry)].map((arm) => ({ ...arm, windows }));
  return nextRound({ parameters, once, arms, elapsedMs, replicas: 3, source: null });
}

describe('the rounds of a sweep', () => {
  it('have every setting and the control once, by value and jitter', () => {
    const arms = sweepArms('max-connection-duration', aSweepPlan({ jitters_percent: [0, 25] }), {
      drain_timeout_ms: 500,
    });
    expect(arms.map(({ name }) => name)).toEqual(['control', '1s', '1s+25%', '5s', '5s+25%', '15s', '15s+25%']);
    expect(arms[2]?.setting).toEqual({
      kind: 'max-connection-duration',
      value_ms: 1000,
      jitter_percent: 25,
      drain_timeout_ms: 500,
    });
    expect(arms.every(({ movement }) => movement === 'restart')).toBe(true);
  });

  it('come in an order of their own, the same for the same seed', () => {
    const labels = (round: number, seed: number) => sweepRound(once, round, seed).map(({ label }) => label);
    expect(labels(1, 7)).toEqual(labels(1, 7));
    expect(labels(2, 7).toSorted()).toEqual(['15s-2', '1s-2', '5s-2', 'control-2']);
    const orders = new Set(Array.from({ length: 200 }, (_, seed) => labels(1, seed).join()));
    // All 24 orders of four arms come up.
    expect(orders.size).toBe(24);
  });

  it('go on with what is undecided, beside the control', () => {
    const next = roundAfter([...THREE_EVEN.filter(({ name }) => name !== '5s'), UNDECIDED]);
    expect(next.map(({ label }) => label).toSorted()).toEqual(['5s-2', 'control-2']);
  });

  it('try a setting again whose gates failed', () => {
    const broken: Try = { name: '5s', failedGate: '5s sample coverage' };
    const next = roundAfter([...THREE_EVEN.filter(({ name }) => name !== '5s'), broken]);
    expect(next.map(({ label }) => label).toSorted()).toEqual(['5s-2', 'control-2']);
  });

  it('end when all is decided', () => {
    expect(roundAfter(THREE_EVEN)).toEqual([]);
  });

  it('end when the next one would not be over, and put back, within the budget', () => {
    const tries = [...THREE_EVEN.filter(({ name }) => name !== '5s'), UNDECIDED];
    const length = roundMs(roundAfter(tries), parameters, 3);
    const { budget_ms } = aSweepPlan();
    expect(roundAfter(tries, budget_ms - length)).toHaveLength(2);
    expect(roundAfter(tries, budget_ms - length + 1)).toEqual([]);
  });

  it('count with what the arms really took, where that is longer than planned', () => {
    const tries = [...THREE_EVEN.filter(({ name }) => name !== '5s'), UNDECIDED];
    const round = roundAfter(tries);
    const length = roundMs(round, parameters, 3);
    const { budget_ms } = aSweepPlan();
    // Four arms of a minute, planned to take some 20 s each.
    expect(roundAfter(tries, budget_ms - length, 1, 60_000)).toEqual([]);
    expect(roundAfter(tries, budget_ms - 3 * length, 1, 60_000)).toHaveLength(2);
  });

  it('are ten at most', () => {
    expect(roundAfter([...THREE_EVEN, UNDECIDED], 1000, 10)).toEqual([]);
  });

  it('are counted for an approval as if nothing were ever decided', () => {
    const length = roundMs(
      once.map((arm) => ({ ...arm, label: arm.name })),
      parameters,
      3,
    );
    expect(mostRounds(once, parameters, 3)).toBe(Math.floor(900_000 / length));
    expect(mostRounds(once, sweepParameters({ sweep: aSweepPlan({ budget_ms: 60_000 }) }), 3)).toBe(1);
  });

  it('observe each setting until every connection has come of age and could settle', () => {
    const [, , , slow] = once;
    // 15 s, one interval and 5 s.
    expect(slow === undefined ? 0 : observeMs(slow, parameters)).toBe(23_250);
    const jittered = {
      name: '60s',
      movement: 'restart',
      conditions: [],
      setting: { kind: 'max-connection-duration', value_ms: 60_000 },
    } as const;
    expect(observeMs(jittered, parameters)).toBe(65_500);
    expect(observeMs(jittered, { ...parameters, observe_ms: 9000 })).toBe(9000);
  });
});
