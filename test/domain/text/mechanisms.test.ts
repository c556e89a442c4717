import { describe, expect, it } from 'vitest';
import type { RunRecord, TimelineEntry } from '../../../src/domain/record.ts';
import { mechanismLines } from '../../../src/domain/text/mechanisms.ts';
import { whyPart } from '../../../src/domain/text/why-part.ts';
import { repairedRecord, topologyOf } from '../run-record-fixture.ts';

/** The lines of the control of a run that ended with all 20 on one Pod, with something of the run changed. */
function lines(change: (record: RunRecord) => void = () => undefined): string {
  const record = repairedRecord();
  record.topology.service = topologyOf().service;
  record.gates = [{ name: 'run open connections', ok: true, value: 20, limit: 20 }];
  change(record);
  const [control] = record.arms;
  return control === undefined ? '' : mechanismLines(record, control).join('\n');
}

/** The endpoints of a burst: the first Pod of the control is alone from 2 s after the restart began. */
function burst(record: RunRecord): void {
  const [control] = record.arms;
  const [from = 0] = control?.windows.change ?? [];
  const uids = Object.keys(control?.held ?? {});
  const later = record.topology.pods.filter(({ uid }) => !uids.includes(uid));
  const old = 'old-1';
  record.topology.pods.push({ uid: old, name: 'envoy-old', node: 'node-1', ready_at_ms: 0, terminated_at_ms: from });
  const move = (at_ms: number, kind: TimelineEntry['kind'], ref: string): TimelineEntry => ({ at_ms, kind, ref });
  record.timeline = [
    move(from + 2000, 'endpoint_added', uids[0] ?? ''),
    move(from + 2100, 'endpoint_removed', old),
    ...uids.slice(1).map((uid) => move(from + 6100, 'endpoint_added', uid)),
    // The treatment's Pods come with its own restart.
    ...later.map(({ uid }) => move(49_000, 'endpoint_added', uid)),
  ];
}

describe('the ways to all connections on one Pod', () => {
  it('are each weighed by what the run observed', () => {
    const text = lines(burst);
    expect(text).toContain('*How all 20 came to one Pod*');
    expect(text).toMatch(
      /one Ready Pod while the clients came back: \*fits\*, `envoy-ca` was the Service's only endpoint for 4 s, from \d+\.\d s to \d+\.\d s/,
    );
    expect(text).toContain('surge 1 does it with p = 1.6e-7');
    expect(text).toContain('ends a Pod first does it with p = 8.3e-5');
    expect(text).toContain('picking among all new Pods does it with p = 8.6e-10');
    expect(text).toContain('ruled out, 20 connections were open before the change for 20 clients');
    expect(text).toContain('ruled out, with the setting the same clients picked 3 Pods');
    expect(text).toContain("ruled out, the Service's policy is Cluster");
  });

  it('make one sentence where one explains it: a Pod that was alone when everybody came back', () => {
    const record = repairedRecord();
    burst(record);
    const part = whyPart(record, null);
    expect(part.kind === 'text' ? part.text : '').toMatch(
      /closed every connection and left the Service with `envoy-ca` alone from \d+ s to \d+ s: all 20 clients came back to it/,
    );
  });

  it('are open where the run did not see to it', () => {
    const text = lines((record) => {
      record.timeline = [];
      record.gates = [];
      record.arms = record.arms.slice(0, 1);
      record.topology.service = { ...topologyOf().service, traffic_policy: 'Local' };
    });
    expect(text).toContain('ruled out, the Service never had a single endpoint in the restart');
    expect(text).toContain('not ruled out, the connections before the change were not one a client');
    expect(text).toContain('not tested, a setting that makes the clients pick anew would tell');
    expect(text).toContain('*possible*, the policy is Local');
  });

  it('name affinity where the same clients pick the same Pod again and again', () => {
    const text = lines((record) => {
      const treatment = record.arms[1];
      if (treatment !== undefined) treatment.picks = { a: 300, b: 0, c: 0 };
    });
    expect(text).toContain('*fits*, with the setting the same clients picked the same Pod again');
  });

  it('are not listed for connections on more than one Pod, nor for so few that chance does it', () => {
    const held = (counts: Record<string, number>) =>
      lines((record) => {
        const [control] = record.arms;
        if (control !== undefined) control.held = counts;
      });
    expect(held({ a: 19, b: 1, c: 0 })).toBe('');
    expect(held({ a: 4, b: 0, c: 0 })).toBe('');
  });
});
