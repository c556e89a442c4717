import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseRun } from '../../../src/domain/analysis/analyse-run.ts';
import type { CloseSummary, Window } from '../../../src/domain/record-arm.ts';
import { simulatedRun } from './simulated-run.ts';

const anyRun = fc.record({
  clients: fc.integer({ min: 3, max: 40 }),
  intervalMs: fc.integer({ min: 200, max: 3000 }),
  seed: fc.nat(),
  mode: fc.constantFrom('rolling' as const, 'burst' as const),
  observeMs: fc.integer({ min: 5000, max: 15_000 }),
  setting: fc.record({
    kind: fc.constantFrom('max-connection-duration' as const, 'idle-timeout' as const),
    value_ms: fc.integer({ min: 100, max: 6000 }),
  }),
});

describe('a run in virtual time', () => {
  it('has every close under the cause that it had, and finds it with the clients', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const { moves, ...data } = simulatedRun(run);
        const { arms, gates } = analyseRun(data);
        for (const arm of arms) {
          for (const [window, closes] of [
            [arm.windows.change, arm.change.closes],
            [arm.windows.observe, arm.closes],
          ] satisfies [Window, CloseSummary][]) {
            const inside = moves.filter(({ at }) => at >= window[0] && at < window[1]);
            const count = (kind: string) => inside.filter((move) => move.kind === kind).length;
            const expected = {
              max_duration: count('max-connection-duration'),
              idle_timeout: count('idle-timeout'),
              pod_terminated: count('pod-ended'),
            };
            const none = { max_requests: 0, drain: 0, client: 0, other: 0 };
            expect(closes.by_cause).toEqual({ ...none, ...expected });
            expect(closes.total).toBe(Object.values(expected).reduce((sum, n) => sum + n, 0));
            expect(closes.clients).toEqual({
              asked: expected.max_duration + expected.idle_timeout,
              cut: expected.pod_terminated,
              own: 0,
            });
          }
        }
        expect(gates.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('tells closes that nothing accounts for, and does not judge the arm when they are many', () => {
    fc.assert(
      fc.property(anyRun, fc.integer({ min: 1, max: 12 }), (run, cuts) => {
        const { moves, ...data } = simulatedRun({ ...run, cuts });
        const done = moves.filter(({ kind }) => kind === 'cut').length;
        const { arms, gates } = analyseRun(data);
        const treatment = arms[1];
        expect(treatment?.closes.by_cause.other).toBe(done);
        expect(treatment?.closes.clients.cut).toBe(done);
        const gate = gates.find(({ name }) => name === 'treatment closes accounted for');
        expect(gate).toMatchObject({ value: done, ok: done <= Math.max(1, 0.02 * (treatment?.closes.total ?? 0)) });
        expect(treatment?.verdict?.name === 'INVALID').toBe(gate?.ok === false);
      }),
      { numRuns: 60 },
    );
  });
});
