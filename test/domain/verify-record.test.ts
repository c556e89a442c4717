import { describe, expect, it } from 'vitest';
import { analyseRun } from '../../src/domain/analysis/analyse-run.ts';
import { recommend } from '../../src/domain/recommendation.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import type { ClientEvent, EnvoyReading } from '../../src/domain/sample.ts';
import { verifyRecord } from '../../src/domain/verify-record.ts';
import { aRecord } from '../builders/a-record.ts';
import { aRepairedRun } from './analysis/a-repaired-run.ts';

interface Written {
  record: RunRecord;
  readings: EnvoyReading[];
  events: ClientEvent[];
}

/** A record and its raw files as they come back from disk. */
function written(changed: Partial<RunRecord> = {}): Written {
  const data = { ...aRepairedRun(), gates: [{ name: 'run client sockets', ok: true, value: 20, limit: 20 }] };
  const frame = aRecord();
  const record: RunRecord = {
    ...frame,
    parameters: data.parameters,
    topology: { ...frame.topology, pods: [...data.pods] },
    timeline: [...data.timeline],
    ...analyseRun(data),
    ...changed,
  };
  record.recommendation = changed.failure === undefined ? recommend(record) : null;
  return JSON.parse(JSON.stringify({ record, readings: data.readings, events: data.events })) as Written;
}

function check({ record, readings, events }: Written) {
  return verifyRecord(record, readings, events);
}

describe('verifyRecord', () => {
  it('agrees with an untouched record and its raw files', () => {
    expect(check(written())).toEqual([]);
  });

  it('agrees with a run that was ended early and so has no verdict', () => {
    const failure = { phase: 'observe treatment', code: 'cancelled', message: 'cancelled' };
    expect(check(written({ state: 'cancelled', failure, verdict: null }))).toEqual([]);
    expect(check(written({ state: 'interrupted', failure, verdict: null, arms: [], gates: [] }))).toEqual([]);
  });

  it.each<[string, (record: RunRecord) => void, unknown, unknown]>([
    ['arms.1.picks.p', ({ arms }) => Object.assign(arms[1]?.picks ?? {}, { p: 100 }), 100, 105],
    ['arms.0.held.y', ({ arms }) => Object.assign(arms[0]?.held ?? {}, { y: 1 }), 1, 0],
    ['arms.1.evidence', ({ arms }) => Object.assign(arms[1] ?? {}, { evidence: 'held' }), 'held', 'picks'],
    [
      'arms.1.closes.by_cause.max_duration',
      ({ arms }) => Object.assign(arms[1]?.closes.by_cause ?? {}, { max_duration: 9 }),
      9,
      300,
    ],
    [
      'arms.1.client.errors.UNAVAILABLE',
      ({ arms }) => Object.assign(arms[1]?.client.errors ?? {}, { UNAVAILABLE: 3 }),
      3,
      undefined,
    ],
    [
      'arms.0.verdict.name',
      ({ arms }) => Object.assign(arms[0]?.verdict ?? {}, { name: 'BALANCED' }),
      'BALANCED',
      'IMBALANCED',
    ],
    ['arms.0.mean_active.x', ({ arms }) => Object.assign(arms[0]?.mean_active ?? {}, { x: null }), null, 20],
    ['verdict.effect', (record) => Object.assign(record.verdict ?? {}, { effect: 'WORSE' }), 'WORSE', 'REPAIRED'],
    [
      'verdict.p_value',
      (record) => Object.assign(record.verdict ?? {}, { p_value: 0.01 }),
      0.01,
      expect.closeTo(0.845, 3),
    ],
    [
      'recommendation',
      (record) => Object.assign(record, { recommendation: null }),
      null,
      expect.objectContaining({ cheaper: expect.any(Number) }),
    ],
    [
      'gates.control held connections.value',
      ({ gates }) => Object.assign(gates.find((gate) => gate.name === 'control held connections') ?? {}, { value: 19 }),
      19,
      20,
    ],
  ])('says where %s was changed, what it is and what it should be', (path, tamper, recorded, recomputed) => {
    const files = written();
    tamper(files.record);
    expect(check(files)).toEqual([{ path, recorded, recomputed }]);
  });

  it('misses a gate that was taken out, without calling the others moved', () => {
    const files = written();
    files.record.gates = files.record.gates.filter((gate) => gate.name !== 'treatment sample coverage');
    expect(check(files)).toEqual([
      {
        path: 'gates.treatment sample coverage',
        recorded: undefined,
        recomputed: expect.objectContaining({ ok: true, value: 1 }),
      },
    ]);
  });

  it('sees that a gate that had failed in the run makes the verdict INVALID', () => {
    const files = written();
    for (const gate of files.record.gates)
      if (gate.name === 'run client sockets') Object.assign(gate, { ok: false, value: 1 });
    expect(check(files)).toContainEqual({ path: 'verdict.name', recorded: 'BALANCED', recomputed: 'INVALID' });
  });

  it('sees each raw line that is gone or changed where it counts', () => {
    const files = written();
    const edges = files.readings.filter((reading) => reading.kind === 'edge' && reading.label?.endsWith(' end'));
    expect(edges).toHaveLength(5);
    for (const edge of edges.filter((reading) => reading.counters?.http2_total !== 0 && reading.uid !== 'x')) {
      expect(check({ ...files, readings: files.readings.filter((reading) => reading !== edge) })).not.toEqual([]);
    }
    const tick = files.readings.find((reading) => reading.kind === 'tick');
    const paths = check({ ...files, readings: files.readings.filter((reading) => reading !== tick) }).map(
      ({ path }) => path,
    );
    expect(paths).toContain('arms.0.samples.expected');
    const events = files.events.filter((event) => event.kind !== 'connect' || event.at_ms < 53_000);
    expect(check({ ...files, events }).map(({ path }) => path)).toContain('arms.1.client.reconnects');
  });

  it('sees a table with one Pod more than was Ready', () => {
    const files = written();
    Object.assign(files.record.arms[0]?.held ?? {}, { __other: 0 });
    expect(check(files)).toEqual([{ path: 'arms.0.held.__other', recorded: 0, recomputed: undefined }]);
  });
});
