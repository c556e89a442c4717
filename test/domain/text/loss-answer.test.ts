import { describe, expect, it } from 'vitest';
import { chartFinding } from '../../../src/domain/chart/chart-finding.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import type { LossResult, LossSide } from '../../../src/domain/record-results.ts';
import type { Shutdown } from '../../../src/domain/shutdown.ts';
import { answerLine } from '../../../src/domain/text/answer.ts';
import { priceLine } from '../../../src/domain/text/price.ts';
import { reportTables } from '../../../src/domain/text/report-table.ts';
import { recordOf } from '../run-record-fixture.ts';
import { flawsOf } from './bilingual.ts';

const NONE: LossSide = {
  requests: 415,
  lost: 0,
  failures: { no_connection: 0, cut_off: 0, timed_out: 0, answered: 0 },
};
const SOME: LossSide = {
  requests: 412,
  lost: 52,
  failures: { no_connection: 40, cut_off: 12, timed_out: 0, answered: 0 },
};
const WORSE: LossResult = {
  window: 'change',
  control: NONE,
  treatment: SOME,
  clients: { more_in_control: 0, more_in_treatment: 31, same: 19 },
  p_value: 2 ** -30,
};

/** A restart as found, and one whose Pods end in another way. */
function recordWith(loss: LossResult, value: Shutdown, changed: Partial<RunRecord> = {}): RunRecord {
  const lost = { rpcs: SOME.requests, errors: { UNAVAILABLE: 52 }, failures: SOME.failures };
  const gap_ms = { p50: 400, p99: 1100, max: 1200 };
  const record = recordOf(
    'rollout-restart',
    [
      { name: 'control', counts: [9, 6, 5], evidence: 'held', changeClient: { rpcs: NONE.requests } },
      { name: 'treatment', counts: [9, 6, 5], evidence: 'held', changeClient: { ...lost, gap_ms } },
    ],
    changed,
  );
  const arms = record.arms.map((arm) =>
    arm.name === 'treatment' ? { ...arm, conditions: [{ kind: 'shutdown' as const, value }] } : arm,
  );
  return { ...record, arms, topology: { ...record.topology, shutdown: 'drain' }, loss };
}

const UNDECIDED: LossResult = {
  ...WORSE,
  clients: { more_in_control: 0, more_in_treatment: 2, same: 48 },
  p_value: 0.5,
};
const LATE = { name: 'treatment request lateness ms', ok: false, value: 900, limit: 250 };

const RECORDS: Readonly<Record<string, RunRecord>> = {
  worse: recordWith(WORSE, 'sigterm'),
  better: recordWith(
    {
      ...WORSE,
      control: SOME,
      treatment: NONE,
      clients: { more_in_control: 31, more_in_treatment: 0, same: 19 },
    },
    'sleep',
  ),
  none: recordWith(
    { ...WORSE, treatment: NONE, clients: { more_in_control: 0, more_in_treatment: 0, same: 50 }, p_value: 1 },
    'sleep',
  ),
  undecided: recordWith(UNDECIDED, 'sigterm'),
  'not counted': recordWith(WORSE, 'sigterm', { gates: [LATE] }),
};

describe('the answer to what clients lose', () => {
  it('has both numbers, what became of the requests, and the test over the clients', () => {
    const record = recordWith(WORSE, 'sigterm');
    expect(answerLine(record)).toBe(
      ':warning: *More requests are lost on `lab` with plain SIGTERM*: while Pods were replaced 52 of 412 requests failed with plain SIGTERM (12.6 %), and 0 of 415 requests failed as found, with a preStop drain. 31 of 50 clients lost a larger share with plain SIGTERM, 0 a smaller one (sign test, p = 9.3e-10).',
    );
    expect(priceLine(record)).toBe(
      '*What became of them*: with plain SIGTERM: no connection 40, cut off 12, at most 1.2 s without an answer. Keep it as found.',
    );
  });

  it('says what helps where the treatment loses fewer', () => {
    expect(answerLine(RECORDS.better as RunRecord)).toMatch(/^:white_check_mark: \*Fewer requests are lost/);
    expect(priceLine(RECORDS.better as RunRecord)).toContain('Keep the Pods with a preStop sleep.');
  });

  it('claims no difference that the clients do not show, and asks for repeats', () => {
    expect(answerLine(RECORDS.undecided as RunRecord)).toMatch(/^:grey_question: \*Can't tell/);
    expect(priceLine(RECORDS.undecided as RunRecord)).toContain('repeats=3');
  });

  it('says that none was lost', () => {
    expect(answerLine(RECORDS.none as RunRecord)).toContain(
      '*No request is lost on `lab`, with a preStop sleep or as found',
    );
  });

  it('is not given where a gate says that the clients did not do what they should', () => {
    expect(answerLine(RECORDS['not counted'] as RunRecord)).toMatch(/^:no_entry: .*900 ms late.* \(treatment\)\.$/);
  });

  it('is counted in the table, so that the note below says only what became of them', () => {
    const [table] = reportTables(recordWith(WORSE, 'sigterm'));
    expect(table?.rows[0]).toContain('52 of 412 (12.6 %)');
    expect(table?.note).toContain('Failed while Pods were replaced: control');
    expect(table?.note).not.toContain('not counted above');
  });

  it('stands first in the report, and is the title of the charts', () => {
    const record = recordWith(WORSE, 'sigterm');
    expect(reportTables(record)[0]?.rows[0]).toEqual(['Requests lost', '0 of 415', '52 of 412 (12.6 %)']);
    expect(chartFinding(record)).toBe('12.6 % of requests lost with plain SIGTERM, 0 % as found, with a preStop drain');
  });

  it.each(Object.keys(RECORDS))('says the same in Japanese: %s', (name) => {
    const record = RECORDS[name] as RunRecord;
    for (const line of [answerLine, priceLine, chartFinding]) {
      const [english, japanese] = [line(record, 'en'), line(record, 'ja')];
      expect(flawsOf(english, japanese), japanese).toEqual([]);
    }
  });
});
