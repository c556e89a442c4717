import { describe, expect, it } from 'vitest';
import { chartFinding } from '../../../src/domain/chart/chart-finding.ts';
import type { HealthCheckPort } from '../../../src/domain/health-checks.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { answerLine } from '../../../src/domain/text/answer.ts';
import { priceLine } from '../../../src/domain/text/price.ts';
import { reportTables } from '../../../src/domain/text/report-table.ts';
import { whyPart } from '../../../src/domain/text/why-part.ts';
import { recordOf } from '../run-record-fixture.ts';
import { flawsOf } from './bilingual.ts';

/** A run whose Pods took so many foreign connections a minute, as found and with the treatment. */
function recordWith(control: number, treatment: number, value: HealthCheckPort = 'traffic-port'): RunRecord {
  const record = recordOf('health-check-noise', [
    { name: 'control', counts: [7, 7, 6], evidence: 'held' },
    { name: 'treatment', counts: [7, 7, 6], evidence: 'held' },
  ]);
  const arms = record.arms.map((arm) => {
    const rate = arm.name === 'control' ? control : treatment;
    const foreign = { connections: Math.round((3 * rate) / 4), per_pod_per_minute: rate, counts: [] };
    return arm.name === 'control'
      ? { ...arm, foreign }
      : { ...arm, foreign, conditions: [{ kind: 'health-checks' as const, value }] };
  });
  return { ...record, arms };
}

const why = (record: RunRecord, language: 'en' | 'ja' = 'en'): string => {
  const part = whyPart(record, null, language);
  return part.kind === 'text' ? part.text : '';
};

describe('the answer to what health checks add', () => {
  it('has the connections that came to each Pod, those that spoke HTTP/2, and the cure', () => {
    expect(answerLine(recordWith(0, 40))).toBe(
      ':warning: *Health checks dirty the graph of `lab` with health checks on the traffic port*: 40 foreign connections a minute on each Pod in `downstream_cx_total`, 0 in `downstream_cx_http2_total`; as found 0. Graph the http2 statistics, or give health checks a listener of their own.',
    );
    expect(priceLine(recordWith(0, 40))).toContain('*Clients*: 0 failed requests, 0 reconnects.');
  });

  it('praises the cure where the checks were on the traffic port, and claims nothing where none came', () => {
    expect(answerLine(recordWith(40, 0, 'own-listener'))).toMatch(/^:white_check_mark: .*as found 40/);
    expect(answerLine(recordWith(0, 0))).toMatch(/^:grey_question: \*Health checks are not seen/);
  });

  it('is in the report, in the title of the charts and in the reason', () => {
    const record = recordWith(0, 40);
    expect(reportTables(record)[0]?.rows[0]).toEqual([
      'Foreign connections',
      '0, 0 a minute on each Pod',
      '30, 40 a minute on each Pod',
    ]);
    expect(chartFinding(record)).toContain('40 foreign connections a minute on each Pod');
    expect(why(record)).toContain('closes without a byte');
  });

  it.each([
    [0, 40],
    [40, 0],
    [0, 0],
  ])('says the same in Japanese: %i, %i', (control, treatment) => {
    const record = recordWith(control, treatment);
    for (const line of [answerLine, priceLine, chartFinding, why]) {
      const [english, japanese] = [line(record, 'en'), line(record, 'ja')];
      expect(flawsOf(english, japanese), japanese).toEqual([]);
    }
  });
});
