import { armKind } from '../arm-name.ts';
import { areBalancing, changesWay } from '../condition.ts';
import { judgeRepeats } from '../judge-repeats.ts';
import type { GateResult, RecordPod, RunRecord } from '../record.ts';
import type { ArmRecord, ClientSummary, RecordVerdict, Window } from '../record-arm.ts';
import type { SweepResult } from '../record-results.ts';
import type { ClientEvent } from '../sample.ts';
import { sweepResult } from '../sweep/sweep-result.ts';
import { type ArmVerdict, judge, runEffect } from '../verdict.ts';
import { hasStreams } from '../workload.ts';
import { heldAt, openAt, summariseClients } from './clients.ts';
import { type CounterSpan, closedBySetting, counterSpans, picksOf, summariseCloses } from './closes.ts';
import { connectionEvents } from './connection-events.ts';
import { armGates } from './gates.ts';
import { lossResult } from './losses.ts';
import { readyPods } from './pod-sets.ts';
import { predictedShares } from './predicted.ts';
import { armPrice } from './price.ts';
import { type ArmRun, edgeLabels, type RunData } from './run-data.ts';
import { foreignCounts, meanActive, sampleTable } from './samples.ts';
import { summariseStreams } from './streams.ts';
import { withoutHttp2 } from './traffic-gates.ts';
import { wayResult } from './way.ts';

export type Analysis = Pick<RunRecord, 'arms' | 'gates' | 'verdict' | 'sweep' | 'loss' | 'way'>;

/**
 * Turns what was measured into the judged part of the record. A pure function of record and raw files, so that
 * `nlb verify` can repeat it. With repeats, the run is judged on all of its arm's together, by {@link judgeRepeats}.
 */
export function analyseRun(data: RunData): Analysis {
  const steps = analyseBySteps(data);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * {@link analyseRun} with a pause after each arm: many arms of many clients take seconds, in which whoever shares the
 * thread with them has a lease to renew.
 */
export function* analyseBySteps(data: RunData): Generator<undefined, Analysis, undefined> {
  const arms: ArmRecord[] = [];
  const gates: GateResult[] = [...data.gates];
  const connections = connectionEvents(data.events);
  for (const [index, arm] of data.arms.entries()) {
    const analysed = analyseArm(data, connections, arm, index === 0);
    arms.push(analysed.record);
    gates.push(...analysed.gates);
    yield;
  }
  const sweep = sweepResult(arms, data.parameters);
  if (sweep === null) return { arms, gates, verdict: runVerdict(data, arms, gates), ...lossIn(data), ...wayIn(arms) };
  return { arms, gates, verdict: sweepVerdict(data, arms, gates, sweep), sweep };
}

function wayIn(arms: readonly ArmRecord[]): Pick<Analysis, 'way'> {
  const way = wayResult(arms);
  return way === null ? {} : { way };
}

function lossIn(data: RunData): Pick<Analysis, 'loss'> {
  const loss = data.loss_in === undefined ? null : lossResult(data, data.loss_in);
  return loss === null ? {} : { loss };
}

/** The verdict of a sweep is that of the setting it recommends; null where it recommends none. */
function sweepVerdict(
  data: RunData,
  arms: readonly ArmRecord[],
  gates: readonly GateResult[],
  { settings, recommended }: SweepResult,
): RunRecord['verdict'] {
  const best = settings.find(({ name }) => name === recommended);
  const control = verdictOf(data, arms, gates, 'control');
  if (best === undefined || control === null) return null;
  const { name, verdict } = best;
  const effect = runEffect({ control: control.name, treatment: verdict.name, closedBySetting: best.reconnects });
  return { ...verdict, judged_arm: name, effect };
}

function analyseArm(
  data: RunData,
  connections: readonly ClientEvent[],
  arm: ArmRun,
  first: boolean,
): { record: ArmRecord; gates: GateResult[] } {
  const { parameters, readings, events } = data;
  const { change, observe, prepare = change } = arm.windows;
  const labels = edgeLabels(arm.name);
  const ready = readyPods(data.pods, data.timeline, observe[0]);
  const observed = counterSpans(readings, data.pods, observe, { from: labels.observe, to: labels.end });
  const changed = counterSpans(readings, data.pods, change, { from: labels.change, to: labels.observe });
  const closes = summariseCloses(observed, connections, observe);
  const evidence = closedBySetting(closes) > 0 ? 'picks' : 'held';
  const held = (areBalancing(arm.conditions) ? openAt : heldAt)(connections, data.pods, observe[0]);
  const picks = picksOf(observed);
  const record: ArmRecord = {
    name: arm.name,
    setting: arm.setting,
    ...(arm.conditions.length === 0 ? {} : { conditions: arm.conditions }),
    ...(isMoveTold(parameters, arm) ? { moved_by: arm.movement } : {}),
    evidence,
    windows: arm.windows,
    samples: sampleTable(readings, [first ? 0 : prepare[0], observe[1]]),
    picks: forPods(ready, (pod) => picks[pod.uid] ?? 0),
    held: forPods(ready, (pod) => held.get(pod.uid) ?? 0),
    mean_active: forPods(ready, (pod) => meanActive(readings, pod.uid, observe)),
    predicted: predictedShares({ ...data, events: connections }, arm, ready, evidence),
    closes,
    client: clientSummary(data, arm, observe),
    price: armPrice(events, parameters.clients, ready, observe, connections),
    change: {
      picks: picksOf(changed),
      closes: summariseCloses(changed, connections, change),
      client: clientSummary(data, arm, change),
    },
    ...foreignIn(data, observed, [first ? 0 : prepare[0], observe[1]]),
    verdict: null,
  };
  const gates = armGates({
    arm,
    record,
    spans: observed,
    events,
    connections,
    readings,
    timeline: data.timeline,
    clients: parameters.clients,
    intervalMs: parameters.interval_ms,
  });
  record.verdict = judgeCounts(data, Object.values(record[evidence]), [...gatesOf(data.gates, arm.name), ...gates]);
  return { record, gates };
}

/** Each arm of a written plan has a movement of its own; of any other run only what is no restart is worth a word. */
function isMoveTold({ custom }: RunData['parameters'], { movement }: ArmRun): boolean {
  return custom !== undefined || (movement !== 'none' && movement !== 'restart');
}

/** What the Pods took and no client opened, in a run that is about health checks. */
function foreignIn(
  { arms, readings }: RunData,
  spans: readonly CounterSpan[],
  window: Window,
): Pick<ArmRecord, 'foreign'> {
  if (!arms.some(({ conditions }) => conditions.some(({ kind }) => kind === 'health-checks'))) return {};
  const connections = withoutHttp2(spans);
  const podMinutes = spans.reduce((sum, { between: [from, to] }) => sum + (to - from), 0) / 60_000;
  const rate = podMinutes === 0 ? 0 : connections / podMinutes;
  const counts = foreignCounts(readings, window);
  return { foreign: { connections, per_pod_per_minute: Math.round(100 * rate) / 100, counts } };
}

function clientSummary({ events, parameters }: RunData, arm: ArmRun, window: Window): ClientSummary {
  const summary = summariseClients(events, parameters.clients, window);
  if (!hasStreams(parameters)) return summary;
  const limitMs = arm.setting?.max_stream_duration_ms ?? null;
  return { ...summary, streams: summariseStreams(events, window, { intervalMs: parameters.interval_ms, limitMs }) };
}

/** A gate belongs to one arm by its first word, or to all. */
function gatesOf(gates: readonly GateResult[], arm: string): GateResult[] {
  return gates.filter((gate) => gate.name.startsWith('run ') || gate.name.startsWith(`${arm} `));
}

function judgeCounts(data: RunData, counts: number[], gates: readonly GateResult[]): RecordVerdict {
  const { alpha, effect, tolerance, seed } = data.parameters;
  const { method: _method, ...verdict }: ArmVerdict = judge({ counts, alpha, effect, tolerance, seed, gates });
  return verdict;
}

function judgedArm({ custom }: RunData['parameters'], arms: readonly ArmRecord[]): string {
  if (custom !== undefined) return custom.judged;
  return arms.some((arm) => armKind(arm.name) === 'treatment') ? 'treatment' : 'control';
}

function runVerdict(data: RunData, arms: readonly ArmRecord[], gates: readonly GateResult[]): RunRecord['verdict'] {
  const judged = judgedArm(data.parameters, arms);
  const verdict = verdictOf(data, arms, gates, judged);
  if (verdict === null) return null;
  const ofJudged = arms.filter((arm) => armKind(arm.name) === judged);
  // What was done to the spread is no question where neither a setting nor another way to the Pods was tried.
  const isSetting = ofJudged.some(({ setting }) => setting !== null);
  const isWay = ofJudged.some(({ conditions = [] }) => changesWay(conditions) || areBalancing(conditions));
  const isAsked = judged !== 'control' && (isSetting || isWay);
  const control = isAsked ? verdictOf(data, arms, gates, 'control') : null;
  const closed = isSetting ? ofJudged.reduce((sum, arm) => sum + closedBySetting(arm.closes), 0) : null;
  return {
    ...verdict,
    judged_arm: judged,
    effect:
      control === null ? null : runEffect({ control: control.name, treatment: verdict.name, closedBySetting: closed }),
  };
}

function verdictOf(
  data: RunData,
  arms: readonly ArmRecord[],
  gates: readonly GateResult[],
  kind: string,
): RecordVerdict | null {
  const same = arms.filter((arm) => armKind(arm.name) === kind);
  if (same.length <= 1) return same[0]?.verdict ?? null;
  const { alpha, effect, tolerance, seed } = data.parameters;
  const { method: _method, ...verdict } = judgeRepeats({
    repeats: same.map((arm) => Object.values(arm[arm.evidence])),
    ...{ alpha, effect, tolerance, seed },
    gates: same.flatMap((arm) => gatesOf(gates, arm.name)),
  });
  return verdict;
}

function forPods<T>(pods: readonly RecordPod[], value: (pod: RecordPod) => T): Record<string, T> {
  return Object.fromEntries(pods.map((pod) => [pod.uid, value(pod)]));
}
