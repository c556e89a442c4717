import { describe, expect, it } from 'vitest';
import { wayResult } from '../../../src/domain/analysis/way.ts';
import { chartFinding } from '../../../src/domain/chart/chart-finding.ts';
import type { Condition } from '../../../src/domain/condition.ts';
import type { Language } from '../../../src/domain/language.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { answerLine } from '../../../src/domain/text/answer.ts';
import { priceLine } from '../../../src/domain/text/price.ts';
import { reportTables } from '../../../src/domain/text/report-table.ts';
import { wayFinding } from '../../../src/domain/text/way-answer.ts';
import { whyPart } from '../../../src/domain/text/why-part.ts';
import { recordOf } from '../run-record-fixture.ts';
import { flawsOf } from './bilingual.ts';

const EVEN = [1 / 3, 1 / 3, 1 / 3];
const UNEVEN = [0.25, 0.5, 0.25];

interface Story {
  condition: Condition;
  control: { counts: number[]; shares: number[] };
  treatment: { counts: number[]; shares: number[] };
  effect: NonNullable<RunRecord['verdict']>['effect'];
  found?: 'Cluster' | 'Local';
}

/** A run in which every client reconnected as found, and once more under the condition. */
function recordWith({ condition, control, treatment, effect, found = 'Cluster' }: Story): RunRecord {
  const record = recordOf('traffic-policy', [
    { name: 'control', counts: control.counts, evidence: 'held' },
    { name: 'treatment', counts: treatment.counts, evidence: 'held' },
  ]);
  const uids = record.topology.pods.slice(0, 3).map(({ uid }) => uid);
  const by = (values: readonly number[]) => Object.fromEntries(uids.map((uid, index) => [uid, values[index] ?? 0]));
  const arms = record.arms.map((arm, index) => {
    const { counts, shares } = index === 0 ? control : treatment;
    const changed = { ...arm, held: by(counts), predicted: by(shares), moved_by: 'reconnect' as const };
    return index === 0 ? changed : { ...changed, conditions: [condition] };
  });
  const way = wayResult(arms);
  if (way === null || record.verdict === null || record.topology.service === null) throw new Error('no such run');
  const pods = record.topology.pods
    .slice(0, 3)
    .map((pod, index) => ({ ...pod, node: index === 1 ? 'node-2' : 'node-1' }));
  return {
    ...record,
    scenario: condition.kind === 'target-type' ? 'target-type' : 'traffic-policy',
    parameters: { ...record.parameters, value_ms: null, option: String('value' in condition ? condition.value : '') },
    arms,
    way,
    topology: { pods, service: { ...record.topology.service, traffic_policy: found } },
    timeline: [{ at_ms: 21_000, kind: 'service_applied', ref: 'traffic_policy: Local' }],
    verdict: { ...record.verdict, judged_arm: 'treatment', effect },
  };
}

const LOCAL: Condition = { kind: 'traffic-policy', value: 'Local' };
const RECORDS = {
  worse: recordWith({
    condition: LOCAL,
    control: { counts: [68, 60, 72], shares: EVEN },
    treatment: { counts: [48, 110, 42], shares: UNEVEN },
    effect: 'WORSE',
  }),
  same: recordWith({
    condition: { kind: 'target-type', value: 'ip' },
    control: { counts: [68, 60, 72], shares: EVEN },
    treatment: { counts: [70, 64, 66], shares: EVEN },
    effect: 'NOT_SHOWN',
  }),
  repaired: recordWith({
    condition: { kind: 'traffic-policy', value: 'Cluster' },
    control: { counts: [48, 110, 42], shares: UNEVEN },
    treatment: { counts: [68, 60, 72], shares: EVEN },
    effect: 'REPAIRED',
    found: 'Local',
  }),
  undecided: recordWith({
    condition: LOCAL,
    control: { counts: [3, 4, 3], shares: EVEN },
    treatment: { counts: [2, 5, 3], shares: UNEVEN },
    effect: 'NOT_SHOWN',
  }),
  unexpected: recordWith({
    condition: LOCAL,
    control: { counts: [68, 60, 72], shares: EVEN },
    treatment: { counts: [66, 70, 64], shares: UNEVEN },
    effect: 'NOT_SHOWN',
  }),
} as const;

const textsOf = (record: RunRecord, language: Language): string => {
  const why = whyPart(record, null, language);
  return [
    answerLine(record, language),
    priceLine(record, language),
    chartFinding(record, language),
    why.kind === 'text' ? why.text : '',
    JSON.stringify(reportTables(record, language)[0]?.rows[1]),
  ].join('\n');
};

describe('what is said of another way to the Pods', () => {
  it('names what was changed of the Service as Kubernetes does', () => {
    expect(textsOf(RECORDS.worse, 'en')).toContain('At 21.0 s Service `envoy` got externalTrafficPolicy Local.');
  });

  it('is the shares beside their predictions, with both tests, and the Pod that is alone', () => {
    const text = textsOf(RECORDS.worse, 'en');
    expect(text).toContain('makes the spread uneven, as predicted');
    expect(text).toContain(
      '110 / 48 / 42 of 200 connections with externalTrafficPolicy Local (expected 50 / 25 / 25 %, p = 0.31)',
    );
    expect(text).toContain('60 / 68 / 72 of 200 connections as found, Cluster (expected 33 / 33 / 33 %, p = 0.57)');
    expect(text).toMatch(/Local sends 50 % to `\S+`, which is alone on node-2\./);
    expect(text).toContain('no reconnects afterwards');
    expect(text).toContain('topologySpreadConstraints');
    expect(text).toContain('node-1 has 2 Pods, 25 % each; node-2 has 1 Pod, 50 %');
    expect(text).toContain("(by the other arm's p = 2.5e-9)");
  });

  it.each([
    ['worse', 'follows'],
    ['repaired', 'follows'],
    ['same', 'same'],
    ['undecided', 'undecided'],
    ['unexpected', 'unexpected'],
  ] as const)('finds of the run %s that it is %s', (name, finding) => {
    const record: RunRecord = RECORDS[name];
    if (record.way === undefined) throw new Error('no way');
    expect(wayFinding(record, record.way)).toBe(finding);
  });

  it('reads the tests of both arms together before it says that an arm is not as its way predicts', () => {
    const found = (control: number, treatment: number) => {
      const { worse } = RECORDS as Record<string, RunRecord>;
      if (worse?.way === undefined) throw new Error('no way');
      const { way } = worse;
      const told = {
        control: { ...way.control, p_value: control },
        treatment: { ...way.treatment, p_value: treatment },
      };
      return wayFinding(worse, told);
    };
    expect(found(0.03, 0.9)).toBe('follows');
    expect(found(0.9, 0.02)).toBe('unexpected');
  });

  it('is nothing where the control is not counted: the one way says nothing without the other', () => {
    const record = structuredClone<RunRecord>(RECORDS.worse);
    const name = 'control foreign Service changes';
    record.gates.push({ name, ok: false, value: 1, limit: 0 });
    const [control] = record.arms;
    Object.assign(control?.verdict ?? {}, { name: 'INVALID', reason: `gate ${name} failed: 1, limit 0` });
    expect(answerLine(record)).toBe(
      ':no_entry: *traffic-policy Local on `lab` is not counted*: the Service did not stay as it was for this arm: 1 setting changed (control).',
    );
    expect(priceLine(record)).toMatch(/^Keep whatever else sets the Service, .* Then run it again: `/);
    expect(chartFinding(record)).toBe(
      chartFinding({ ...record, verdict: { ...record.verdict, name: 'INVALID' } as never }),
    );
  });

  it('asks for more clients where they were too few', () => {
    expect(priceLine(RECORDS.undecided)).toMatch(
      /More clients tell: `\/nlb run traffic-policy value=Local clients=\d+/,
    );
  });

  it('says of target type ip that no node is in the way', () => {
    expect(textsOf(RECORDS.same, 'en')).toContain('no node is in the way, and kube-proxy picks nothing');
  });

  it.each(Object.keys(RECORDS) as (keyof typeof RECORDS)[])(
    'has in Japanese every number of the English: %s',
    (name) => {
      const [english, japanese] = [textsOf(RECORDS[name], 'en'), textsOf(RECORDS[name], 'ja')];
      expect(flawsOf(english, japanese), japanese).toEqual([]);
    },
  );
});
