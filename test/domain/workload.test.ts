import { describe, expect, it } from 'vitest';
import { type Cycle, meanLifeMs, reconnectPeriodMs, turnMs } from '../../src/domain/connection-cycle.ts';
import { expectedActive, expectedPicksPerSecond } from '../../src/domain/prediction.ts';
import type { Setting } from '../../src/domain/setting.ts';
import { mulberry32 } from '../../src/domain/statistics/mulberry32.ts';
import { callMs, hasStreams, UNARY } from '../../src/domain/workload.ts';

const DURATION: Setting = { kind: 'max-connection-duration', value_ms: 1000 };

describe('how long a call keeps its connection', () => {
  it.each([
    [UNARY, null, 0],
    [UNARY, { ...DURATION, max_stream_duration_ms: 3000 }, 0],
    [{ rpc: 'server-stream', stream_ms: null }, DURATION, null],
    [{ rpc: 'bidi-stream', stream_ms: 5000 }, DURATION, 5000],
    [{ rpc: 'bidi-stream', stream_ms: null }, { ...DURATION, max_stream_duration_ms: 3000 }, 3000],
    [{ rpc: 'server-stream', stream_ms: 5000 }, { ...DURATION, max_stream_duration_ms: 3000 }, 3000],
    [{ rpc: 'server-stream', stream_ms: 2000 }, { ...DURATION, max_stream_duration_ms: 3000 }, 2000],
  ] as const)('%o under %o is %s', (workload, setting, expected) => {
    expect(callMs(workload, setting)).toBe(expected);
  });

  it('is nothing in a record from before streams', () => {
    expect(hasStreams({})).toBe(false);
  });
});

describe('a client with streams', () => {
  const intervalMs = 500;

  it.each([
    [0, 500],
    [499, 500],
    [500, 1000],
    [3000, 3500],
    [3200, 3500],
  ])('whose call takes %i ms begins one every %i ms', (call, turn) => {
    expect(turnMs(call, intervalMs)).toBe(turn);
  });

  it.each([
    // Cut after 3 s, which is after GOAWAY: each stream has a connection of its own, for 3 s of every 3.5 s.
    { durationMs: 1000, callMs: 3000, life: 3000, period: 3500 },
    // GOAWAY in the second stream, which ends at 6.5 s.
    { durationMs: 5000, callMs: 3000, life: 6500, period: 7000 },
    // GOAWAY in the pause after the first.
    { durationMs: 3200, callMs: 3000, life: 3200, period: 3500 },
    // Unary.
    { durationMs: 1200, callMs: 0, life: 1200, period: 1500 },
  ])('keeps a connection until its stream ends: %o', ({ life, period, ...load }) => {
    const cycle = { ...load, intervalMs };
    expect(meanLifeMs(cycle)).toBeCloseTo(life, 6);
    expect(reconnectPeriodMs(cycle)).toBeCloseTo(period, 6);
    expect(expectedActive({ clients: 20, ...cycle })).toBeCloseTo((20 * life) / period, 6);
    const setting = { settingKind: DURATION.kind, valueMs: load.durationMs } as const;
    expect(expectedPicksPerSecond({ clients: 20, ...setting, ...cycle })).toBeCloseTo(20_000 / period, 6);
  });

  it('never picks again under a stream without an end, whatever the setting', () => {
    for (const settingKind of ['max-connection-duration', 'idle-timeout'] as const) {
      expect(expectedPicksPerSecond({ clients: 20, settingKind, valueMs: 1000, intervalMs, callMs: null })).toBe(0);
    }
    expect(expectedActive({ clients: 20, durationMs: 1000, intervalMs, callMs: null })).toBe(20);
  });

  it('is idle between two streams alone', () => {
    const load = { clients: 20, settingKind: 'idle-timeout', intervalMs, callMs: 3100 } as const;
    expect(expectedPicksPerSecond({ ...load, valueMs: 399 })).toBeCloseTo(20 / 3.5);
    expect(expectedPicksPerSecond({ ...load, valueMs: 400 })).toBe(0);
  });

  it('lives and returns under a jitter as a simulation of many connections does', () => {
    const random = mulberry32(7);
    const cycle: Cycle = { durationMs: 5000, intervalMs, jitterPercent: 75, callMs: 3200 };
    const [lives, turn] = [200_000, 3500];
    let life = 0;
    let period = 0;
    for (let i = 0; i < lives; i += 1) {
      const asked = 5000 * (1 + 0.75 * random());
      life += Math.max(asked, Math.floor(asked / turn) * turn + 3200);
      period += turn * (Math.floor(asked / turn) + 1);
    }
    expect(meanLifeMs(cycle) / (life / lives)).toBeCloseTo(1, 2);
    expect(reconnectPeriodMs(cycle) / (period / lives)).toBeCloseTo(1, 2);
  });
});
