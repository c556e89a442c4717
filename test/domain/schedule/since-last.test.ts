import { describe, expect, it } from 'vitest';
import type { RunState } from '../../../src/domain/run.ts';
import type { PastRun } from '../../../src/domain/run-history.ts';
import { isNews, sinceLast } from '../../../src/domain/schedule/since-last.ts';
import { sinceLine } from '../../../src/domain/text/schedule-text.ts';
import type { RunEffect, VerdictName } from '../../../src/domain/verdict.ts';
import { aRequest } from '../../app/a-request.ts';

interface Ended {
  schedule?: string;
  state?: RunState;
  effect?: RunEffect | null;
  restored?: boolean;
}

type Past = [VerdictName | null, Ended?];

/** Runs with these verdicts, the first is the oldest; newest first as the history gives them. */
function history(...runs: Past[]): PastRun[] {
  return runs
    .map(([name, ended = {}], index): PastRun => {
      const { schedule = 's-00000a', state = 'done', effect = null, restored = true } = ended;
      const request = aRequest({
        id: `r-0000000${index}`,
        requested_at: `2026-11-1${index}T03:00:00.000Z`,
        schedule: { id: schedule, tick: String(index), quiet: true },
      });
      const verdict = name === null ? null : { name, effect, max_over_mean: 1, k: 3 };
      const summary = { ended_at: request.requested_at, verdict, sweep: null, restored };
      return { request, state, summary, recovery: null };
    })
    .reverse();
}

function newest(runs: readonly PastRun[]): { news: boolean; line: string } {
  const id = runs[0]?.request.id ?? '';
  const since = sinceLast(id, runs);
  return { news: isNews(id, runs), line: since === null ? '' : sinceLine(since) };
}

describe('a run of a schedule', () => {
  it('is news when it is the first, and when its verdict or its effect differs from the run before', () => {
    expect(newest(history(['BALANCED']))).toEqual({
      news: true,
      line: ':alarm_clock: Schedule `s-00000a`: its first result, with nothing to compare.',
    });
    expect(newest(history(['BALANCED'], ['BALANCED']))).toEqual({
      news: false,
      line: ':alarm_clock: Schedule `s-00000a`: BALANCED, as on 10 Nov.',
    });
    expect(newest(history(['BALANCED'], ['IMBALANCED']))).toEqual({
      news: true,
      line: ':alarm_clock: Schedule `s-00000a`: was *BALANCED* on 10 Nov, now *IMBALANCED*.',
    });
    expect(newest(history(['IMBALANCED', { effect: 'WORSE' }], ['IMBALANCED', { effect: 'NO_EFFECT' }]))).toEqual({
      news: true,
      line: ':alarm_clock: Schedule `s-00000a`: was *IMBALANCED (made uneven)* on 10 Nov, now *IMBALANCED (no effect)*.',
    });
  });

  it('is compared with the newest run of its own schedule that found something', () => {
    const runs = history(
      ['BALANCED'],
      ['IMBALANCED', { schedule: 's-other' }],
      [null, { state: 'cancelled' }],
      [null, { state: 'interrupted' }],
      ['BALANCED'],
    );
    expect(newest(runs)).toEqual({ news: false, line: ':alarm_clock: Schedule `s-00000a`: BALANCED, as on 10 Nov.' });
  });

  it('is always news when it failed, did not restore its target, or was ended from outside', () => {
    const failed: [null, Ended] = [null, { state: 'failed' }];
    expect(newest(history(failed, failed)).news).toBe(true);
    expect(newest(history(['BALANCED'], ['BALANCED', { restored: false }])).news).toBe(true);
    expect(newest(history(['BALANCED'], [null, { state: 'cancelled' }]))).toEqual({
      news: true,
      line: ':alarm_clock: Schedule `s-00000a`: BALANCED on 10 Nov, nothing new now.',
    });
    expect(newest(history(['BALANCED'], [null, { state: 'interrupted' }])).news).toBe(true);
    expect(newest(history(failed, ['BALANCED']))).toEqual({
      news: true,
      line: ':alarm_clock: Schedule `s-00000a`: was *failed* on 10 Nov, now *BALANCED*.',
    });
  });

  it('is compared with nothing when it is of no schedule', () => {
    const runs = history(['BALANCED'], ['BALANCED']);
    for (const { request } of runs) delete request.schedule;
    expect(sinceLast('r-00000001', runs)).toBeNull();
  });
});
