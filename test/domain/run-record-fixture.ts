import { closedBySetting } from '../../src/domain/analysis/closes.ts';
import { completeParameters, type RunParameters } from '../../src/domain/parameters.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import type { ArmPrice, ArmRecord, ClientSummary, CloseSummary } from '../../src/domain/record-arm.ts';
import type { RunRequest } from '../../src/domain/run.ts';
import type { ScenarioName } from '../../src/domain/scenario.ts';
import { findScenario } from '../../src/domain/scenarios.ts';
import type { DurationSetting, Setting } from '../../src/domain/setting.ts';
import type { Topology } from '../../src/domain/topology.ts';
import { judge, runEffect } from '../../src/domain/verdict.ts';

/** Parameters of a scenario with some of them changed. */
export function parametersOf(scenario: ScenarioName, changed: Partial<RunParameters> = {}): RunParameters {
  const rule = findScenario(scenario);
  if (rule === undefined) throw new Error(`no scenario ${scenario}`);
  return { ...completeParameters(rule, new Map(), 7), ...changed };
}

export function requestOf(scenario: ScenarioName, changed: Partial<RunParameters> = {}): RunRequest {
  return {
    id: 'r-7f3c0a12',
    scenario,
    target: 'lab',
    parameters: parametersOf(scenario, changed),
    requested_by: 'U0KATO',
    requested_at: '2026-11-23T14:02:00.000Z',
    thread: { channel: 'C0SRE', ts: '1.1' },
  };
}

export function topologyOf(
  changed: { service?: Partial<Topology['service']>; kubernetes_version?: string } = {},
): Topology {
  return {
    pods: ['a', 'b', 'c'].map((letter, index) => ({
      uid: `uid-${letter}`,
      name: `envoy-${letter}`,
      node: `node-${(index % 2) + 1}`,
      address: `127.0.0.1:4100${index}`,
      ready: true,
      ready_at: 0,
      stats_url: 'http://127.0.0.1:1/stats',
    })),
    service: {
      name: 'envoy',
      type: 'LoadBalancer',
      address: '127.0.0.1:31400',
      node_port: 31401,
      nodes: [
        { name: 'node-1', address: '127.0.0.1:31401', zone: 'us-west-1b' },
        { name: 'node-2', address: '127.0.0.2:31401', zone: 'us-west-1c' },
      ],
      traffic_policy: 'Cluster',
      target_type: 'instance',
      ...changed.service,
    },
    deployment: {
      name: 'envoy',
      replicas: 3,
      max_surge: 1,
      max_unavailable: 0,
      rolled_out: true,
      revision: '6c5b8d7f9',
    },
    config: { name: 'envoy-config', document: 'a: 1\n', image: 'f'.repeat(64) },
    envoy_version: '1.40.0',
    kubernetes_version: changed.kubernetes_version ?? null,
  };
}

function clientSummary(changed: Partial<ClientSummary> = {}): ClientSummary {
  return {
    clients: 20,
    rpcs: 300,
    errors: {},
    failures: { no_connection: 0, cut_off: 0, timed_out: 0, answered: 0 },
    reconnects: 0,
    peak_reconnects_per_s: 0,
    latency_ms: { p50: 1, p99: 2.1, max: 4 },
    gap_ms: { p50: null, p99: null, max: null },
    ...changed,
  };
}

/** What such clients pay in so many seconds: every reconnect by a request of its own, connected all the time. */
function priceOf(client: ClientSummary, seconds: number, changed: Partial<ArmPrice> = {}): ArmPrice {
  const none = { p50: null, p99: null, max: null };
  const mean = Math.round((client.reconnects / seconds) * 10_000) / 10_000;
  const allOpened = client.reconnects >= client.rpcs;
  return {
    time_to_balance_ms: 0,
    reconnects_per_s: { mean, peak: client.peak_reconnects_per_s },
    duty: 1,
    reconnect_period_ms: client.reconnects === 0 ? null : (1000 * seconds * client.clients) / client.reconnects,
    handshakes: client.reconnects,
    latency_ms: {
      opened: client.reconnects === 0 ? none : client.latency_ms,
      reused: allOpened ? none : client.latency_ms,
    },
    ...changed,
  };
}

function closeSummary(byCause: Partial<CloseSummary['by_cause']> = {}): CloseSummary {
  const by_cause = {
    max_duration: 0,
    idle_timeout: 0,
    max_requests: 0,
    drain: 0,
    pod_terminated: 0,
    client: 0,
    other: 0,
  };
  const merged = { ...by_cause, ...byCause };
  return {
    total: Object.values(merged).reduce((sum, count) => sum + count, 0),
    by_cause: merged,
    with_active_request: 0,
    timers: { max_duration: merged.max_duration, idle_timeout: merged.idle_timeout },
    still_draining: 0,
    unobserved_pods: [],
    clients: {
      asked: merged.max_duration + merged.idle_timeout + merged.drain,
      cut: merged.pod_terminated,
      own: merged.client,
    },
  };
}

export interface ArmInput {
  name: 'control' | 'treatment';
  setting?: Setting;
  counts: number[];
  evidence: 'held' | 'picks';
  closes?: Partial<CloseSummary['by_cause']>;
  client?: Partial<ClientSummary>;
  changeClient?: Partial<ClientSummary>;
  price?: Partial<ArmPrice>;
  failedGate?: boolean;
}

/** Pods of an arm have uids of their own, as after a restart: `control-a`, `control-b` and so on. */
export function armOf(input: ArmInput): ArmRecord {
  const from = input.name === 'control' ? 12_000 : 48_000;
  const counts = Object.fromEntries(input.counts.map((count, index) => [uidOf(input.name, index), count]));
  const client = clientSummary(input.client);
  const observed = input.setting ? 45_000 : 15_000;
  const gates = [{ name: 'foreign_connections', ok: input.failedGate !== true, value: 12, limit: 5 }];
  return {
    name: input.name,
    setting: input.setting ?? null,
    evidence: input.evidence,
    windows: {
      change: [from, from + 12_000],
      observe: [from + 12_000, from + 12_000 + observed],
    },
    samples: { interval_ms: 1000, at_ms: [], pods: [], active: [], expected: 0, missing: 0 },
    picks: input.evidence === 'picks' ? counts : {},
    held: input.evidence === 'held' ? counts : {},
    mean_active: {},
    predicted: {},
    closes: closeSummary(input.closes),
    client,
    price: priceOf(client, observed / 1000, input.price),
    change: {
      picks: {},
      closes: closeSummary(),
      client: clientSummary({ rpcs: 80, reconnects: 20, ...input.changeClient }),
    },
    verdict: judge({ counts: input.counts, seed: 7, gates, alpha: 0.05, effect: 1.25, tolerance: 1.5 }),
  };
}

function uidOf(arm: string, index: number): string {
  return `${arm}-${'abcdefghijkl'[index] ?? index}`;
}

/** A finished run; verdict and effect are computed from the arms by the real rules. */
export function recordOf(scenario: ScenarioName, arms: ArmInput[], changed: Partial<RunRecord> = {}): RunRecord {
  const parameters = changed.parameters ?? parametersOf(scenario);
  const built = arms.map(armOf);
  const judged = built.at(-1);
  const control = built.length > 1 ? built[0] : undefined;
  const verdict =
    judged?.verdict == null
      ? null
      : {
          ...judged.verdict,
          judged_arm: judged.name,
          effect:
            control?.verdict == null || judged.verdict.name === 'INVALID'
              ? null
              : runEffect({
                  control: control.verdict.name,
                  treatment: judged.verdict.name,
                  closedBySetting: closedBySetting(judged.closes),
                }),
        };
  return {
    schema: 1,
    id: 'r-7f3c0a12',
    scenario,
    target: { name: 'lab', kind: 'lab', class: 'lab' },
    parameters,
    requested_by: 'U0KATO',
    started_at: '2026-11-23T23:59:00.000Z',
    ended_at: '2026-11-24T00:01:03.000Z',
    state: 'done',
    failure: null,
    versions: { bot: '0.1.0', envoy: '1.40.0', grpc_js: '1.14.7' },
    plan: {
      alpha: 0.05,
      effect: 1.25,
      tolerance: 1.5,
      test: 'exact multinomial',
      seed: 7,
      arms_order: arms.map(({ name }) => name),
    },
    topology: {
      pods: arms.flatMap(({ name, counts }) =>
        counts.map((_, index) => ({
          uid: uidOf(name, index),
          name: `envoy-${name[0]}${'abcdefghijkl'[index] ?? index}`,
          node: 'node-1',
          ready_at_ms: (name === 'control' ? 13_000 : 49_000) + index * 1000,
          terminated_at_ms: null,
        })),
      ),
      service: topologyOf().service,
    },
    timeline: [],
    gates: [],
    arms: built,
    verdict,
    recommendation: null,
    restore: { state: 'RESTORED', pre_image: 'a', post_image: 'a', took_ms: 4100 },
    ...changed,
  };
}

export const ONE_SECOND: DurationSetting = { kind: 'max-connection-duration', value_ms: 1000 };

/** The original's run: 20 of 20 on one Pod, then 301 picks that are even. */
export function repairedRecord(changed: Partial<RunRecord> = {}): RunRecord {
  return recordOf(
    'max-connection-duration',
    [
      { name: 'control', counts: [20, 0, 0], evidence: 'held', price: { time_to_balance_ms: null } },
      {
        name: 'treatment',
        setting: ONE_SECOND,
        counts: [105, 99, 97],
        evidence: 'picks',
        closes: { max_duration: 301 },
        client: {
          rpcs: 301,
          reconnects: 301,
          peak_reconnects_per_s: 8,
          latency_ms: { p50: 2, p99: 4, max: 9 },
          gap_ms: { p50: 2001, p99: 2004, max: 2011 },
        },
        price: { time_to_balance_ms: 1420, duty: 0.3341 },
      },
    ],
    changed,
  );
}
