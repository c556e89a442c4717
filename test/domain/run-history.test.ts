import { describe, expect, it } from 'vitest';
import { isLeftChanged, type PastRun, previousOf, summaryOf, trendsOf } from '../../src/domain/run-history.ts';
import type { ScenarioName } from '../../src/domain/scenario.ts';
import { historyText } from '../../src/domain/text/history-text.ts';
import type { VerdictName } from '../../src/domain/verdict.ts';
import { aRecord } from '../builders/a-record.ts';
import { aSweepRecord, THREE_EVEN } from '../builders/a-sweep-record.ts';
import { requestOf } from './run-record-fixture.ts';

interface Some {
  scenario?: ScenarioName;
  target?: string;
  verdict?: VerdictName | null;
  ratio?: number;
  k?: number;
  state?: PastRun['state'];
  sweep?: { recommended: string | null } | null;
}

/** Runs of a list that is written oldest first, a day apart, as the history gives them. */
function past(...runs: Some[]): PastRun[] {
  return runs
    .map(
      (
        {
          scenario = 'rollout-restart',
          target = 'lab',
          verdict = 'BALANCED',
          ratio = 1.1,
          k = 3,
          state = 'done',
          sweep = null,
        },
        index,
      ): PastRun => {
        const day = String(index + 1).padStart(2, '0');
        const judged = verdict === null ? null : { name: verdict, effect: null, max_over_mean: ratio, k };
        return {
          request: { ...requestOf(scenario), id: `r-day0${day}`, target, requested_at: `2026-11-${day}T09:30:00.000Z` },
          state,
          summary:
            state === 'done'
              ? { ended_at: `2026-11-${day}T09:32:00.000Z`, verdict: judged, sweep, restored: true }
              : null,
          recovery: null,
        };
      },
    )
    .reverse();
}

const ALL = { scenario: null, target: null, page: 1, limit: 10 };

describe('the trend', () => {
  it('is of each scenario on each target, the most recent first, with the last two verdicts', () => {
    const runs = past(
      { verdict: 'INCONCLUSIVE', ratio: 1.4 },
      { target: 'edge', verdict: 'IMBALANCED', ratio: 2 },
      { ratio: 1.2 },
      { ratio: 1.1 },
      { verdict: 'IMBALANCED', ratio: 3 },
      { state: 'cancelled' },
    );
    expect(trendsOf(runs)).toEqual([
      {
        scenario: 'rollout-restart',
        target: 'lab',
        verdicts: ['INCONCLUSIVE', 'BALANCED', 'BALANCED', 'IMBALANCED'],
        ratios: [1.4, 1.2, 1.1, 3],
        streaks: [
          { verdict: 'BALANCED', times: 2, since: '2026-11-03T09:30:00.000Z' },
          { verdict: 'IMBALANCED', times: 1, since: '2026-11-05T09:30:00.000Z' },
        ],
      },
      expect.objectContaining({ target: 'edge', ratios: [2] }),
    ]);
    const text = historyText(runs, ALL);
    expect(text).toContain(
      '• rollout-restart on `lab` `▂▂▁█` 1.10 to 3.00, BALANCED x2, then IMBALANCED x1 since 5 Nov',
    );
    expect(text).not.toContain('rollout-restart on `edge` `');
  });

  it('has a gap where a run was not counted', () => {
    const text = historyText(past({ ratio: 1.02 }, { verdict: 'INVALID', ratio: 3 }), ALL);
    expect(text).toContain('`▁·` 1.02 to 1.02, BALANCED x1, then INVALID x1');
    expect(text).toMatch(/r-day002.* - INVALID ·/);
  });

  it('does not make a skew of noise: all bars of even runs stay low', () => {
    expect(historyText(past({ ratio: 1.02 }, { ratio: 1.05 }, { ratio: 1.01 }), ALL)).toContain('`▁▁▁`');
  });
});

describe('the history', () => {
  it('has a line a run, newest first, with what it found and who asked', () => {
    const text = historyText(past({}, { verdict: 'IMBALANCED', ratio: 1.8 }, { state: 'cancelled' }), ALL);
    const lines = text.split('\n');
    expect(lines[0]).toBe('*Runs, newest first: 1 to 3 of 3*');
    expect(lines[1]).toBe('• 3 Nov 2026 09:30 UTC `r-day003` *rollout-restart* on `lab` - cancelled · <@U0KATO>');
    expect(lines[2]).toContain('`r-day002` *rollout-restart* on `lab` - IMBALANCED, max/mean 1.80 ·');
    expect(text).toContain('`/nlb compare r-day001 r-day002`');
  });

  it('is read page by page, and says how many there are', () => {
    const runs = past(...Array.from({ length: 23 }, () => ({})));
    const first = historyText(runs, { ...ALL, target: 'lab' });
    expect(first).toContain('*Runs on `lab`, newest first: 1 to 10 of 23*');
    expect(first).toContain('Older: `/nlb history on=lab page=2`');
    const last = historyText(runs, { ...ALL, page: 3 });
    expect(last).toContain('21 to 23 of 23');
    expect(last).not.toContain('Older:');
    expect(historyText(runs, { ...ALL, page: 4 })).toBe(
      'There is no page 4: 23 runs fill 3 pages. Try: `/nlb history page=3`',
    );
    expect(historyText(runs, { ...ALL, limit: 25, page: 9 })).toContain(
      '23 runs fill 1 page. Try: `/nlb history limit=25`',
    );
  });

  it('says what to type where there is nothing', () => {
    expect(historyText([], ALL)).toContain('No run is kept yet. Start one: `/nlb run max-connection-duration`');
    expect(historyText(past({}), { ...ALL, scenario: 'baseline', target: 'edge' })).toBe(
      'No run of baseline on `edge` is kept; there is 1 other: `/nlb history`. Start one: `/nlb run baseline on=edge`',
    );
  });

  it('warns of a target that was not put back, until a recovery has', () => {
    const [run] = past({});
    if (run === undefined || run.summary === null) throw new Error('there is a run');
    const failed: PastRun = { ...run, summary: { ...run.summary, restored: false } };
    expect(historyText([failed], ALL)).toContain(':rotating_light: `lab` was not put back');
    const recovery = { state: 'RESTORED', at: '', asked_by: null, keep: null, differs: [] } as const;
    expect(isLeftChanged({ ...failed, recovery: { ...recovery, differs: [] } })).toBe(false);
    expect(isLeftChanged({ ...failed, recovery: { ...recovery, state: 'FAILED', differs: [] } })).toBe(true);
  });
});

describe('a sweep', () => {
  it('is told by the value that it recommends, is no part of a trend, and is like another sweep alone', () => {
    const runs = past(
      {},
      { sweep: { recommended: '15s' } },
      {},
      { verdict: null, sweep: { recommended: null } },
      { sweep: { recommended: '5s' } },
    );
    const text = historyText(runs, ALL);
    expect(text).toMatch(/r-day005.* - recommends 5s, which is BALANCED ·/);
    expect(text).toMatch(/r-day004.* - recommends no value ·/);
    expect(trendsOf(runs)[0]?.ratios).toHaveLength(2);
    expect(previousOf('r-day005', runs)?.request.id).toBe('r-day002');
    expect(previousOf('r-day003', runs)?.request.id).toBe('r-day001');
  });
});

describe('the run before', () => {
  it('is the newest that is like it: scenario, target, Pods, and counted', () => {
    const runs = past({}, { scenario: 'baseline' }, { verdict: 'INVALID' }, { k: 4 }, { target: 'edge' }, {}, {});
    expect(previousOf('r-day006', runs)?.request.id).toBe('r-day001');
    expect(previousOf('r-day007', runs)?.request.id).toBe('r-day006');
    expect(previousOf('r-day005', runs)).toBeNull();
    expect(historyText(runs.slice(1), ALL)).toContain('More: `/nlb show r-day006`, `/nlb compare r-day001 r-day006`');
  });

  it('is nobody for a run that is not counted, or that is not kept', () => {
    const runs = past({}, { state: 'cancelled' }, { verdict: null }, { verdict: 'INVALID' });
    for (const run of ['r-day002', 'r-day003', 'r-day004', 'r-gone']) expect(previousOf(run, runs)).toBeNull();
  });

  it('is known by the summary of its record', () => {
    expect(summaryOf(aRecord())).toEqual({
      ended_at: aRecord().ended_at,
      verdict: { name: 'BALANCED', effect: 'REPAIRED', max_over_mean: 1.05, k: 3 },
      sweep: null,
      restored: true,
    });
    const sweep = aSweepRecord(THREE_EVEN);
    expect(summaryOf(sweep).sweep).toEqual({ recommended: '15s' });
  });
});
