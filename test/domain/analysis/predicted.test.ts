import { describe, expect, it } from 'vitest';
import { readyPods } from '../../../src/domain/analysis/pod-sets.ts';
import { predictedShares } from '../../../src/domain/analysis/predicted.ts';
import type { ArmRun } from '../../../src/domain/analysis/run-data.ts';
import type { TimelineEntry } from '../../../src/domain/record.ts';
import type { ClientEvent } from '../../../src/domain/sample.ts';
import { anArm, aPod, endpoint, opened, rpc, runDataOf, steadyEvents } from './some-run-data.ts';

/** Old Pods a and b with 3 and 1 clients; new Pods x and y. Clients speak every second. */
function predicted(
  timeline: TimelineEntry[],
  evidence: 'held' | 'picks' = 'held',
  arm: Partial<ArmRun> = {},
  moved: ClientEvent[] = [],
): Record<string, number> {
  const pods = [aPod('a', 0, 3000), aPod('b', 0, 5000), aPod('x', 3000), aPod('y', 5000)];
  const control = anArm({ movement: 'restart', ...arm });
  const data = runDataOf({
    arms: [{ arm: control, courses: {} }],
    events: [...steadyEvents({ a: 3, b: 1 }), ...moved],
    clients: 4,
    pods,
    timeline,
  });
  return predictedShares(data, control, readyPods(pods, timeline, 8000), evidence);
}

function replaced(at: number, by: string, old: string): TimelineEntry[] {
  return [endpoint(at, 'added', by), endpoint(at, 'removed', old), { at_ms: at, kind: 'pod_gone', ref: old }];
}

describe('predictedShares', () => {
  it('follows the connections through the observed timeline, from where they were', () => {
    // a's three quarters are halved between b and x; when b goes, all that it has is halved between x and y.
    const shares = predicted([...replaced(3000, 'x', 'a'), ...replaced(5000, 'y', 'b')]);
    expect(shares).toEqual({ x: expect.closeTo(0.6875, 8), y: expect.closeTo(0.3125, 9) });
  });

  it('has all on the one Pod that is there when everybody reconnects', () => {
    const burst = [endpoint(3000, 'added', 'x'), endpoint(3000, 'removed', 'a'), endpoint(3000, 'removed', 'b')];
    const gone: TimelineEntry[] = ['a', 'b'].map((ref) => ({ at_ms: 3000, kind: 'pod_gone', ref }));
    expect(predicted([...burst, ...gone, endpoint(5000, 'added', 'y')])).toEqual({ x: 1, y: 0 });
  });

  it('has those who leave a draining Pod pick among the Pods that are ready then', () => {
    const drained: TimelineEntry[] = [
      endpoint(3000, 'added', 'x'),
      endpoint(3000, 'removed', 'a'),
      endpoint(3000, 'removed', 'b'),
      endpoint(5000, 'added', 'y'),
      ...['a', 'b'].map((ref): TimelineEntry => ({ at_ms: 7000, kind: 'pod_gone', ref })),
    ];
    // Where they land is not what is predicted: all are on y, and x is still expected to have more.
    const early = [0, 1, 2].flatMap((client) => opened(4000 + client, client, 2, 'y'));
    const late = opened(6000, 3, 2, 'y');
    const shares = predicted(drained, 'held', {}, [...early, ...late]);
    expect(shares).toEqual({ x: expect.closeTo(0.875, 9), y: expect.closeTo(0.125, 9) });
  });

  it('has a client that was refused pick between its last refusal and its next connection', () => {
    const away: TimelineEntry[] = [
      ...['a', 'b'].flatMap((uid): TimelineEntry[] => [
        endpoint(3000, 'removed', uid),
        { at_ms: 3000, kind: 'pod_gone', ref: uid },
      ]),
      endpoint(4000, 'added', 'x'),
      endpoint(6000, 'added', 'y'),
    ];
    const refused = [0, 1, 2, 3].map((client) => rpc(4000, client, 0, null, { code: 'UNAVAILABLE' }));
    const back = [0, 1, 2, 3].flatMap((client) => opened(7999, client, 2, 'y'));
    const shares = predicted(away, 'held', {}, [...refused, ...back]);
    // From 4 s to 8 s, half of it with x alone.
    expect(shares).toEqual({ x: expect.closeTo(0.75, 3), y: expect.closeTo(0.25, 3) });
  });

  it('takes no event from after the change', () => {
    const change = replaced(3000, 'x', 'a');
    const without = predicted(change);
    expect(without).toEqual({ b: expect.closeTo(0.625, 9), x: expect.closeTo(0.375, 9), y: 0 });
    expect(predicted([...change, { at_ms: 8001, kind: 'pod_gone', ref: 'b' }])).toEqual(without);
  });

  it('is even where every pick is a fresh one, and where nothing was restarted', () => {
    const timeline = [...replaced(3000, 'x', 'a'), ...replaced(5000, 'y', 'b')];
    expect(predicted(timeline, 'picks')).toEqual({ x: 0.5, y: 0.5 });
    expect(predicted(timeline, 'held', { movement: 'none' })).toEqual({ x: 0.5, y: 0.5 });
  });
});
