import type { CustomPlan } from '../../src/domain/custom/custom-plan.ts';
import type { ProbeResult } from '../../src/domain/custom/probe.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import type { ArmRecord, Window } from '../../src/domain/record-arm.ts';
import type { DurationSetting } from '../../src/domain/setting.ts';
import { type ArmInput, ONE_SECOND, parametersOf, recordOf } from '../domain/run-record-fixture.ts';
import { aControlArm, aRecord, aRollingRecord, aTreatmentArm, someCloses } from './a-record.ts';
import { aSweepRecord, THREE_EVEN } from './a-sweep-record.ts';

const IDLE: DurationSetting = { kind: 'idle-timeout', value_ms: 2000 };
const SKEWED: ArmInput = {
  name: 'control',
  counts: [12, 6, 2],
  evidence: 'held',
  changeClient: { rpcs: 60, reconnects: 20 },
};
const CUT = { ended: 90, cut: { INTERNAL: 90 }, cut_by_setting: 80, missed_messages: 12 };

function tried(counts: number[], more: Partial<ArmInput> = {}): ArmInput {
  return { name: 'treatment', setting: ONE_SECOND, counts, evidence: 'picks', closes: { max_duration: 300 }, ...more };
}

function withArms(arms: ArmInput[], more: Parameters<typeof recordOf>[2] = {}): RunRecord {
  return recordOf('max-connection-duration', arms, more);
}

function streaming(setting: DurationSetting, more: Partial<ArmInput>): RunRecord {
  const parameters = parametersOf(setting.kind, { rpc: 'server-stream', interval_ms: 500, value_ms: setting.value_ms });
  const client = { streams: CUT, errors: { INTERNAL: 92 } };
  return recordOf(setting.kind, [SKEWED, { ...tried([100, 99, 101]), setting, client, ...more }], { parameters });
}

function counting(requests: number, more: Partial<ArmInput>): RunRecord {
  const setting = { kind: 'max-requests' as const, requests };
  const arm = { ...tried([100, 99, 101], { closes: { max_requests: 300 } }), setting, ...more };
  return recordOf('max-requests', [SKEWED, arm], {
    parameters: parametersOf('max-requests', { value_ms: null, requests }),
  });
}

/** A scale-out from 1 to 3 Pods; `treatment` left out where no setting was chosen. */
function scaled(treatment?: ArmInput): RunRecord {
  const [control, ...rest] = [{ ...SKEWED, counts: [20, 0, 0], changeClient: {} }, treatment];
  const carried = treatment === undefined ? ('none' as const) : ('max-connection-duration' as const);
  const parameters = parametersOf('scale-out', { setting: carried, scale: { from: 1, to: 3 } });
  if (treatment === undefined) parameters.value_ms = null;
  return recordOf('scale-out', [control, ...rest.filter((arm) => arm !== undefined)], { parameters });
}

/** A Pod killed with 9 of 20 connections, alone or beside a treatment with a setting. */
function killed(treatment?: ArmInput): RunRecord {
  const client = { rpcs: 60, errors: { UNAVAILABLE: 5 }, reconnects: 9 };
  const [control, ...rest] = [{ ...SKEWED, counts: [11, 9, 0], changeClient: client }, treatment];
  const carried = treatment === undefined ? ('none' as const) : ('max-connection-duration' as const);
  const parameters = parametersOf('pod-kill', { setting: carried });
  if (treatment === undefined) parameters.value_ms = null;
  const record = recordOf('pod-kill', [control, ...rest.filter((arm) => arm !== undefined)], { parameters });
  const arm = record.arms[0];
  if (arm === undefined) return record;
  record.timeline.push({ at_ms: arm.windows.change[0] + 100, kind: 'pod_killed', ref: 'uid-c0' });
  arm.change.closes.by_cause.pod_terminated = 9;
  return record;
}

/** Clients that balance beside clients of the NLB, then a Pod that comes to each kind of them. */
function balanced(): RunRecord {
  const even = { counts: [20, 20, 20], evidence: 'held' as const, changeClient: { reconnects: 60 } };
  const record = recordOf('client-round-robin', [
    { ...SKEWED, counts: [7, 7, 6] },
    { name: 'treatment', ...even },
  ]);
  const balancing = [{ kind: 'client-policy' as const, value: 'round_robin' as const }];
  const scaled = record.arms.map((arm): ArmRecord => {
    const change: Window = [arm.windows.observe[1], arm.windows.observe[1] + 4000];
    const uid = `${arm.name}-d`;
    const pod = { uid, name: `envoy-${arm.name[0]}d`, node: 'node-2', terminated_at_ms: null };
    record.topology.pods.push({ ...pod, ready_at_ms: change[0] + 3000 });
    return {
      ...arm,
      name: `${arm.name}-scaled`,
      moved_by: 'scale-out',
      held: { ...arm.held, [uid]: 0 },
      windows: { change, observe: [change[1], change[1] + 35_000] },
    };
  });
  record.arms = record.arms.flatMap((arm, at) => [{ ...arm, moved_by: 'reconnect' }, scaled[at] ?? arm]);
  for (const arm of record.arms.slice(2)) arm.conditions = balancing;
  return record;
}

const REPAIRED = aRecord().verdict ?? fail();
function fail(): never {
  throw new Error('the record has no verdict');
}
const FAILED = { phase: 'change treatment', code: 'rollout_failed', message: 'Pod envoy-b was not Ready in 60 s.' };

const PROBES: ProbeResult[] = [
  {
    ...{ name: 'errors', severity: 'stop', tolerance: '<= 5 ms', violated_at_ms: 41_000, blind_at_ms: null },
    ...{ readings: [{ at_ms: 41_000, arm: 'treatment', value: 7 }], worst: 7 },
  },
  {
    ...{ name: '負荷', severity: 'fail', tolerance: '>= 0.5', violated_at_ms: null, blind_at_ms: 30_000 },
    ...{ readings: [{ at_ms: 30_000, arm: 'control', value: null }], worst: null },
  },
  {
    ...{ name: '保持', severity: 'note', tolerance: '< 99.5 %', violated_at_ms: null, blind_at_ms: null },
    ...{ readings: [{ at_ms: 30_000, arm: 'control', value: 42.123 }], worst: 42.123 },
  },
];

const ARMS = { control: null, treatment: ONE_SECOND } as const;
/** A written plan of a control and a treatment. */
export const A_PLAN: CustomPlan = {
  text: 'title: 検証',
  title: '検証',
  judged: 'treatment',
  arms: Object.entries(ARMS).map(([name, setting]) => ({ name, change: 'rolling', setting, observe_ms: 15_000 })),
  probes: PROBES.map(({ name, severity }, index) => ({
    ...{ name, severity, every_ms: 2000 },
    source:
      index === 1
        ? { kind: 'promql', query: 'sum(up)' }
        : { kind: 'stats', statistic: 'server.live', measure: index === 0 ? 'delta' : 'rate', over: 'sum' },
    tolerance: { is: '<=', limit: 5, unit: index === 0 ? 'ms' : '' },
  })),
};

function written(arms: ArmInput[], more: Parameters<typeof recordOf>[2] = {}): RunRecord {
  return recordOf('custom', arms, { parameters: parametersOf('custom', { custom: A_PLAN }), probes: PROBES, ...more });
}

/** A record for each way in which a run can come out, by what it is. */
export const EVERY_RECORD: Readonly<Record<string, RunRecord>> = {
  repaired: aRecord(),
  'repaired at a price': withArms([
    { ...SKEWED, changeClient: { rpcs: 60, errors: { UNAVAILABLE: 4 }, reconnects: 20 } },
    tried([101, 99, 100], {
      client: { rpcs: 3000, reconnects: 300, peak_reconnects_per_s: 12, errors: { UNAVAILABLE: 12 } },
      price: { time_to_balance_ms: 61_000, duty: 0.334 },
    }),
  ]),
  'no effect': withArms([SKEWED, tried([12, 6, 2], { evidence: 'held', closes: {} })]),
  'no effect of idle_timeout': recordOf('idle-timeout', [
    SKEWED,
    { ...tried([12, 6, 2], { evidence: 'held', closes: {} }), setting: { ...IDLE, value_ms: 5000 } },
  ]),
  'requests counted': counting(1, {}),
  'no effect of requests': counting(500, { evidence: 'held', closes: {}, counts: [12, 6, 2] }),
  'a Pod killed': killed(tried([101, 99, 100])),
  'a Pod killed alone': killed(),
  'scaled out': scaled(tried([101, 99, 100])),
  'scaled out without effect': scaled(tried([20, 0, 0], { evidence: 'held', closes: {} })),
  'scaled out alone': scaled(),
  'clients that balance, and Pods that come': balanced(),
  worse: withArms([{ ...SKEWED, counts: [7, 7, 6] }, tried([200, 50, 50])]),
  'not repaired': withArms([SKEWED, tried([200, 50, 50])]),
  undecided: withArms([SKEWED, tried([9, 6, 5])]),
  'even, repair not shown': withArms([{ ...SKEWED, counts: [7, 7, 6] }, tried([101, 99, 100])]),
  'uneven alone': aRollingRecord(),
  'even alone': recordOf('rollout-restart', [{ ...SKEWED, counts: [100, 101, 99] }]),
  'undecided alone': recordOf('rollout-restart', [{ ...SKEWED, counts: [9, 6, 5] }]),
  baseline: recordOf('baseline', [{ ...SKEWED, counts: [7, 7, 6] }]),
  'not counted': withArms([SKEWED, tried([101, 99, 100], { failedGate: true })]),
  'streams cut': streaming({ ...ONE_SECOND, max_stream_duration_ms: 5000, drain_timeout_ms: 500 }, {}),
  'streams kept': streaming(ONE_SECOND, { evidence: 'held', closes: {}, counts: [12, 6, 2] }),
  repeats: aRecord({
    arms: [1, 2, 3].flatMap((n) => [aControlArm({ name: `control#${n}` }), aTreatmentArm({ name: `treatment#${n}` })]),
    verdict: { ...REPAIRED, judged_arm: 'treatment', effect: 'REPAIRED' },
    recommendation: null,
  }),
  'closes without a cause': aRecord({
    arms: [
      aControlArm({ closes: someCloses({ other: 9 }) }),
      aTreatmentArm({
        closes: { ...someCloses({ max_duration: 300 }), unobserved_pods: ['uid-c0'], with_active_request: 3 },
      }),
    ],
    gates: [{ name: 'treatment connections without HTTP/2', ok: true, value: 12, limit: null }],
  }),
  'sweep with a value': aSweepRecord(THREE_EVEN),
  'sweep without one': aSweepRecord([
    { name: '1s', picks: [200, 50, 50] },
    { name: '5s', picks: [9, 6, 5] },
    { name: '15s', idle: true },
  ]),
  'a written plan, even': written([SKEWED, tried([101, 99, 100])]),
  'a written plan, uneven': written([SKEWED, tried([200, 50, 50])], { probes: PROBES.slice(2) }),
  'a written plan, undecided': written([SKEWED, tried([9, 6, 5])], { probes: [] }),
  'a written plan, stopped': written([SKEWED], {
    state: 'failed',
    failure: { phase: 'observe treatment', code: 'probe_stopped', message: 'Probe errors was 7.' },
    verdict: null,
  }),
  cancelled: aRecord({ state: 'cancelled', verdict: null, recommendation: null, arms: [aControlArm()] }),
  failed: aRecord({ state: 'failed', failure: FAILED, verdict: null, recommendation: null, arms: [aControlArm()] }),
  'failed before an arm': aRecord({ state: 'failed', failure: FAILED, verdict: null, recommendation: null, arms: [] }),
  interrupted: aRecord({
    state: 'interrupted',
    failure: { ...FAILED, code: 'internal', message: 'The worker died.' },
    verdict: null,
    recommendation: null,
    arms: [],
  }),
};
