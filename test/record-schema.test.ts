import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../src/domain/record.ts';
import { SCENARIOS } from '../src/domain/scenarios.ts';
import { aRecord, aRollingRecord } from './builders/a-record.ts';
import { aSweepRecord, THREE_EVEN } from './builders/a-sweep-record.ts';
import { schemaProblems as problems, recordSchema as schema } from './record-schema.ts';

const failure = { phase: 'observe control', code: 'cancelled', message: 'Cancelled by U0KATO.' };
const ended: Partial<RunRecord> = { failure, verdict: null, recommendation: null };

describe('the schema of the run record', () => {
  it.each<[string, RunRecord]>([
    ['a run that is done', aRecord()],
    ['one without a setting', aRollingRecord()],
    [
      'one that was not restored, and recovered later',
      aRecord({
        ...ended,
        state: 'failed',
        restore: {
          state: 'FAILED',
          pre_image: 'a0',
          post_image: '',
          took_ms: 0,
          problem: {
            code: 'foreign_change',
            message: 'Somebody else changed it.',
            differs: ['spec.replicas: 3, now 5'],
            confirm: '3f9a12b4c5d6',
          },
          recovery: { state: 'KEPT', at: '2026-11-23T15:00:00.000Z', asked_by: 'U0ANNA', keep: 'theirs', differs: [] },
        },
      }),
    ],
    [
      'one whose worker died, restored but for what only its owner writes',
      aRecord({
        ...ended,
        state: 'interrupted',
        restore: {
          state: 'RESTORED',
          pre_image: 'a0',
          post_image: 'a1',
          took_ms: 9,
          stays: ['ConfigMap envoy-config was edited'],
          recovery: {
            state: 'RESTORED',
            at: '2026-11-23T15:00:00.000Z',
            asked_by: 'U0ANNA',
            keep: 'ours',
            differs: [],
            stays: ['ConfigMap envoy-config was edited'],
          },
        },
      }),
    ],
    [
      'one that was cancelled in its treatment',
      aRecord({ ...ended, state: 'cancelled', arms: aRecord().arms.slice(0, 1) }),
    ],
    [
      'one that failed before it read its target',
      aRecord({
        ...ended,
        state: 'failed',
        arms: [],
        gates: [],
        timeline: [],
        topology: { pods: [], service: null },
        restore: { state: 'NOT_NEEDED', pre_image: '', post_image: '', took_ms: 0 },
      }),
    ],
    [
      'one whose worker died',
      aRecord({
        ...ended,
        state: 'interrupted',
        failure: { ...failure, code: 'interrupted' },
        arms: [],
        versions: { bot: '0.1.0', envoy: 'unknown', grpc_js: 'unknown' },
      }),
    ],
    [
      'one on a cluster',
      aRecord({
        target: { name: 'staging', kind: 'eks', class: 'staging' },
        versions: { ...aRecord().versions, kubernetes: 'v1.36.1' },
      }),
    ],
    ['a sweep', aSweepRecord(THREE_EVEN)],
    ['a sweep that recommends nothing', aSweepRecord([{ name: '1s', failedGate: '1s sample coverage' }])],
    [
      'one with samples from a Prometheus',
      aRecord({ plan: { ...aRecord().plan, stats: { from: 'prometheus', interval_ms: 5000 } } }),
    ],
    [
      'one of clients with streams',
      aRecord({
        parameters: { ...aRecord().parameters, rpc: 'bidi-stream', stream_ms: 60_000, max_stream_duration_ms: 5000 },
        arms: aRecord().arms.map((arm) => ({
          ...arm,
          client: {
            ...arm.client,
            streams: { ended: 9, cut: { INTERNAL: 8 }, cut_by_setting: 7, missed_messages: 6 },
          },
        })),
      }),
    ],
  ])('takes %s', (_name, record) => {
    expect(problems(record)).toEqual([]);
  });

  it('has the fields of the record, no more and no less, and all but those of a sweep, of lost requests, of probes and of another way required', () => {
    const fields = Object.keys(aRecord()).sort();
    expect(Object.keys(schema.properties).sort()).toEqual([...fields, 'loss', 'probes', 'sweep', 'way'].sort());
    expect([...schema.required].sort()).toEqual(fields);
  });

  it('knows the scenarios that there are', () => {
    expect(schema.properties.scenario?.enum?.toSorted()).toEqual(SCENARIOS.map((scenario) => scenario.name).toSorted());
  });

  it('says of every field what it is', () => {
    const unsaid: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, child] of Object.entries(node)) {
        if (key === 'properties' && !path.includes('allOf')) {
          for (const [name, field] of Object.entries(
            child as Record<string, { description?: string; $ref?: string }>,
          )) {
            if (!field.description && !field.$ref) unsaid.push(`${path}.${name}`);
          }
        }
        visit(child, `${path}.${key}`);
      }
    };
    visit(schema, '');
    expect(unsaid).toEqual([]);
  });

  it.each<[string, (record: RunRecord) => unknown, string]>([
    ['an unknown field', (record) => Object.assign(record, { extra: 1 }), ' must NOT have additional properties'],
    [
      'an unknown field of an arm',
      ({ arms }) => Object.assign(arms[0] ?? {}, { extra: 1 }),
      '/arms/0 must NOT have additional properties',
    ],
    [
      'a field that is missing',
      (record) => Reflect.deleteProperty(record, 'restore'),
      " must have required property 'restore'",
    ],
    [
      'a state that is none',
      (record) => Object.assign(record, { state: 'running' }),
      '/state must be equal to one of the allowed values',
    ],
    [
      'a local time',
      (record) => Object.assign(record, { started_at: '2026-11-23 14:02' }),
      '/started_at must match pattern',
    ],
    [
      'a negative count',
      ({ arms }) => Object.assign(arms[0]?.picks ?? {}, { 'uid-b0': -1 }),
      '/arms/0/picks/uid-b0 must be >= 0',
    ],
    [
      'half a connection',
      ({ arms }) => Object.assign(arms[0]?.held ?? {}, { 'uid-b0': 0.5 }),
      '/arms/0/held/uid-b0 must be integer',
    ],
    [
      'a window of three times',
      ({ arms }) => arms[0]?.windows.change.push(1),
      '/arms/0/windows/change must NOT have more than 2 items',
    ],
    [
      'a p-value above 1',
      ({ verdict }) => Object.assign(verdict ?? {}, { p_value: 2 }),
      '/verdict/p_value must be <= 1',
    ],
    ['a done run with a failure', (record) => Object.assign(record, { failure }), '/failure must be null'],
    [
      'a failed run with a verdict',
      (record) => Object.assign(record, { state: 'failed', failure }),
      '/verdict must be null',
    ],
    [
      'a restore of nothing',
      ({ restore }) => Object.assign(restore, { pre_image: '' }),
      '/restore/pre_image must NOT have fewer than 1 characters',
    ],
  ])('refuses %s', (_name, spoil, problem) => {
    const record = structuredClone(aRecord());
    spoil(record);
    expect(problems(record).join('\n')).toContain(problem);
  });
});
