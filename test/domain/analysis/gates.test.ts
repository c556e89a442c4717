import { describe, expect, it } from 'vitest';
import { analyseRun } from '../../../src/domain/analysis/analyse-run.ts';
import { isMeasuredGate } from '../../../src/domain/analysis/gates.ts';
import type { GateResult } from '../../../src/domain/record.ts';
import type { ClientEvent, EnvoyReading } from '../../../src/domain/sample.ts';
import {
  anArm,
  aPod,
  connect,
  counters,
  disconnect,
  goaway,
  opened,
  rpc,
  runDataOf,
  type Story,
  steadyEvents,
  tick,
} from './some-run-data.ts';

const STEADY: Story = {
  arms: [
    {
      arm: anArm(),
      courses: {
        a: [counters(12, 12), counters(12, 12), counters(12, 12)],
        b: [counters(8, 8), counters(8, 8), counters(8, 8)],
      },
    },
  ],
  events: steadyEvents({ a: 12, b: 8 }),
  clients: 20,
};

interface Outcome {
  gate: GateResult | undefined;
  verdict: string | undefined;
  reason: string;
}

function outcome(
  name: string,
  changed: Partial<Story> = {},
  mend: (readings: readonly EnvoyReading[]) => EnvoyReading[] = (all) => [...all],
): Outcome {
  const data = runDataOf({ ...STEADY, ...changed });
  const { gates, verdict } = analyseRun({ ...data, readings: mend(data.readings) });
  return {
    gate: gates.find((gate) => gate.name === `control ${name}`),
    verdict: verdict?.name,
    reason: verdict?.reason ?? '',
  };
}

/** Readings without counters from some of them on. */
const unread = (which: (reading: EnvoyReading) => boolean) => (all: readonly EnvoyReading[]) =>
  all.map((reading) => (which(reading) ? { ...reading, counters: null, error: 'timeout' } : reading));

describe('the gates of an arm', () => {
  it('all hold in a steady run, which is judged', () => {
    const { gates, verdict } = analyseRun(runDataOf(STEADY));
    expect(gates.map(({ name, ok, value, limit }) => [name, ok, value, limit])).toEqual([
      ['control held connections', true, 20, 20],
      ['control endpoint changes while observed', true, 0, 0],
      ['control Pods that are not judged', true, 0, 0],
      ['control Pods unread at an edge', true, 0, 0],
      ['control Pods counted unequally long', true, 0, 0.1],
      ['control counter resets', true, 0, 0],
      ['control sample coverage', true, 1, 0.95],
      ['control failed requests', true, 0, 0.05],
      ['control request lateness ms', true, 1, 500],
      ['control requests left out', true, 0, 0.05],
      ['control foreign connections', true, 0, 2],
      ['control closes accounted for', true, 0, 1],
      ['control closes seen by clients', true, 0, 2],
      ['control connections without HTTP/2', true, 0, null],
    ]);
    expect(verdict?.name).toBe('INCONCLUSIVE');
  });

  it('held connections: clients that balance by themselves hold as many each as they know Pods', () => {
    const conditions = [{ kind: 'client-policy', value: 'round_robin' }] as const;
    const two = counters(2, 2);
    const courses: Story['arms'][number]['courses'] = { a: [two, two, two], b: [two, two, two] };
    const arms = [{ arm: anArm({ conditions }), courses }];
    const both = [0, 1].flatMap((client) => [...opened(10, client, 1, 'a'), ...opened(20, client, 2, 'b')]);
    expect(outcome('held connections', { arms, events: both, clients: 2 }).gate).toMatchObject({ ok: true, value: 4 });
    const three = both.filter((event) => !(event.client === 1 && event.conn === 2));
    expect(outcome('held connections', { arms, events: three, clients: 2 }).gate).toMatchObject({
      ok: false,
      value: 3,
    });
  });

  it('held connections: every client must be on a Ready Pod', () => {
    const lost = outcome('held connections', { events: steadyEvents({ a: 12, b: 7 }) });
    expect(lost).toMatchObject({ gate: { ok: false, value: 19, limit: 20 }, verdict: 'INVALID' });
    expect(lost.reason).toContain('gate control held connections failed: 19, limit 20');
  });

  it('endpoint changes: the Pods must stay while they are observed, and may change before and after', () => {
    const change = (at_ms: number, kind: 'endpoint_added' | 'endpoint_removed' | 'pod_gone' | 'pod_ready') =>
      outcome('endpoint changes while observed', { timeline: [{ at_ms, kind, ref: 'z' }] });
    for (const kind of ['endpoint_added', 'endpoint_removed', 'pod_gone'] as const) {
      expect(change(9000, kind)).toMatchObject({ gate: { ok: false, value: 1 }, verdict: 'INVALID' });
    }
    expect(change(9000, 'pod_ready').gate?.ok).toBe(true);
    expect(change(7999, 'endpoint_added').gate?.ok).toBe(true);
    expect(change(18_000, 'pod_gone').gate?.ok).toBe(true);
  });

  it('unread Pods: one that nobody could read near an edge is no Pod with 0 picks', () => {
    const early = (reading: EnvoyReading) => reading.uid === 'b' && reading.at_ms > 5000 && reading.at_ms < 10_000;
    const near = (reading: EnvoyReading) => reading.uid === 'b' && reading.label === 'control observe';
    expect(outcome('Pods unread at an edge', {}, unread(early))).toMatchObject({
      gate: { ok: false, value: 1 },
      verdict: 'INVALID',
    });
    expect(outcome('Pods unread at an edge', {}, unread(near)).gate?.ok).toBe(true);
  });

  it('counter resets: a process that was replaced in the window is noticed, also when it caught up', () => {
    const restarted = (all: readonly EnvoyReading[]) =>
      all.map((reading) =>
        reading.uid === 'a' && reading.at_ms === 12_500 ? { ...reading, counters: counters(1, 1) } : reading,
      );
    expect(outcome('counter resets', {}, restarted)).toMatchObject({
      gate: { ok: false, value: 1 },
      verdict: 'INVALID',
    });
  });

  it('counter resets: two readings at the same time may be answered in either order', () => {
    const extra = [
      {
        ...(runDataOf(STEADY).readings.find((one) => one.label === 'control end') as EnvoyReading),
        at_ms: 17_999,
        label: null,
        kind: 'tick' as const,
        tick: 99,
        uid: 'a',
        counters: counters(13, 13),
      },
    ];
    expect(outcome('counter resets', { extra }).gate).toMatchObject({ ok: true, value: 0 });
  });

  it('sample coverage: a Pod that does not answer, and a sampler that stops', () => {
    const deaf = (reading: EnvoyReading) => reading.kind === 'tick' && reading.uid === 'b' && reading.at_ms < 11_000;
    expect(outcome('sample coverage', {}, unread(deaf))).toMatchObject({
      gate: { ok: false, value: 0.85, limit: 0.95 },
      verdict: 'INVALID',
    });
    const one = (reading: EnvoyReading) => reading.kind === 'tick' && reading.uid === 'b' && reading.at_ms === 8500;
    expect(outcome('sample coverage', {}, unread(one)).gate).toMatchObject({ ok: true, value: 0.95 });
    const stopped = (all: readonly EnvoyReading[]) =>
      all.filter((reading) => reading.kind !== 'tick' || reading.at_ms < 13_000);
    expect(outcome('sample coverage', {}, stopped).gate?.ok).toBe(false);
    const never = (all: readonly EnvoyReading[]) => all.filter((reading) => reading.kind !== 'tick');
    expect(outcome('sample coverage', {}, never).gate).toMatchObject({ ok: false, value: 0 });
  });

  it('failed requests: one in twenty at most', () => {
    const failing = (count: number) => {
      const errors = Array.from({ length: count }, (_, index) =>
        rpc(9000 + index, index % 20, 1, null, { code: 'UNAVAILABLE' }),
      );
      return outcome('failed requests', { events: [...steadyEvents({ a: 12, b: 8 }), ...errors] });
    };
    expect(failing(10).gate).toMatchObject({ ok: true, value: 0.0476 });
    expect(failing(11)).toMatchObject({ gate: { ok: false, value: 0.0521 }, verdict: 'INVALID' });
  });

  it('requests: none in a window that is longer than the interval is no evidence of health', () => {
    const events = steadyEvents({ a: 12, b: 8 }, 8000);
    for (const name of ['failed requests', 'request lateness ms']) {
      expect(outcome(name, { events })).toMatchObject({ gate: { ok: false, value: null }, verdict: 'INVALID' });
      expect(outcome(name, { events, interval_ms: 300_000 }).gate).toMatchObject({ ok: true, value: null });
    }
  });

  it('foreign connections: Envoy must count what the clients opened, but for two at the edges', () => {
    const foreign = (count: number) =>
      outcome('foreign connections', {
        arms: [
          {
            arm: anArm(),
            courses: {
              a: [counters(12, 12), counters(12, 12), counters(12 + count, 12)],
              b: [counters(8, 8), counters(8, 8), counters(8, 8)],
            },
          },
        ],
      });
    expect(foreign(2).gate).toMatchObject({ ok: true, value: 2, limit: 2 });
    expect(foreign(3)).toMatchObject({ gate: { ok: false, value: 3 }, verdict: 'INVALID' });
    const unseen = [0, 1, 2].map((client) => connect(9000, client, 2));
    expect(
      outcome('foreign connections', { events: [...steadyEvents({ a: 12, b: 8 }), ...unseen] }).gate,
    ).toMatchObject({ ok: false, value: 3 });
  });

  it('request lateness: half an interval at the 99th percentile', () => {
    const late = (late_ms: number) => {
      const events = steadyEvents({ a: 12, b: 8 }).map((event) =>
        event.kind === 'rpc' ? { ...event, late_ms } : event,
      );
      return outcome('request lateness ms', { events });
    };
    expect(late(500).gate).toMatchObject({ ok: true, value: 500, limit: 500 });
    expect(late(501)).toMatchObject({ gate: { ok: false, value: 501 }, verdict: 'INVALID' });
  });

  it('requests left out: moments of the schedule that pass while a request is on its way are no requests', () => {
    const stalled = (moments: number) => {
      const steady = steadyEvents({ a: 12, b: 8 });
      const late = rpc(17_900, 0, 1, 'a', { late_ms: 1000 * moments });
      return outcome('requests left out', { events: [...steady, late] });
    };
    // 10 of 211 and 11 of 212 moments, of which the 99th percentile of the lateness sees nothing.
    expect(stalled(10).gate).toMatchObject({ ok: true, value: 0.0474, limit: 0.05 });
    expect(stalled(11)).toMatchObject({ gate: { ok: false, value: 0.0519 }, verdict: 'INVALID' });
  });

  it('Pods that are not judged: one that is read beside those of the set is noticed by its uid', () => {
    const stranger = { ...tick(99, 12_000, 'z', counters(0, 0)) };
    expect(outcome('Pods that are not judged', { extra: [stranger] })).toMatchObject({
      gate: { ok: false, value: 1 },
      verdict: 'INVALID',
    });
    const before = { ...stranger, at_ms: 7000 };
    const gone = { ...stranger, counters: null, error: 'gone' };
    expect(outcome('Pods that are not judged', { extra: [before] }).gate?.ok).toBe(true);
    expect(outcome('Pods that are not judged', { extra: [gone] }).gate?.ok).toBe(true);
  });

  /** Closes by the setting, closes that nothing explains, and how many of the former the clients were asked for. */
  const closing = (name: string, { setting, other, asked }: { setting: number; other: number; asked: number }) => {
    const moves = Array.from({ length: setting + other }, (_, index): ClientEvent[] => {
      const [client, conn, at] = [index % 12, 1 + Math.floor(index / 12), 8010 + 10 * index];
      const request = index < asked ? [goaway(at, client, conn)] : [];
      return [...request, disconnect(at + 1, client, conn), ...opened(at + 2, client, conn + 1, 'a')];
    });
    return outcome(name, {
      arms: [
        {
          arm: anArm(),
          courses: {
            a: [counters(12, 12), counters(12, 12), counters(12 + setting + other, 12, { max_duration: setting })],
            b: [counters(8, 8), counters(8, 8), counters(8, 8)],
          },
        },
      ],
      events: [...steadyEvents({ a: 12, b: 8 }), ...moves.flat()],
    });
  };

  it('closes accounted for: one, or 2 % of all, may have no cause', () => {
    const other = (setting: number, count: number) =>
      closing('closes accounted for', { setting, other: count, asked: setting });
    expect(other(20, 1).gate).toMatchObject({ ok: true, value: 1, limit: 1 });
    expect(other(20, 2)).toMatchObject({ gate: { ok: false, value: 2 }, verdict: 'INVALID' });
    expect(other(98, 2).gate).toMatchObject({ ok: true, value: 2, limit: 2 });
    expect(other(97, 3)).toMatchObject({ gate: { ok: false, value: 3, limit: 2 }, verdict: 'INVALID' });
  });

  it("closes seen by clients: what Envoy's setting closed was announced to them, but for two at the edges or 5 %", () => {
    const seen = (setting: number, asked: number) => closing('closes seen by clients', { setting, other: 0, asked });
    expect(seen(20, 18).gate).toMatchObject({ ok: true, value: 2, limit: 2 });
    expect(seen(20, 17)).toMatchObject({ gate: { ok: false, value: 3 }, verdict: 'INVALID' });
    expect(seen(100, 95).gate).toMatchObject({ ok: true, value: 5, limit: 5 });
    expect(seen(100, 94)).toMatchObject({ gate: { ok: false, value: 6 }, verdict: 'INVALID' });
  });

  it('connections without HTTP/2 are counted beside, and hold nothing up', () => {
    const probed = outcome('connections without HTTP/2', {
      arms: [
        {
          arm: anArm(),
          courses: {
            a: [counters(12, 12), counters(12, 12, { cx_total: 40 }), counters(12, 12, { cx_total: 70 })],
            b: [counters(8, 8), counters(8, 8, { cx_total: 9 }), counters(8, 8, { cx_total: 14 })],
          },
        },
      ],
    });
    expect(probed).toMatchObject({ gate: { ok: true, value: 35, limit: null }, verdict: 'INCONCLUSIVE' });
  });

  it('that were measured in the run count for their own arm, or for all', () => {
    const failed = (name: string) =>
      analyseRun(runDataOf({ ...STEADY, gates: [{ name, ok: false, value: 19, limit: 20 }] })).verdict?.name;
    expect(failed('run open connections')).toBe('INVALID');
    expect(failed('control clients spoke after the change')).toBe('INVALID');
    expect(failed('control-2 clients spoke after the change')).toBe('INCONCLUSIVE');
  });
});

describe('isMeasuredGate', () => {
  it('tells what the run measured from what is computed', () => {
    const gate = (name: string) => isMeasuredGate({ name, ok: true, value: 1, limit: 1 });
    expect([gate('run open connections'), gate('control clients on the one Pod')]).toEqual([true, true]);
    const { gates } = analyseRun(runDataOf(STEADY));
    expect(gates.filter(isMeasuredGate)).toEqual([]);
  });
});

describe('evidence of frozen samples', () => {
  it('is one draw, however often it was sampled', () => {
    const courses = {
      a: [counters(9, 9), counters(9, 9), counters(9, 9)],
      b: [counters(6, 6), counters(6, 6), counters(6, 6)],
      c: [counters(5, 5), counters(5, 5), counters(5, 5)],
    } satisfies Story['arms'][number]['courses'];
    const arm = anArm({ windows: { change: [2000, 8000], observe: [8000, 68_000] } });
    const { verdict } = analyseRun(
      runDataOf({
        arms: [{ arm, courses }],
        events: steadyEvents({ a: 9, b: 6, c: 5 }, 68_000),
        clients: 20,
        pods: ['a', 'b', 'c'].map((uid) => aPod(uid)),
      }),
    );
    expect(verdict).toMatchObject({ name: 'INCONCLUSIVE', n: 20, p_value: expect.closeTo(0.6137, 4) });
  });
});
