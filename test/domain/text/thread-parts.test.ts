import { describe, expect, it } from 'vitest';
import type { ScenarioName } from '../../../src/domain/scenario.ts';
import { armsOf } from '../../../src/domain/scenario-arms.ts';
import { findScenario } from '../../../src/domain/scenarios.ts';
import type { ThreadPart } from '../../../src/domain/text/message.ts';
import type { FleetPlace } from '../../../src/domain/text/plan.ts';
import { planPart } from '../../../src/domain/text/plan-part.ts';
import { reportTables } from '../../../src/domain/text/report-table.ts';
import { whyPart } from '../../../src/domain/text/why-part.ts';
import { ONE_SECOND, parametersOf, recordOf, repairedRecord, requestOf, topologyOf } from '../run-record-fixture.ts';

function textOf(part: ThreadPart): string {
  if (part.kind !== 'text') throw new Error(`expected text, got ${part.kind}`);
  return part.text;
}

describe('the plan', () => {
  const prediction = { a: 28 / 81, b: 37 / 81, c: 16 / 81 };

  function plan(
    name: ScenarioName,
    changed: Parameters<typeof requestOf>[1] = {},
    diff = '',
    isChecked = true,
    place: FleetPlace | null = null,
  ): string {
    const scenario = findScenario(name);
    if (scenario === undefined) throw new Error(name);
    const request = requestOf(name, changed);
    const arms = armsOf(scenario, request.parameters);
    const seen = { topology: topologyOf(), changedBy: null, already: null };
    return textOf(planPart({ request, ...seen, arms, place, diff, isChecked, prediction, guarded: null }));
  }

  it('says what the setting should do, and why one that closes nothing does not', () => {
    expect(plan('max-connection-duration')).toContain(
      '*With the setting*: expect 6.7 of 20 connections open at a time (1 s of every 3 s), 6.7 reconnects/s, and every client on a Pod that it picked anew within 4 s.',
    );
    expect(plan('idle-timeout', { value_ms: 2000, interval_ms: 1000 })).toContain(
      '*With the setting*: closes nothing, because every client speaks every 1 s: no connection is idle for 2 s.',
    );
    const stream = { rpc: 'bidi-stream', stream_ms: 5000, interval_ms: 2000 } as const;
    expect(plan('idle-timeout', { value_ms: 2000, ...stream })).toContain(
      'because a client opens its next stream within 1 s of the end of the one before: no connection is idle for 2 s.',
    );
    expect(plan('rollout-restart')).not.toContain('*With the setting*');
  });

  it('names the jitter beside the value', () => {
    const text = plan('max-connection-duration', { value_ms: 2000, jitter_percent: 50 });
    expect(text).toContain('with `max_connection_duration: 2s, max_connection_duration_jitter: 50 %`');
  });

  it('names the durations beside the value', () => {
    const text = plan('max-connection-duration', { max_stream_duration_ms: 5000, drain_timeout_ms: 500 });
    expect(text).toContain('with `max_connection_duration: 1s, max_stream_duration: 5s, drain_timeout: 0.5s`');
  });

  it('names the arms, the setting, the exact diff and the prediction', () => {
    const text = plan('max-connection-duration', {}, '@@ -1,1 +1,2 @@\n a: 1\n+b: <2>');
    expect(text).toContain('*treatment* - a restart with `max_connection_duration: 1s`');
    expect(text).toContain('```\n@@ -1,1 +1,2 @@\n a: 1\n+b: &lt;2&gt;\n```');
    expect(text).toContain('ordinary rolling restart: expect 46 / 35 / 20 %');
  });

  it('says so when no Envoy checks the changed configuration first', () => {
    const diff = '+b: 2';
    expect(plan('max-connection-duration', {}, diff)).not.toContain('No Envoy is at hand');
    expect(plan('max-connection-duration', {}, diff, false)).toContain(
      'No Envoy is at hand to check it first; should the Pods refuse it, the rollout fails and everything is put back.',
    );
    expect(plan('rollout-restart', {}, '', false)).not.toContain('No Envoy is at hand');
  });

  it('of a burst says that it is the likeliest mechanism and that a rolling restart skews less', () => {
    expect(plan('rollout-restart', { restart: 'burst' })).toContain(
      "A burst reproduces the original's 20/0/0; it is the likeliest of the mechanisms modelled; an ordinary rolling restart skews less",
    );
  });

  it.each([
    [14_000, 'expect 46 / 35 / 20 %'],
    [15_000, 'nothing skews. The clients speak every 15 s, so every client re-picks only after the restart'],
  ])('with an interval of %i ms predicts: %s', (interval_ms, words) => {
    expect(plan('rollout-restart', { interval_ms })).toContain(words);
  });

  it('says where the clients run when it is not the worker', () => {
    const place = { agents: 4, namespace: 'clients', cluster: null };
    expect(plan('baseline', { clients: 500 }, '', true, place)).toContain(
      '500 clients on 4 agents (a Job in namespace clients) with one connection each',
    );
    expect(plan('baseline', { clients: 1 }, '', true, place)).toContain('1 client on 1 agent (');
    expect(plan('baseline', { clients: 20 })).toContain('20 clients with one connection each');
  });

  it('of a baseline touches nothing', () => {
    expect(plan('baseline')).toContain('nothing is restarted');
    expect(plan('baseline')).not.toContain('restart `');
    expect(plan('rollout-restart')).toContain('restart `rolling`');
  });
});

describe('the report table', () => {
  it('stands arm beside arm with evidence, verdict, causes and price', () => {
    const gates = [{ name: 'treatment request lateness ms', ok: true, value: 1.2, limit: 1500 }];
    const [table, ...others] = reportTables(repairedRecord({ gates }));
    expect(others).toEqual([]);
    expect(table?.columns.map(({ title }) => title)).toEqual(['Arm', 'control', 'treatment']);
    expect(table?.rows).toEqual([
      ['Connections per Pod', 'envoy-ca 20, envoy-cb 0, envoy-cc 0', 'envoy-ta 105, envoy-tb 99, envoy-tc 97'],
      ['N', '20', '301'],
      ['max/mean', '3.00', '1.05'],
      ['p', '8.6e-10', '0.84'],
      ['Verdict', 'IMBALANCED', 'BALANCED'],
      ['Closed by', 'nothing', 'max_duration 301'],
      ['Even after', 'not in 15 s', '1.4 s'],
      ['Reconnects/s', '0', '6.7, peak 8'],
      ['Connected', 'all the time', '33 % of the time'],
      ['Handshakes', 'none', 'every request'],
      ['p50 / p99', '1 / 2.1 ms', '-'],
      ['with handshake', '-', '2 / 4 ms'],
      ['Gap p50 / p99', '-', '2,001 / 2,004 ms'],
      ['Failed requests', '0', '0'],
      ['Sent late, p99', '-', '1.2 ms'],
    ]);
    expect(table?.note).toContain('as even as random picks are in 95 % of cases, and is so 1, 2 and 3 s later too.');
  });

  it('does not explain what even means where all are at once', () => {
    const arm = { name: 'control' as const, counts: [9, 6, 5], evidence: 'held' as const };
    expect(reportTables(recordOf('rollout-restart', [arm]))[0]?.note).not.toContain('Even after');
  });

  it('of many arms has a row for each, in one table for the spread and one for the price', () => {
    const arm = {
      name: 'control' as const,
      counts: [9, 6, 5],
      evidence: 'held' as const,
      changeClient: {
        errors: { UNAVAILABLE: 2 },
        failures: { no_connection: 2, cut_off: 0, timed_out: 0, answered: 0 },
      },
    };
    const record = recordOf('rollout-restart', [arm, arm, arm, arm, arm]);
    const names = ['control', '1s', '5s-2', '15s+25%', 'control-2'];
    for (const [index, built] of record.arms.entries()) built.name = names[index] ?? '';
    const [spread, price, ...others] = reportTables(record);
    expect(others).toEqual([]);
    expect(spread?.columns.map(({ title }) => title)).toEqual([
      ...['Arm', 'Connections per Pod', 'N', 'max/mean', 'p', 'Verdict', 'Closed by'],
    ]);
    expect(price?.columns).toHaveLength(10);
    for (const table of [spread, price]) {
      expect(table?.rows.map((row) => row[0])).toEqual(names);
      expect(table?.rows.map((row) => row.length)).toEqual(names.map(() => table?.columns.length));
    }
    expect(spread?.caption).toBe(
      'Report of r-7f3c0a12: control, 1s, 5s-2 and 2 more by the connections held after its change',
    );
    expect(spread?.note).toBe(null);
    expect(price?.note).toBe(
      'Failed while Pods were replaced, not counted above: 10 of 400 requests (no connection 10) in 5 arms.',
    );
  });

  it('names what died unobserved, what has no cause, and what was no client', () => {
    const record = repairedRecord({
      gates: [
        { name: 'control connections without HTTP/2', ok: true, value: 30, limit: null },
        { name: 'treatment connections without HTTP/2', ok: true, value: 4, limit: null },
      ],
    });
    const { closes } = record.arms[1]?.change ?? {};
    if (closes === undefined) throw new Error('no treatment');
    Object.assign(closes, { total: 50, unobserved_pods: ['control-a'], clients: { asked: 0, cut: 51, own: 0 } });
    Object.assign(closes.by_cause, { pod_terminated: 48, other: 2 });
    const note = reportTables(record)[0]?.note;
    expect(note).toContain(
      'Ended without a last reading: `envoy-ca`. By the last samples 48 connections ended with Pods (pod_terminated); the clients saw 51 end without a GOAWAY.',
    );
    expect(note).toContain(
      'Closed while Pods were replaced without a cause that a counter tells: treatment 2 of 50 closes.',
    );
    expect(note).toContain('34 connections never spoke HTTP/2 while observed and are not counted');
    const quiet = repairedRecord({
      gates: [{ name: 'control connections without HTTP/2', ok: true, value: 2, limit: null }],
    });
    expect(reportTables(quiet)[0]?.note).not.toMatch(/HTTP\/2|without a/);
  });

  it('says that the counters came from Prometheus, and how far apart', () => {
    const record = recordOf('rollout-restart', [{ name: 'control', counts: [9, 6, 5], evidence: 'held' }]);
    record.plan.stats = { from: 'prometheus', interval_ms: 15_000 };
    expect(reportTables(record)[0]?.note).toMatch(/Envoy's counters from Prometheus, scraped every 15 s\.$/);
    delete record.plan.stats;
    expect(reportTables(record)[0]?.note ?? '').not.toContain('Prometheus');
  });

  it('tells what failed in the change window apart from the rest', () => {
    const changeClient = {
      rpcs: 80,
      errors: { UNAVAILABLE: 11, DEADLINE_EXCEEDED: 1 },
      failures: { no_connection: 8, cut_off: 2, timed_out: 1, answered: 1 },
    };
    const [table] = reportTables(
      recordOf('rollout-restart', [{ name: 'control', counts: [9, 6, 5], evidence: 'held', changeClient }]),
    );
    expect(table?.rows.find(([measure]) => measure === 'Failed requests')).toEqual(['Failed requests', '0']);
    expect(table?.note).toBe(
      'Failed while Pods were replaced, not counted above: control 12 of 80 requests (no connection 8, cut off 2, timed out 1, answered with an error 1).',
    );
  });

  it('speaks of replaced Pods for those arms of a written plan alone that replace some', () => {
    const asked = { changeClient: { rpcs: 20 }, counts: [9, 6, 5], evidence: 'held' as const };
    const record = recordOf('custom', [
      { ...asked, name: 'control' },
      { ...asked, name: 'treatment' },
    ]);
    const arms = record.arms.map((arm) =>
      arm.name === 'treatment' ? { ...arm, moved_by: 'reconnect' as const } : arm,
    );
    expect(reportTables({ ...record, arms })[0]?.note).toBe(
      'Failed while Pods were replaced, not counted above: control 0 of 20 requests.',
    );
  });

  it('speaks of no replaced Pod where nothing was restarted', () => {
    const baseline = (changeClient: object) =>
      reportTables(recordOf('baseline', [{ name: 'control', counts: [9, 6, 5], evidence: 'held', changeClient }]))[0]
        ?.note;
    expect(baseline({ rpcs: 203 })).toBe(null);
    const failures = { no_connection: 2, cut_off: 0, timed_out: 0, answered: 0 };
    expect(baseline({ rpcs: 203, errors: { UNAVAILABLE: 2 }, failures })).toBe(
      'Failed before the observation, not counted above: control 2 of 203 requests (no connection 2).',
    );
  });
});

describe('why', () => {
  it('says what moved which connections when, with the addresses of the target', () => {
    const topology = topologyOf();
    const [pod] = topology.pods;
    if (pod !== undefined) topology.pods = [{ ...pod, uid: 'treatment-a' }];
    const text = textOf(whyPart(repairedRecord(), topology));
    expect(text).toContain('The restart from 12 s to 24 s closed every connection Pod by Pod');
    expect(text).toContain(
      'The model expects most on `envoy-ca`, Ready first at 13 s: it has 20 (all: 20 / 0 / 0), which fits that. These',
    );
    expect(text).toContain('(GOAWAY) 1 s after it was opened: 301 closes from 60 s to 105 s');
    expect(text).toContain(
      "The NLB at `127.0.0.1:31400` only chooses a node's NodePort (`127.0.0.1:31401`, `127.0.0.2:31401`)",
    );
    expect(text).toContain('`envoy-ta` (`127.0.0.1:41000`)');
    expect(text).toContain('in the lab, its hops stand in for the NLB');
  });

  it('claims no favour that the counts do not show', () => {
    const said = (counts: number[]) =>
      textOf(whyPart(recordOf('rollout-restart', [{ name: 'control', counts, evidence: 'held' }]), null));
    expect(said([3, 8, 4])).toContain(
      'The model expects most on `envoy-ca`, Ready first at 13 s: it has 3 (all: 8 / 4 / 3), so the counts do not show it.',
    );
    // The first has the most, and yet even picks explain it better.
    expect(said([7, 6, 7])).toContain('so the counts do not show it');
    expect(said([14, 4, 2])).toContain('which fits that');
  });

  it('of a drain timeout tells whom it is for', () => {
    const record = repairedRecord();
    const [, treatment] = record.arms;
    if (treatment !== undefined) treatment.setting = { ...ONE_SECOND, drain_timeout_ms: 500 };
    expect(textOf(whyPart(record, null))).toContain(
      'The final GOAWAY follows 500 ms later (`drain_timeout`): it is for clients that do not leave at the first',
    );
  });

  it('of a jitter tells the ages that it allows', () => {
    const record = repairedRecord();
    const [, treatment] = record.arms;
    if (treatment !== undefined) treatment.setting = { ...ONE_SECOND, value_ms: 2000, jitter_percent: 50 };
    const text = textOf(whyPart(record, null));
    expect(text).toContain(
      'With `max_connection_duration` 2s, jitter 50% Envoy asks a connection to leave (GOAWAY) 2 s to 3 s',
    );
  });

  it('of a burst names the only Pod that was there', () => {
    const record = repairedRecord({ parameters: parametersOf('max-connection-duration', { restart: 'burst' }) });
    expect(textOf(whyPart(record, null))).toContain(
      '`envoy-ca`, Ready first at 13 s, was the only Pod behind the Service: 20 of 20 clients',
    );
  });

  it('looks for a mechanism when a rolling restart can not explain that all ended on one Pod', () => {
    const record = repairedRecord();
    const [control] = record.arms;
    if (control !== undefined) control.predicted = { a: 37 / 81, b: 28 / 81, c: 16 / 81 };
    expect(textOf(whyPart(record, null))).toMatch(
      /yet all 20 connections ended on .* explain only with p = 1\.6e-7: look for a moment with a single Ready Pod/,
    );
  });

  it('of a setting that closed nothing says so', () => {
    const arms = [
      { name: 'control' as const, counts: [9, 6, 5], evidence: 'held' as const },
      {
        name: 'treatment' as const,
        setting: { ...ONE_SECOND, value_ms: 60_000 },
        counts: [9, 6, 5],
        evidence: 'held' as const,
      },
    ];
    expect(textOf(whyPart(recordOf('max-connection-duration', arms), null))).toContain(
      'so nothing moved after the restart',
    );
  });

  it.each([
    [{ target_type: 'ip' as const }, 'has the Pod addresses as its targets'],
    [{ type: 'NodePort' as const }, "Clients connect to a node's NodePort"],
    [{ type: 'ClusterIP' as const }, 'The Service at `127.0.0.1:31400` picks one of'],
    [{ traffic_policy: 'Local' as const }, "picks one of that node's own Pods"],
  ])('follows the Service %j', (service, words) => {
    const record = repairedRecord();
    record.topology.service = { ...topologyOf().service, ...service };
    expect(textOf(whyPart(record, null))).toContain(words);
  });
});
