import { describe, expect, it } from 'vitest';
import { tradeoffChart } from '../../../src/domain/chart/tradeoff-chart.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import type { ArmRecord } from '../../../src/domain/record-arm.ts';
import { settingSnippet } from '../../../src/domain/text/snippet.ts';
import { sweepAdvice, sweepLines } from '../../../src/domain/text/sweep-answer.ts';
import { sweepTable } from '../../../src/domain/text/sweep-table.ts';
import { aSweepPlan, aSweepRecord, THREE_EVEN, type Try } from '../../builders/a-sweep-record.ts';

const sweepOf = (record: RunRecord) => {
  if (record.sweep === undefined) throw new Error('this is no sweep');
  return record.sweep;
};
const linesOf = (record: RunRecord) => sweepLines(record, sweepOf(record));

const withReconnects = (arm: ArmRecord, reconnects: number): ArmRecord => ({
  ...arm,
  client: { ...arm.client, reconnects },
});

const EVEN = aSweepRecord(THREE_EVEN);
const NONE_FIT = aSweepRecord([
  { name: '1s', picks: [200, 50, 50] },
  { name: '5s', picks: [9, 6, 5] },
  { name: '15s', idle: true },
]);

describe('the answer of a sweep', () => {
  it('is the value, its evidence, its price, and what to set', () => {
    expect(linesOf(EVEN)).toEqual([
      ':white_check_mark: *15s is the value to set on `lab`*: connections spread evenly over 3 Pods (35 / 33 / 32 % of 264 picks, the fullest at most 1.30 times the mean), and of 3 that spread the connections evenly it costs the fewest reconnects. After a restart alone it was 20 / 0 / 0 of 20 connections, p = 8.6e-10.',
      '*Price*: 12.9 reconnects/s, 80 in the fullest second, 1 in 31 requests opens a connection, even again within 16 s, 0 failed requests. 1s costs 10.3 times as much (even within 1.5 s), 5s costs 2.8 times as much (even within 5.5 s).',
      'Set `max_connection_duration: 15s`; the lines to copy are in the thread.',
    ]);
  });

  it('says what is not decided', () => {
    const open: Try = { name: '15s', picks: [9, 6, 5] };
    const lines = linesOf(aSweepRecord([...THREE_EVEN.slice(0, 2), open]));
    expect(lines[0]).toContain('*5s is the value to set');
    expect(lines[2]).toContain('Not decided when the budget was spent: 15s.');
    const afterAll = sweepLines(EVEN, {
      ...sweepOf(aSweepRecord([...THREE_EVEN.slice(0, 2), open])),
      stopped: 'rounds',
    });
    expect(afterAll[2]).toContain('Not decided after 10 rounds: 15s.');
  });

  it('claims no goal that nobody gave, and no choice where one value was tried', () => {
    const [first] = linesOf(
      aSweepRecord([
        { name: '1s', periodMs: 1500 },
        { name: '5s', picks: [200, 50, 50] },
      ]),
    );
    expect(first).toContain('and of the 2 settings tried it is the only one that spread the connections evenly. ');
    const goal = { sweep: aSweepPlan({ within_ms: 10_000 }) };
    const [late] = linesOf(
      aSweepRecord(
        THREE_EVEN.slice(0, 3).filter(({ name }) => name !== '5s'),
        goal,
      ),
    );
    expect(late).toContain(
      'of the 2 settings tried it is the only one that spread the connections evenly and kept the goal.',
    );
    const one = aSweepRecord([{ name: '1s', periodMs: 1500 }]);
    expect(linesOf(one)[0]).toMatch(
      /^:white_check_mark: \*1s keeps connections even on `lab`\*: .*, and it is the 1 value tried, so a cheaper one may do as well\. /,
    );
  });

  it('goes on to the much cheaper value that the model has and the sweep did not try', () => {
    const next = (tries: readonly Try[], changed: Parameters<typeof aSweepRecord>[1] = {}) =>
      linesOf(aSweepRecord(tries, changed))[2]?.split('thread.')[1];
    const one: Try = { name: '1s', periodMs: 1500 };
    // Requests every 500 ms: 20 intervals are 10 s, and 10.5 s are 7 times 1.5 s.
    expect(next([one])).toMatch(
      / Your clients speak every 500 ms: \*10s\* keeps them even within 10 s for 1\/7 of that price\. Try `\/nlb run max-connection-duration value=10s clients=\d+ interval=500ms observe=\d+s on=lab`\.$/,
    );
    expect(next([one, { name: '15s', picks: [200, 50, 50] }])).toBe('');
    expect(next([one], { sweep: aSweepPlan({ within_ms: 10_000 }) })).toBe('');
    expect(next(THREE_EVEN)).toBe('');
  });

  it('says what each setting lacks where none is to be recommended, and what to try', () => {
    const [first, second] = linesOf(NONE_FIT);
    expect(first).toMatch(
      /^:grey_question: \*No value can be recommended on `lab`\*: \*1s\* uneven; \*5s\* undecided: \d+ more picks would decide; \*15s\* it closed no connection in the 45 s observed\.$/,
    );
    expect(second).toContain('The budget is spent.');
    expect(sweepLines(NONE_FIT, { ...sweepOf(NONE_FIT), stopped: 'rounds' })[1]).toBe(
      '10 rounds did not decide it, and a sweep has no more. More `clients` give each setting more picks.',
    );
  });

  it('has the lines to copy in the thread', () => {
    expect(sweepAdvice(EVEN, sweepOf(EVEN))).toEqual({
      kind: 'text',
      text: "*Recommendation*: 15s, in the `typed_config` of the HttpConnectionManager that takes the clients' connections:\n```\ncommon_http_protocol_options:\n  max_connection_duration: 15s\n```",
    });
    expect(sweepAdvice(NONE_FIT, sweepOf(NONE_FIT))).toMatchObject({
      text: expect.stringMatching(/^\*No recommendation\*: /),
    });
    const setting = {
      kind: 'max-connection-duration',
      value_ms: 60_000,
      jitter_percent: 25,
      drain_timeout_ms: 500,
    } as const;
    expect(settingSnippet({ ...setting, max_stream_duration_ms: 300_000 }).split('\n')).toEqual([
      'drain_timeout: 0.5s',
      'common_http_protocol_options:',
      '  max_connection_duration: 60s',
      '  max_connection_duration_jitter: { value: 25 }',
      '  max_stream_duration: 300s',
    ]);
  });

  it('has a table with the restart alone, every setting, and why', () => {
    const table = sweepTable(EVEN, sweepOf(EVEN));
    expect(table.rows.map(([name, verdict, n]) => [name, verdict, n])).toEqual([
      ['control, restart alone', 'IMBALANCED', '20'],
      ['1s', 'BALANCED', '300'],
      ['5s', 'BALANCED', '300'],
      ['15s (recommended)', 'BALANCED', '264'],
    ]);
    // What the control's clients did is measured too.
    const busy = { ...EVEN, arms: EVEN.arms.map((arm) => (arm.setting === null ? withReconnects(arm, 90) : arm)) };
    expect(sweepTable(busy, sweepOf(busy)).rows[0]?.slice(6, 8)).toEqual(['6', '0']);
    expect(table.rows[3]?.slice(5)).toEqual(['16 s', '12.9 (peak 80)', '0', '3.2 ms', '1']);
    expect(table.note).toContain('Efficient, none of the others both cheaper and sooner even: 1s, 5s, 15s.');
    expect(sweepTable(NONE_FIT, sweepOf(NONE_FIT)).note).toMatch(/^Not to be recommended: 1s: uneven; 5s: undecided/);
  });
});

describe('the trade-off chart', () => {
  it('has a point for each setting, with what was measured', () => {
    const chart = tradeoffChart(EVEN);
    expect(chart?.title).toBe('15s is the cheapest of 3 settings that keep connections even');
    expect(chart?.points.map(({ label, role, within_s, measured_s }) => [label, role, within_s, measured_s])).toEqual([
      ['1s', 'efficient', 1.5, [0]],
      ['5s', 'efficient', 5.5, [2.5]],
      ['15s', 'recommended', 15.5, [13]],
    ]);
    expect(chart?.alt).toContain('15s: 12.9 reconnects per second, even within 15.5 s, recommended.');
  });

  it('says what is unfit, what was asked for, and what has no place in it', () => {
    const record = aSweepRecord(
      [
        { name: '1s', periodMs: 1500, picks: [200, 50, 50] },
        { name: '5s', periodMs: 5500 },
        { name: '15s', failedGate: '15s sample coverage' },
      ],
      { sweep: aSweepPlan({ within_ms: 10_000 }) },
    );
    const chart = tradeoffChart(record);
    expect(chart).toMatchObject({ goal_s: 10, not_drawn: ['15s'] });
    expect(chart?.points.map(({ role }) => role)).toEqual(['unfit', 'recommended']);
    expect(chart?.alt).toContain('Not drawn: 15s, not counted: gate 15s sample coverage failed: 0, limit 1.');
  });

  it('is not there for a run that is no sweep', () => {
    const { sweep: _sweep, ...record } = EVEN;
    expect(tradeoffChart(record)).toBe(null);
  });
});
