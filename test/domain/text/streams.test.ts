import { describe, expect, it } from 'vitest';
import type { RunParameters } from '../../../src/domain/parameters.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import type { ClientSummary, StreamSummary } from '../../../src/domain/record-arm.ts';
import { armsOf } from '../../../src/domain/scenario-arms.ts';
import { findScenario } from '../../../src/domain/scenarios.ts';
import type { DurationSetting } from '../../../src/domain/setting.ts';
import { answerLine } from '../../../src/domain/text/answer.ts';
import { planPart } from '../../../src/domain/text/plan-part.ts';
import { pooledArm } from '../../../src/domain/text/pooled-arm.ts';
import { priceLine } from '../../../src/domain/text/price.ts';
import { reportTables } from '../../../src/domain/text/report-table.ts';
import { damageText } from '../../../src/domain/text/stream-words.ts';
import { whyPart } from '../../../src/domain/text/why-part.ts';
import { ONE_SECOND, parametersOf, recordOf, requestOf, topologyOf } from '../run-record-fixture.ts';

const NO_CUT: StreamSummary = { ended: 0, cut: {}, cut_by_setting: 0, missed_messages: 0 };
const CUT: StreamSummary = { ended: 90, cut: { INTERNAL: 90 }, cut_by_setting: 90, missed_messages: 12 };
const ENDLESS = { rpc: 'server-stream', interval_ms: 500 } as const;

/** A run of clients with streams; the setting closed connections where the treatment has picks. */
function runOf(
  changed: Partial<RunParameters>,
  setting: DurationSetting,
  treatment: { evidence: 'held' | 'picks'; asked?: number; client?: Partial<ClientSummary> },
): RunRecord {
  const { evidence, client = { streams: NO_CUT }, asked = 0 } = treatment;
  const closes = evidence === 'held' ? {} : { max_duration: 300 };
  const counts = evidence === 'held' ? [12, 6, 2] : [101, 99, 100];
  const record = recordOf(
    setting.kind,
    [
      { name: 'control', counts: [12, 6, 2], evidence: 'held', client: { streams: NO_CUT } },
      { name: 'treatment', setting, counts, evidence, closes, client },
    ],
    { parameters: parametersOf(setting.kind, { value_ms: setting.value_ms, ...changed }) },
  );
  const arm = record.arms[1];
  if (arm !== undefined) arm.closes.still_draining = asked;
  return record;
}

const IDLE: DurationSetting = { kind: 'idle-timeout', value_ms: 1000 };
const CUTTING: DurationSetting = { ...ONE_SECOND, max_stream_duration_ms: 5000 };

describe('a setting that closes nothing under streams', () => {
  it.each<[string, Partial<RunParameters>, DurationSetting, number, string]>([
    [
      'endless ones, after GOAWAY',
      ENDLESS,
      ONE_SECOND,
      20,
      'it closed no connection and asked 20 connections to leave (GOAWAY): each carries an endless stream; only `max_stream_duration` ends it, at the price of cut streams.',
    ],
    [
      'endless ones, before it',
      ENDLESS,
      ONE_SECOND,
      0,
      'it closed no connection: each carries an endless stream; only',
    ],
    [
      'long ones',
      { ...ENDLESS, stream_ms: 120_000 },
      ONE_SECOND,
      20,
      'it closed no connection and asked 20 connections to leave (GOAWAY): each waits for its stream of 120 s to end.',
    ],
    [
      'endless ones that are never idle',
      ENDLESS,
      IDLE,
      0,
      'each carries a stream without an end, so none is ever idle.',
    ],
    [
      'a short pause between two',
      { ...ENDLESS, stream_ms: 1200 },
      IDLE,
      0,
      'because a client opens its next stream within 300 ms of the end of the one before.',
    ],
  ])('says why: %s', (_what, changed, setting, asked, words) => {
    const record = runOf(changed, setting, { evidence: 'held', asked });
    expect(record.verdict?.effect).toBe('NO_EFFECT');
    expect(answerLine(record)).toContain(words);
  });

  it('is asked again with what would end them', () => {
    expect(priceLine(runOf(ENDLESS, ONE_SECOND, { evidence: 'held', asked: 20 }))).toContain(
      'Try `/nlb run max-connection-duration value=1s max_stream_duration=5s interval=500ms rpc=server-stream on=lab`.',
    );
    expect(priceLine(runOf(ENDLESS, IDLE, { evidence: 'held' }))).not.toContain('Try');
  });

  it('says before the run that it will close nothing', () => {
    const plan = (changed: Partial<RunParameters>): string => {
      const request = requestOf('max-connection-duration', changed);
      const scenario = findScenario(request.scenario);
      if (scenario === undefined) throw new Error(request.scenario);
      const arms = armsOf(scenario, request.parameters);
      const shown = { topology: topologyOf(), changedBy: null, place: null, diff: '', already: null };
      const part = planPart({ request, arms, ...shown, isChecked: true, prediction: null, guarded: null });
      return part.kind === 'text' ? part.text : '';
    };
    const told = 'The treatment closes nothing: each connection carries a stream without an end, and GOAWAY never ends';
    expect(plan(ENDLESS)).toContain(told);
    expect(plan(ENDLESS)).toContain(
      '20 clients with one connection each, an endless server stream with a message every 500 ms',
    );
    expect(plan({ ...ENDLESS, max_stream_duration_ms: 5000 })).not.toContain('closes nothing');
    expect(plan({ ...ENDLESS, stream_ms: 2000 })).not.toContain('closes nothing');
    expect(plan({})).not.toContain('closes nothing');
  });
});

describe('a setting that cuts streams', () => {
  const client = { streams: CUT, errors: { INTERNAL: 90 }, rpcs: 600, reconnects: 90 };
  const record = runOf({ ...ENDLESS, max_stream_duration_ms: 5000 }, CUTTING, { evidence: 'picks', client });

  it('tells the damage with the price', () => {
    expect(priceLine(record)).toContain('90 streams cut (2/s, clients saw INTERNAL), 12 messages missed');
    expect(priceLine(record)).toContain('messages paid a handshake');
    expect(priceLine(record)).not.toMatch(/request|p99/);
  });

  it('says how the same comes without a cut, once it has repaired a skew', () => {
    const repaired = recordOf(
      'max-connection-duration',
      [
        { name: 'control', counts: [20, 0, 0], evidence: 'held', client: { streams: NO_CUT } },
        {
          name: 'treatment',
          setting: CUTTING,
          counts: [101, 99, 100],
          evidence: 'picks',
          closes: { max_duration: 300 },
          client,
        },
      ],
      { parameters: parametersOf('max-connection-duration', { ...ENDLESS, max_stream_duration_ms: 5000 }) },
    );
    expect(priceLine(repaired)).toMatch(
      /Streams that end by themselves within that time are not cut: try `\/nlb run max-connection-duration value=1s interval=500ms rpc=server-stream stream=5s on=lab`\.$/,
    );
    const ending = runOf({ ...ENDLESS, stream_ms: 2000 }, ONE_SECOND, { evidence: 'picks' });
    expect(priceLine(ending)).not.toContain('end by themselves');
  });

  it('is told apart from what broke off with the Pods', () => {
    const changed = structuredClone(record);
    const change = changed.arms[1]?.change.client;
    if (change !== undefined) {
      change.errors = { UNAVAILABLE: 20, INTERNAL: 5 };
      change.streams = { ...CUT, cut: change.errors, cut_by_setting: 5 };
    }
    expect(priceLine(changed)).toContain('; 20 streams broke off while Pods were replaced');
  });

  it('has a row of its own in the report, which no other run has', () => {
    const rowOf = (of: RunRecord) => reportTables(of)[0]?.rows.find(([title]) => title === 'Streams cut');
    expect(rowOf(record)).toEqual(['Streams cut', '0', '90, 12 messages missed']);
    const handshakes = reportTables(record)[0]?.rows.find(([title]) => title === 'Handshakes');
    expect(handshakes).toEqual(['Handshakes', 'none', '1 in 6.7 messages']);
    expect(rowOf(recordOf('baseline', [{ name: 'control', counts: [7, 7, 6], evidence: 'held' }]))).toBeUndefined();
  });

  it('is why connections moved', () => {
    const part = whyPart(record, null);
    expect(part.kind === 'text' && part.text).toContain(
      "(GOAWAY) 1 s after it was opened, and it closes once max_stream_duration cuts its stream, 5 s after that was opened: 300 closes from 60 s to 105 s, and each client's next stream opened a connection",
    );
  });

  it('waits for streams that end by themselves', () => {
    const ending = runOf({ ...ENDLESS, stream_ms: 2000 }, ONE_SECOND, { evidence: 'picks', client });
    const part = whyPart(ending, null);
    expect(part.kind === 'text' && part.text).toContain('closes once its stream has ended, 2 s after that was opened');
  });
});

describe('the damage to streams', () => {
  const client = (errors: Record<string, number>) => ({ errors }) as unknown as ClientSummary;

  it.each([
    [{}, NO_CUT, 'no stream was cut'],
    [{ UNAVAILABLE: 3 }, NO_CUT, 'no stream was cut, 3 streams not opened'],
    [{ INTERNAL: 90 }, CUT, '90 streams cut (9/s, clients saw INTERNAL), 12 messages missed'],
    [
      { INTERNAL: 8, UNAVAILABLE: 2 },
      { ended: 10, cut: { INTERNAL: 8, UNAVAILABLE: 1 }, cut_by_setting: 8, missed_messages: 1 },
      '9 streams cut (0.9/s, clients saw INTERNAL, UNAVAILABLE), 1 of them not by max_stream_duration, 1 message missed, 1 stream not opened',
    ],
  ])('of %o and %o is told', (errors, streams, text) => {
    expect(damageText(client(errors), streams, 10)).toBe(text);
  });

  it('of repeats adds up', () => {
    const arm = { name: 'control', counts: [7, 7, 6], evidence: 'held', client: { streams: CUT } } as const;
    const other = { ...arm, client: { streams: { ...CUT, cut: { UNAVAILABLE: 1 }, cut_by_setting: 0 } } };
    const record = recordOf('baseline', [
      { ...arm, counts: [7, 7, 6] },
      { ...other, counts: [7, 7, 6] },
    ]);
    const second = record.arms[1];
    if (second !== undefined) second.name = 'control-2';
    expect(pooledArm(record, 'control')?.client.streams).toEqual({
      ended: 180,
      cut: { INTERNAL: 90, UNAVAILABLE: 1 },
      cut_by_setting: 90,
      missed_messages: 24,
    });
  });
});
