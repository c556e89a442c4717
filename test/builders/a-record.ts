import type { RecordPod, RunRecord } from '../../src/domain/record.ts';
import type { ArmPrice, ArmRecord, ClientSummary, CloseSummary } from '../../src/domain/record-arm.ts';
import { mulberry32 } from '../../src/domain/statistics/mulberry32.ts';

const SETTING = { kind: 'max-connection-duration', value_ms: 1000 } as const;

/** One generation of three Pods, Ready and gone at these times (ms). */
function generation(letter: string, readyAt: number[], goneAt: number | null): RecordPod[] {
  const suffixes = ['x7k2', 'k9d2', 'm4w8'];
  return readyAt.map((ready, index) => ({
    uid: `uid-${letter}${index}`,
    name: `envoy-6d8f7c9b5-${letter}${suffixes[index]}`,
    node: `node-${(index % 2) + 1}`,
    ready_at_ms: ready,
    terminated_at_ms: goneAt,
  }));
}

/** Connections of a Pod as a function of time; null while it does not exist. */
type Course = (atMs: number) => number | null;

/** A row every half second, a column for each Pod of `courses`. */
export function someSamples(from: number, to: number, courses: Record<string, Course>): ArmRecord['samples'] {
  const at = Array.from({ length: Math.floor((to - from) / 500) }, (_, row) => from + row * 500);
  return {
    interval_ms: 500,
    at_ms: at,
    pods: Object.keys(courses),
    active: at.map((ms) => Object.values(courses).map((course) => course(ms))),
    expected: at.length,
    missing: 0,
  };
}

/** A Pod that exists in [from, to) and holds `held` connections from `since` on. */
export function steady(from: number, to: number, held: number, since = from): Course {
  return (ms) => (ms < from || ms >= to ? null : ms < since ? 0 : held);
}

/** A Pod whose connections come and go around two or so, as under a short max_connection_duration. */
export function fluctuating(from: number, seed: number): Course {
  const random = mulberry32(seed);
  return (ms) => (ms < from ? null : Math.floor(random() + random() + random() * random() * 6));
}

/** Closes with a cause each, the total derived. */
export function someCloses(causes: Partial<CloseSummary['by_cause']> = {}): CloseSummary {
  const none = { max_duration: 0, idle_timeout: 0, max_requests: 0, drain: 0, pod_terminated: 0, client: 0, other: 0 };
  const by_cause = { ...none, ...causes };
  return {
    total: Object.values(by_cause).reduce((acc, n) => acc + n, 0),
    by_cause,
    with_active_request: 0,
    timers: { max_duration: by_cause.max_duration, idle_timeout: by_cause.idle_timeout },
    still_draining: 0,
    unobserved_pods: [],
    clients: {
      asked: by_cause.max_duration + by_cause.idle_timeout + by_cause.drain,
      cut: by_cause.pod_terminated,
      own: by_cause.client,
    },
  };
}

/** 20 clients whose requests all succeeded. */
export function aClientSummary(overrides: Partial<ClientSummary> = {}): ClientSummary {
  return {
    clients: 20,
    rpcs: 100,
    errors: {},
    failures: { no_connection: 0, cut_off: 0, timed_out: 0, answered: 0 },
    reconnects: 0,
    peak_reconnects_per_s: 0,
    latency_ms: { p50: 1.4, p99: 3.2, max: 5.1 },
    gap_ms: { p50: null, p99: null, max: null },
    ...overrides,
  };
}

/** Clients that were connected all the time, even from the start, and never had to reconnect. */
export function aPrice(overrides: Partial<ArmPrice> = {}): ArmPrice {
  const none = { p50: null, p99: null, max: null };
  return {
    time_to_balance_ms: 0,
    reconnects_per_s: { mean: 0, peak: 0 },
    duty: 1,
    reconnect_period_ms: null,
    handshakes: 0,
    latency_ms: { opened: none, reused: { p50: 1.4, p99: 3.2, max: 5.1 } },
    ...overrides,
  };
}

/** A burst restart: 20 of 20 connections on the first new Pod, and they stay. */
export function aControlArm(overrides: Partial<ArmRecord> = {}): ArmRecord {
  return {
    name: 'control',
    setting: null,
    evidence: 'held',
    windows: { change: [6000, 20_400], observe: [20_400, 35_400] },
    samples: someSamples(0, 35_400, {
      'uid-a0': steady(0, 9800, 7),
      'uid-a1': steady(0, 7000, 8),
      'uid-a2': steady(0, 7000, 5),
      'uid-b0': (ms) =>
        ms < 8200 ? null : ms < 9800 ? 13 : ms < 12_500 ? Math.min(20, 13 + (ms - 9800) / 300) | 0 : 20,
      'uid-b1': steady(15_300, 99_000, 0),
      'uid-b2': steady(15_600, 99_000, 0),
    }),
    picks: { 'uid-b0': 0, 'uid-b1': 0, 'uid-b2': 0 },
    held: { 'uid-b0': 20, 'uid-b1': 0, 'uid-b2': 0 },
    mean_active: { 'uid-b0': 20, 'uid-b1': 0, 'uid-b2': 0 },
    predicted: { 'uid-b0': 1, 'uid-b1': 0, 'uid-b2': 0 },
    closes: someCloses(),
    client: aClientSummary(),
    price: aPrice({ time_to_balance_ms: null }),
    change: {
      picks: { 'uid-b0': 20, 'uid-b1': 0, 'uid-b2': 0 },
      closes: someCloses({ pod_terminated: 20 }),
      client: aClientSummary({ reconnects: 20, peak_reconnects_per_s: 9, gap_ms: { p50: 1510, p99: 2950, max: 2980 } }),
    },
    verdict: {
      name: 'IMBALANCED',
      n: 20,
      k: 3,
      p_value: 8.6e-10,
      max_over_mean: 3,
      jain: 1 / 3,
      upper_bound: 3,
      more_picks: null,
      reason: 'p = 8.6e-10 for 20 connections over 3 Pods; the fullest Pod holds 3.00 times the mean',
    },
    ...overrides,
  };
}

/** The same restart with max_connection_duration 1s: 300 picks, evenly spread. */
export function aTreatmentArm(overrides: Partial<ArmRecord> = {}): ArmRecord {
  return {
    name: 'treatment',
    setting: SETTING,
    evidence: 'picks',
    windows: { change: [35_400, 52_700], observe: [52_700, 97_700] },
    samples: someSamples(35_400, 97_700, {
      'uid-b0': steady(0, 39_500, 20),
      'uid-b1': steady(0, 36_500, 0),
      'uid-b2': steady(0, 36_500, 0),
      'uid-c0': (ms) =>
        ms < 38_000 ? null : ms < 44_900 ? ([5, 8, 6, 9, 7, 4][((ms / 500) | 0) % 6] ?? 0) : late(ms, 11),
      'uid-c1': fluctuating(44_900, 12),
      'uid-c2': fluctuating(45_300, 13),
    }),
    picks: { 'uid-c0': 105, 'uid-c1': 98, 'uid-c2': 97 },
    held: { 'uid-c0': 8, 'uid-c1': 5, 'uid-c2': 7 },
    mean_active: { 'uid-c0': 2.3, 'uid-c1': 2.2, 'uid-c2': 2.1 },
    predicted: { 'uid-c0': 1 / 3, 'uid-c1': 1 / 3, 'uid-c2': 1 / 3 },
    closes: someCloses({ max_duration: 300 }),
    client: aClientSummary({
      rpcs: 300,
      reconnects: 300,
      peak_reconnects_per_s: 8,
      latency_ms: { p50: 2.6, p99: 5.1, max: 9.4 },
      gap_ms: { p50: 2001, p99: 2004, max: 2011 },
    }),
    price: aPrice({
      time_to_balance_ms: 1420,
      reconnects_per_s: { mean: 6.6667, peak: 8 },
      duty: 0.3341,
      handshakes: 300,
      latency_ms: { opened: { p50: 2.6, p99: 5.1, max: 9.4 }, reused: { p50: null, p99: null, max: null } },
    }),
    change: {
      picks: { 'uid-c0': 71, 'uid-c1': 12, 'uid-c2': 14 },
      closes: someCloses({ max_duration: 77, pod_terminated: 20 }),
      client: aClientSummary({
        reconnects: 97,
        peak_reconnects_per_s: 10,
        gap_ms: { p50: 2001, p99: 2950, max: 2990 },
      }),
    },
    verdict: {
      name: 'BALANCED',
      n: 300,
      k: 3,
      p_value: 0.84,
      max_over_mean: 1.05,
      jain: 0.9987,
      upper_bound: 1.24,
      more_picks: null,
      reason: 'p = 0.84 for 300 connections over 3 Pods; the fullest Pod holds 1.05 times the mean',
    },
    ...overrides,
  };
}

function late(ms: number, seed: number): number {
  return fluctuating(0, seed + ms)(ms) ?? 0;
}

/** The demonstration's run: a burst restart, 20/0/0 in the control, repaired by max_connection_duration 1s, restored. */
export function aRecord(overrides: Partial<RunRecord> = {}): RunRecord {
  const arms = overrides.arms ?? [aControlArm(), aTreatmentArm()];
  const treatment = arms.find((arm) => arm.name === 'treatment');
  return {
    schema: 1,
    id: 'r-7f3c0a12',
    scenario: 'max-connection-duration',
    target: { name: 'lab', kind: 'lab', class: 'lab' },
    parameters: {
      clients: 20,
      interval_ms: 3000,
      rpc: 'unary',
      stream_ms: null,
      value_ms: 1000,
      jitter_percent: null,
      max_stream_duration_ms: null,
      drain_timeout_ms: null,
      restart: 'burst',
      warmup_ms: 6000,
      observe_ms: null,
      repeats: 1,
      alpha: 0.05,
      effect: 1.25,
      tolerance: 1.5,
      seed: 7,
    },
    requested_by: 'U0REQUESTER',
    started_at: '2026-11-23T14:02:11.000Z',
    ended_at: '2026-11-23T14:04:01.000Z',
    state: 'done',
    failure: null,
    versions: { bot: '0.1.0', envoy: '1.36.2', grpc_js: '1.14.7' },
    plan: {
      alpha: 0.05,
      effect: 1.25,
      tolerance: 1.5,
      test: 'exact multinomial',
      seed: 7,
      arms_order: ['control', 'treatment'],
    },
    topology: {
      pods: [
        ...generation('a', [-60_000, -60_000, -60_000], 9800),
        ...generation('b', [8200, 15_300, 15_600], 39_500),
        ...generation('c', [38_000, 44_900, 45_300], 104_000),
        ...generation('d', [100_000, 102_500, 103_200], null),
      ],
      service: {
        name: 'envoy',
        type: 'LoadBalancer',
        address: '127.0.0.1:8080',
        node_port: 31401,
        nodes: [
          { name: 'node-1', address: '127.0.0.2:31401', zone: 'us-west-1b' },
          { name: 'node-2', address: '127.0.0.3:31401', zone: 'us-west-1c' },
        ],
        traffic_policy: 'Cluster',
        target_type: 'instance',
      },
    },
    timeline: [
      { at_ms: 0, kind: 'phase', ref: 'warm-up' },
      { at_ms: 6000, kind: 'phase', ref: 'change control' },
      { at_ms: 20_400, kind: 'phase', ref: 'observe control' },
      { at_ms: 35_400, kind: 'phase', ref: 'change treatment' },
      { at_ms: 36_100, kind: 'config_applied', ref: 'envoy-config-5f7d8c9b2a' },
      { at_ms: 52_700, kind: 'phase', ref: 'observe treatment' },
      { at_ms: 97_700, kind: 'phase', ref: 'restore' },
      { at_ms: 105_300, kind: 'phase', ref: 'report' },
    ],
    gates: [{ name: 'every client connected', ok: true, value: 20, limit: 20 }],
    arms,
    verdict: treatment?.verdict == null ? null : { ...treatment.verdict, judged_arm: 'treatment', effect: 'REPAIRED' },
    recommendation: {
      setting: { kind: 'max-connection-duration', value_ms: 60_000 },
      reconnects_per_s: 20 / 63,
      cheaper: 21,
      command: '/nlb run max-connection-duration value=60s',
    },
    restore: { state: 'RESTORED', pre_image: 'e3b0c442', post_image: 'e3b0c442', took_ms: 7600 },
    ...overrides,
  };
}

/** An ordinary rolling restart alone: 12/5/3, imbalanced. */
export function aRollingRecord(overrides: Partial<RunRecord> = {}): RunRecord {
  const held = { 'uid-b0': 12, 'uid-b1': 5, 'uid-b2': 3 };
  const control = aControlArm({
    windows: { change: [6000, 25_000], observe: [25_000, 40_000] },
    samples: someSamples(0, 40_000, {
      'uid-a0': steady(0, 9000, 6),
      'uid-a1': steady(0, 12_000, 8),
      'uid-a2': steady(0, 15_000, 6),
      'uid-b0': (ms) => (ms < 8000 ? null : ms < 10_500 ? 2 : ms < 13_500 ? 6 : ms < 17_000 ? 9 : 12),
      'uid-b1': (ms) => (ms < 11_000 ? null : ms < 13_500 ? 2 : 5),
      'uid-b2': steady(14_000, 99_000, 3, 16_000),
    }),
    picks: { 'uid-b0': 0, 'uid-b1': 0, 'uid-b2': 0 },
    held,
    mean_active: held,
    predicted: { 'uid-b0': 37 / 81, 'uid-b1': 28 / 81, 'uid-b2': 16 / 81 },
  });
  const verdict = {
    name: 'IMBALANCED' as const,
    n: 20,
    k: 3,
    p_value: 0.0394,
    max_over_mean: 1.8,
    jain: 400 / (3 * 178),
    upper_bound: 2.5,
    more_picks: null,
    reason: 'p = 0.0394 for 20 connections over 3 Pods; the fullest Pod holds 1.80 times the mean',
  };
  const whole = aRecord({ arms: [{ ...control, verdict }] });
  return {
    ...whole,
    scenario: 'rollout-restart',
    parameters: { ...whole.parameters, value_ms: null, restart: 'rolling' },
    topology: { ...whole.topology, pods: whole.topology.pods.slice(0, 6) },
    timeline: [
      { at_ms: 0, kind: 'phase', ref: 'warm-up' },
      { at_ms: 6000, kind: 'phase', ref: 'change control' },
      { at_ms: 25_000, kind: 'phase', ref: 'observe control' },
      { at_ms: 40_000, kind: 'phase', ref: 'restore' },
    ],
    verdict: { ...verdict, judged_arm: 'control', effect: null },
    recommendation: null,
    restore: { state: 'NOT_NEEDED', pre_image: 'e3b0c442', post_image: 'e3b0c442', took_ms: 0 },
    ...overrides,
  };
}
