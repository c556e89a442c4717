import { describe, expect, it } from 'vitest';
import { analyseRun } from '../../../src/domain/analysis/analyse-run.ts';
import type { ArmRecord } from '../../../src/domain/record-arm.ts';
import { aRepairedRun, PICKS, treatment } from './a-repaired-run.ts';
import {
  anArm,
  connect,
  counters,
  disconnect,
  endpoint,
  goaway,
  opened,
  rpc,
  runDataOf,
  steadyEvents,
} from './some-run-data.ts';

function arm(name: string, data = aRepairedRun()): ArmRecord {
  const found = analyseRun(data).arms.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no arm ${name}`);
  return found;
}

describe('a run that repairs', () => {
  it('is judged on its treatment, and REPAIRED', () => {
    const { verdict, gates } = analyseRun(aRepairedRun());
    expect(gates.filter((gate) => !gate.ok)).toEqual([]);
    expect(arm('control').verdict).toMatchObject({ name: 'IMBALANCED', n: 20, k: 2, max_over_mean: 2 });
    expect(verdict).toMatchObject({ name: 'BALANCED', n: 300, k: 3, judged_arm: 'treatment', effect: 'REPAIRED' });
    expect(verdict).not.toHaveProperty('method');
  });

  it('judges the control by where the connections are, the treatment by where they are opened', () => {
    expect(arm('control')).toMatchObject({ evidence: 'held', held: { x: 20, y: 0 }, picks: { x: 0, y: 0 } });
    expect(arm('treatment')).toMatchObject({ evidence: 'picks', picks: PICKS, held: { p: 20, q: 0, r: 0 } });
  });

  it('has exactly the Pods that are Ready at the start of observe in each of its tables', () => {
    for (const [name, ready] of [
      ['control', ['x', 'y']],
      ['treatment', ['p', 'q', 'r']],
    ] as const) {
      const { picks, held, mean_active, predicted } = arm(name);
      for (const table of [picks, held, mean_active, predicted]) expect(Object.keys(table)).toEqual(ready);
    }
    expect(arm('control').mean_active).toEqual({ x: 20, y: 0 });
    expect(arm('control').predicted).toEqual({ x: 1, y: 0 });
    expect(arm('treatment').predicted).toEqual({ p: 1 / 3, q: 1 / 3, r: 1 / 3 });
  });

  it('counts the closes of observe, with what fired and what still drains', () => {
    expect(arm('treatment').closes).toEqual({
      total: 300,
      by_cause: {
        max_duration: 300,
        idle_timeout: 0,
        max_requests: 0,
        drain: 0,
        pod_terminated: 0,
        client: 0,
        other: 0,
      },
      with_active_request: 2,
      timers: { max_duration: 301, idle_timeout: 0 },
      still_draining: 1,
      unobserved_pods: [],
      clients: { asked: 300, cut: 0, own: 0 },
    });
    expect(arm('treatment').client).toMatchObject({
      clients: 20,
      rpcs: 300,
      errors: {},
      reconnects: 300,
      peak_reconnects_per_s: 11,
      gap_ms: { p50: 11, max: 11 },
    });
  });

  it('keeps the change apart: the old Pod ends with its connections, the clients reconnect to the first new one', () => {
    const { change } = arm('control');
    expect(change.picks).toEqual({ o: 0, x: 20, y: 0 });
    expect(change.closes).toMatchObject({ total: 20, by_cause: { pod_terminated: 20 }, unobserved_pods: [] });
    expect(change.client).toMatchObject({ rpcs: 20, reconnects: 20, gap_ms: { p50: 410, max: 420 } });
    const next = arm('treatment').change;
    expect(next.picks).toEqual({ x: 0, y: 0, p: 20, q: 0, r: 0 });
    expect(next.closes).toMatchObject({ total: 20, by_cause: { pod_terminated: 20 } });
  });

  it('has samples from the start of the run in the first arm, from the change on in the next', () => {
    expect(arm('control').samples).toMatchObject({ interval_ms: 1000, pods: ['x', 'y'], expected: 20, missing: 0 });
    expect(arm('treatment').samples.at_ms[0]).toBe(24_500);
    expect(arm('treatment').windows).toEqual(treatment.windows);
  });
});

describe('the evidence of an arm', () => {
  const steady = steadyEvents({ a: 12, b: 8 });
  const judgedBy = (closes: Parameters<typeof counters>[2]) =>
    analyseRun(
      runDataOf({
        arms: [
          {
            arm: anArm(),
            courses: {
              a: [counters(12, 12), counters(12, 12), counters(13, 12, closes)],
              b: [counters(8, 8), counters(8, 8), counters(8, 8)],
            },
          },
        ],
        events: steady,
        clients: 20,
      }),
    ).arms[0]?.evidence;

  it('is picks when a setting closed at least one connection in observe', () => {
    expect(judgedBy({ max_duration: 1 })).toBe('picks');
    expect(judgedBy({ idle_timeout: 1 })).toBe('picks');
    expect(judgedBy({ max_requests: 1 })).toBe('picks');
  });

  it('is held when connections ended otherwise, or a timer fired and nothing closed', () => {
    expect(judgedBy({})).toBe('held');
    expect(judgedBy({ drain_close: 1 })).toBe('held');
    expect(judgedBy({ http2_total: 12, max_duration: 3 })).toBe('held');
  });
});

describe('the effect of a run', () => {
  /** A control with these connections and a treatment with these picks on two Pods. */
  function effectOf(held: [number, number], picks: [number, number], closing = true): unknown {
    const [a, b] = held;
    const total = picks[0] + picks[1];
    const clients = a + b;
    const second = anArm({ ...treatment, movement: 'none' });
    const closed = (count: number) => (closing ? { max_duration: count } : {});
    const reconnects = Array.from({ length: closing ? total : 0 }, (_, index) => {
      const [at, client, conn] = [24_010 + index * 50, index % clients, 2 + Math.floor(index / clients)];
      return [goaway(at - 3, client, conn - 1), disconnect(at - 2, client, conn - 1), ...opened(at, client, conn, 'a')];
    }).flat();
    const { verdict } = analyseRun(
      runDataOf({
        arms: [
          {
            arm: anArm(),
            courses: {
              a: [counters(a, a), counters(a, a), counters(a, a)],
              b: [counters(b, b), counters(b, b), counters(b, b)],
            },
          },
          {
            arm: second,
            courses: {
              a: [counters(a, a), counters(a, a), counters(a + (closing ? picks[0] : 0), a, closed(picks[0]))],
              b: [counters(b, b), counters(b, b), counters(b + (closing ? picks[1] : 0), b, closed(picks[1]))],
            },
          },
        ],
        events: [...steadyEvents({ a, b }, 54_000), ...reconnects],
        clients,
      }),
    );
    return [verdict?.name, verdict?.judged_arm, verdict?.effect];
  }

  it('is REPAIRED where a skew became even', () => {
    expect(effectOf([20, 0], [150, 150])).toEqual(['BALANCED', 'treatment', 'REPAIRED']);
  });

  it('is WORSE where there was no skew and now is one', () => {
    expect(effectOf([10, 10], [200, 50])).toEqual(['IMBALANCED', 'treatment', 'WORSE']);
  });

  it('is NOT_SHOWN where nothing was to repair, or the skew stayed', () => {
    expect(effectOf([10, 10], [150, 150])).toEqual(['BALANCED', 'treatment', 'NOT_SHOWN']);
    expect(effectOf([20, 0], [200, 50])).toEqual(['IMBALANCED', 'treatment', 'NOT_SHOWN']);
  });

  it('is NO_EFFECT where the setting closed nothing, whatever the spread', () => {
    expect(effectOf([20, 0], [0, 0], false)).toEqual(['IMBALANCED', 'treatment', 'NO_EFFECT']);
  });
});

describe('repeats', () => {
  it('are judged on their counts summed by the order of readiness, and all of them must be valid', () => {
    const arms = ['control', 'control-2', 'control-3'].map((name, index) => ({
      arm: anArm({
        name,
        windows: {
          change: [20_000 * index, 20_000 * index + 8000],
          observe: [20_000 * index + 8000, 20_000 * index + 18_000],
        },
      }),
      courses: {
        a: [counters(14, 14), counters(14, 14), counters(14, 14)],
        b: [counters(6, 6), counters(6, 6), counters(6, 6)],
      } as const,
    }));
    const data = runDataOf({
      arms: arms.map(({ arm: one, courses }) => ({ arm: one, courses: { a: [...courses.a], b: [...courses.b] } })),
      events: steadyEvents({ a: 14, b: 6 }, 60_000),
      clients: 20,
    });
    const { verdict, arms: records } = analyseRun(data);
    expect(records.map((one) => one.verdict?.name)).toEqual(['INCONCLUSIVE', 'INCONCLUSIVE', 'INCONCLUSIVE']);
    expect(verdict).toMatchObject({ name: 'IMBALANCED', n: 60, k: 2, judged_arm: 'control', effect: null });
    expect(verdict?.reason).toMatch(/; 3 repeats, summed by the Pods' order of readiness$/);
    const failed = { name: 'control-2 clients spoke after the change', ok: false, value: 19, limit: 20 };
    expect(analyseRun({ ...data, gates: [failed] }).verdict?.name).toBe('INVALID');
  });
});

describe('an analysis of little', () => {
  it('has no verdict without an arm', () => {
    expect(analyseRun({ ...aRepairedRun(), arms: [] })).toEqual({ arms: [], gates: [], verdict: null });
  });

  it('is INVALID, with null for what was not measured and no number that is none', () => {
    const { arms, verdict } = analyseRun({ ...aRepairedRun(), readings: [], events: [] });
    expect(verdict?.name).toBe('INVALID');
    expect(arms[0]).toMatchObject({
      mean_active: { x: null, y: null },
      held: { x: 0, y: 0 },
      verdict: { p_value: null },
    });
    expect(JSON.stringify(arms)).not.toMatch(/NaN|Infinity/);
  });

  it('does not judge one Pod', () => {
    const course: [ReturnType<typeof counters>, ReturnType<typeof counters>, ReturnType<typeof counters>] = [
      counters(5, 5),
      counters(5, 5),
      counters(5, 5),
    ];
    const { verdict } = analyseRun(
      runDataOf({ arms: [{ arm: anArm(), courses: { a: course } }], events: steadyEvents({ a: 5 }), clients: 5 }),
    );
    expect(verdict).toMatchObject({ name: 'INCONCLUSIVE', reason: 'one Pod: nothing to compare' });
  });

  it('loses its validity when a Pod goes while it is observed, and counts the Pod to the end', () => {
    const data = aRepairedRun();
    const pods = data.pods.map((pod) => (pod.uid === 'r' ? { ...pod, terminated_at_ms: 40_000 } : pod));
    const timeline = [
      ...data.timeline,
      endpoint(39_900, 'removed', 'r'),
      { at_ms: 40_000, kind: 'pod_gone' as const, ref: 'r' },
    ];
    const readings = data.readings.filter((reading) => reading.uid !== 'r' || reading.at_ms < 39_000);
    const { verdict, arms } = analyseRun({ ...data, pods, timeline, readings });
    expect(verdict).toMatchObject({
      name: 'INVALID',
      reason: expect.stringContaining('endpoint changes while observed'),
    });
    expect(arms[1]?.closes.unobserved_pods).toEqual(['r']);
    expect(arms[1]?.picks.r).toBe(0);
  });

  it('keeps a client of many connections one client', () => {
    const events = [...opened(100, 0, 1, 'a'), disconnect(200, 0, 1), connect(300, 0, 2), rpc(301, 0, 2, 'b')];
    const data = runDataOf({
      arms: [
        {
          arm: anArm(),
          courses: {
            a: [counters(1, 0), counters(1, 0), counters(1, 0)],
            b: [counters(1, 1), counters(1, 1), counters(1, 1)],
          },
        },
      ],
      events,
      clients: 1,
    });
    expect(arm('control', data).held).toEqual({ a: 0, b: 1 });
  });
});
