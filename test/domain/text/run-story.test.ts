import { describe, expect, it } from 'vitest';
import type { RunRecord, TimelineEntry } from '../../../src/domain/record.ts';
import type { ArmRecord } from '../../../src/domain/record-arm.ts';
import type { ClientEvent } from '../../../src/domain/sample.ts';
import { storyLines } from '../../../src/domain/text/run-story.ts';
import { aControlArm, aRecord, aTreatmentArm, someCloses } from '../../builders/a-record.ts';

const entry = (at_ms: number, kind: TimelineEntry['kind'], ref: string): TimelineEntry => ({ at_ms, kind, ref });
const NAME = 'envoy-6d8f7c9b5-bx7k2';
const aTold = (changed: Partial<RunRecord> = {}) =>
  aRecord({
    timeline: [
      ...['uid-a0', 'uid-a1', 'uid-a2'].map((ref) => entry(8300, 'pod_terminating', ref)),
      ...['uid-a0', 'uid-a1', 'uid-a2'].map((ref) => entry(8300, 'endpoint_removed', ref)),
      entry(8200, 'endpoint_added', 'uid-b0'),
      entry(15_300, 'endpoint_added', 'uid-b1'),
      entry(15_600, 'endpoint_added', 'uid-b2'),
    ],
    ...changed,
  });
const EVENTS: ClientEvent[] = Array.from({ length: 20 }, (_, client): ClientEvent[] => [
  { at_ms: 9000 + 100 * client, client, kind: 'connect', conn: 2, port: 4000 },
  {
    at_ms: 9001 + 100 * client,
    client,
    kind: 'rpc',
    conn: 2,
    pod: NAME,
    code: 'OK',
    latency_ms: 1,
    late_ms: 0,
    opened: true,
  },
]).flat();

describe('the story of a run', () => {
  it('tells when Pods came and went, who was Ready for the picks, what closed, and what did not move', () => {
    const lines = storyLines(
      aTold({ arms: [aControlArm()], restore: { ...aRecord().restore, state: 'NOT_NEEDED' } }),
      EVENTS,
    );
    expect(lines).toEqual([
      '*control*: restart from 6.0 s to 20.4 s, observed to 35.4 s',
      '• Pods: Ready `bx7k2` 8.2 s, `bk9d2` 15.3 s, `bm4w8` 15.6 s; told to end `ax7k2` 8.3 s, `ak9d2` 8.3 s, `am4w8` 8.3 s',
      '• 8.3 s to 15.3 s, Ready `bx7k2`: 20 picks (`bx7k2` 20)',
      '• Meanwhile 20 connections closed (20 with their Pod); 20 reconnects, 20 picks (`bx7k2` 20)',
      '• `bk9d2`, `bm4w8` got none: Ready only after the last pick at 10.9 s, and an open connection does not move to a new Pod',
      '• While observed nothing moved: nothing closes an open connection, and neither the NLB nor kube-proxy moves one',
      '• All 20 clients kept their connection (`bx7k2` 20)',
    ]);
  });

  it('tells the same of a setting, with the closes by cause, and of the restore', () => {
    const lines = storyLines(aTold(), EVENTS);
    expect(lines).toContain(
      '*treatment* (`max_connection_duration` 1s): restart from 35.4 s to 52.7 s, observed to 97.7 s',
    );
    expect(lines).toContain(
      '• While observed 300 connections closed (300 by max_connection_duration); 300 reconnects, 300 picks (`cx7k2` 105, `ck9d2` 98, `cm4w8` 97)',
    );
    expect(lines.at(-1)).toMatch(/^\*Restore\*: .* one more restart/);
  });

  it('says why a setting that closed nothing moved nothing', () => {
    const idle = aTreatmentArm({
      setting: { kind: 'idle-timeout', value_ms: 5000 },
      evidence: 'held',
      closes: someCloses(),
    });
    const text = storyLines(aTold({ arms: [aControlArm(), idle] }), null).join('\n');
    expect(text).toContain(
      'While observed nothing moved: the setting closed no connection, because every client speaks every 3 s, more often than the 5 s timeout',
    );
  });

  it('has no picks by time where the events are not kept, and nothing of a restart where there was none', () => {
    expect(storyLines(aTold(), null).some((line) => / Ready .*: \d+ picks/.test(line))).toBe(false);
    const arm = aControlArm({ windows: { change: [6000, 6000], observe: [6000, 21_000] } });
    expect(storyLines(aTold({ scenario: 'baseline', arms: [arm] }), EVENTS)[0]).toBe(
      '*control*: nothing was changed, observed to 21.0 s',
    );
  });

  it('sums up many Pods and leaves further arms to the report', () => {
    const pods = Array.from({ length: 9 }, (_, n) => ({
      uid: `uid-${n}`,
      name: `envoy-${n}`,
      node: 'node-1',
      ready_at_ms: 7000 + 1000 * n,
      terminated_at_ms: null,
    }));
    const record = aTold({
      topology: { pods, service: null },
      arms: [aControlArm(), aTreatmentArm(), aTreatmentArm({ name: 'treatment-2' })],
    });
    const lines = storyLines(record, []);
    expect(lines[1]).toBe(
      '• Pods: Ready 9 Pods from 7.0 s to 15.0 s; told to end `uid-a0` 8.3 s, `uid-a1` 8.3 s, `uid-a2` 8.3 s',
    );
    expect(lines).toContain('The report in the thread has the numbers of 1 arm more.');
  });

  it('says of how many clients the connection stayed beside those that moved, and why', () => {
    const arm = aTreatmentArm({ setting: { kind: 'max-connection-duration', value_ms: 60_000 } });
    const [from] = arm.windows.observe;
    const moved: ClientEvent[] = [0, 1, 1, 2].map((client, n) => ({
      ...{ at_ms: from + 1000 * n, client, kind: 'connect', conn: 3, port: 4000 },
    }));
    moved.push({ at_ms: from, client: 3, kind: 'disconnect', conn: 2, by: 'peer' });
    const told = (setting: ArmRecord['setting'], record: Partial<RunRecord> = {}) =>
      storyLines(aTold({ ...record, arms: [aControlArm(), { ...arm, setting }] }), moved).at(-2);
    expect(told(arm.setting)).toBe('• 16 of 20 clients kept their connection: it was not as old as 60 s');
    expect(told({ kind: 'idle-timeout', value_ms: 5000 })).toBe(
      '• 16 of 20 clients kept their connection: with a request every 3 s it is never idle for 5 s',
    );
    expect(told({ kind: 'max-connection-duration', value_ms: 1000 })).toBe('• 16 of 20 clients kept their connection');
    const streams = { parameters: { ...aTold().parameters, rpc: 'bidi-stream' as const } };
    expect(told(arm.setting, streams)).toContain('it carries a stream, which has to end first');
  });

  it('says who kept a connection from the events, and without them only where nothing closed', () => {
    const kept = (...told: Parameters<typeof storyLines>) =>
      storyLines(...told).filter((line) => line.includes('kept their connection'));
    expect(kept(aTold({ arms: [aTreatmentArm()] }), null)).toEqual([]);
    const odd = aTold({ arms: [aControlArm({ closes: someCloses({ other: 9 }) })] });
    expect(kept(odd, null)).toEqual([]);
    expect(kept(odd, EVENTS)).toHaveLength(1);
  });

  it('says of a Pod that was Ready for the picks and got none how likely that is, and nothing of it under Local', () => {
    const early = (traffic_policy: 'Cluster' | 'Local') => {
      const record = aTold({ arms: [aControlArm()] });
      const { service } = record.topology;
      const pods = record.topology.pods.map((pod) => (pod.uid === 'uid-b1' ? { ...pod, ready_at_ms: 8250 } : pod));
      const timeline = record.timeline.map((one) =>
        one.ref === 'uid-b1' && one.kind === 'endpoint_added' ? { ...one, at_ms: 8250 } : one,
      );
      if (service === null) throw new Error('no Service');
      return { ...record, timeline, topology: { ...record.topology, pods, service: { ...service, traffic_policy } } };
    };
    const lines = storyLines(early('Cluster'), EVENTS);
    expect(lines).toContain(
      '• `bk9d2` got none of the 20 picks while it was Ready: random picks do that with p = 9.5e-7, and an open connection does not move to it later',
    );
    expect(storyLines(early('Local'), EVENTS).join('\n')).not.toContain('while it was Ready');
  });

  it('says of Pods that were added while nobody opened a connection why they have none', () => {
    const base = aControlArm();
    const change = { ...base.change, picks: {}, client: { ...base.change.client, reconnects: 0 } };
    const lines = storyLines(aTold({ scenario: 'scale-out', arms: [{ ...base, change }] }), []);
    expect(lines[0]).toContain('scale-out from');
    expect(lines).toContain(
      '• `bk9d2`, `bm4w8` got none: nobody opened a connection since, and an open one does not move to a new Pod',
    );
  });

  it('tells an arm of a condition beside the control, and what moved its connections', () => {
    const drained = aControlArm({
      name: 'treatment',
      conditions: [{ kind: 'keepalive', value_ms: 60_000 }],
      moved_by: 'reconnect',
    });
    const heads = storyLines(aTold({ arms: [aControlArm(), drained] }), null).filter((line) => line.startsWith('*'));
    expect(heads[0]).toContain('*control*: restart from');
    expect(heads[1]).toMatch(/^\*treatment\* \(.*1 min\): every client reconnects from/);
  });
});
