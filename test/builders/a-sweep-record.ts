import { armKind } from '../../src/domain/arm-name.ts';
import type { RunParameters } from '../../src/domain/parameters.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import type { ArmRecord } from '../../src/domain/record-arm.ts';
import type { Setting } from '../../src/domain/setting.ts';
import type { SweepPlan } from '../../src/domain/sweep/sweep-plan.ts';
import { sweepResult } from '../../src/domain/sweep/sweep-result.ts';
import { judge } from '../../src/domain/verdict.ts';
import { aClientSummary, aControlArm, aPrice, aRecord, aTreatmentArm } from './a-record.ts';

/** What one try of a setting came to; the time between two connections of a client decides its price. */
export interface Try {
  name: string;
  picks?: number[];
  periodMs?: number;
  evenMs?: number | null;
  failed?: number;
  jitter?: number;
  /** Name of a gate that failed. */
  failedGate?: string;
  /** The setting closed nothing. */
  idle?: boolean;
}

const VALUES: Readonly<Record<string, number>> = { '1s': 1000, '5s': 5000, '15s': 15_000, '60s': 60_000 };
const NONE = { p50: null, p99: null, max: null };

export function aSweepPlan(changed: Partial<SweepPlan> = {}): SweepPlan {
  return {
    values_ms: [1000, 5000, 15_000],
    jitters_percent: [],
    budget_ms: 900_000,
    within_ms: null,
    errors_percent: 0.1,
    ...changed,
  };
}

export function sweepParameters(changed: Partial<RunParameters> = {}): RunParameters {
  const { parameters } = aRecord();
  return {
    ...parameters,
    value_ms: null,
    clients: 200,
    interval_ms: 500,
    restart: 'rolling',
    sweep: aSweepPlan(),
    ...changed,
  };
}

export function aTry(one: Try): ArmRecord {
  const { picks = [101, 99, 100], periodMs = 6000, evenMs = 2000, failed = 0, jitter, failedGate, idle = false } = one;
  const setting: Setting = {
    kind: 'max-connection-duration',
    value_ms: VALUES[armKind(one.name).split('+')[0] ?? ''] ?? 5000,
    ...(jitter === undefined ? {} : { jitter_percent: jitter }),
  };
  const base = aTreatmentArm();
  const uids = ['uid-c0', 'uid-c1', 'uid-c2'];
  const counts = Object.fromEntries(uids.map((uid, index) => [uid, picks[index] ?? 0]));
  const gates = failedGate === undefined ? [] : [{ name: failedGate, ok: false, value: 0, limit: 1 }];
  const { method: _method, ...verdict } = judge({
    counts: Object.values(counts),
    ...{ alpha: 0.05, effect: 1.25, tolerance: 1.5, seed: 1, gates },
  });
  return {
    ...base,
    name: one.name,
    setting,
    evidence: idle ? 'held' : 'picks',
    [idle ? 'held' : 'picks']: counts,
    client: aClientSummary({
      clients: 200,
      rpcs: 9000,
      errors: failed === 0 ? {} : { UNAVAILABLE: failed },
      reconnects: 300,
      latency_ms: { p50: 1.4, p99: 3.2, max: 5.1 },
    }),
    price: aPrice({
      time_to_balance_ms: evenMs,
      reconnects_per_s: { mean: 33, peak: 80 },
      reconnect_period_ms: periodMs,
      latency_ms: { opened: NONE, reused: NONE },
    }),
    verdict,
  };
}

/** A sweep over 1s, 5s and 15s with these tries, a control first. */
export function aSweepRecord(tries: readonly Try[], changed: Partial<RunParameters> = {}): RunRecord {
  const parameters = sweepParameters(changed);
  const arms = [aControlArm(), ...tries.map(aTry)];
  const sweep = sweepResult(arms, parameters);
  if (sweep === null) throw new Error('this is no sweep');
  const best = sweep.settings.find(({ name }) => name === sweep.recommended);
  const verdict = best === undefined ? null : { ...best.verdict, judged_arm: best.name, effect: 'REPAIRED' as const };
  return aRecord({ parameters, arms, sweep, verdict, recommendation: null });
}

/** The sweep that most tests look at: 15s is the cheapest of three even settings. */
export const THREE_EVEN: readonly Try[] = [
  { name: '1s', periodMs: 1500, evenMs: 0 },
  { name: '5s', periodMs: 5500, evenMs: 2500 },
  { name: '15s', periodMs: 15_500, evenMs: 13_000, picks: [92, 88, 84] },
];
