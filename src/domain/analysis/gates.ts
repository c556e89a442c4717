import type { ArmRecord, GateResult, TimelineEntry } from '../record.ts';
import type { ClientEvent, EnvoyReading } from '../sample.ts';
import { lateness } from './clients.ts';
import { type CounterSpan, picksOf } from './closes.ts';
import { counterResets } from './counter-resets.ts';
import { type ArmRun, edgeLabels, within } from './run-data.ts';
import { askedAt } from './samples.ts';
import { seenInSpans } from './seen-in-spans.ts';

/** Least share of readings that must be there. */
const MIN_COVERAGE = 0.95;
/** Most failed requests of all, in the observation. */
const MAX_ERROR_SHARE = 0.05;
/** Most that one Pod's counters may cover less time than another's, as a share: picks are compared between Pods. */
const MAX_UNEVENNESS = 0.1;
/** Most connections that were not the fleet's own, of all picks; two are allowed for the window's edges. */
const MAX_FOREIGN_SHARE = 0.05;
const EDGE_PICKS = 2;

export interface GateInput {
  arm: ArmRun;
  record: Pick<ArmRecord, 'samples' | 'held' | 'client'>;
  spans: readonly CounterSpan[];
  events: readonly ClientEvent[];
  readings: readonly EnvoyReading[];
  timeline: readonly TimelineEntry[];
  clients: number;
  intervalMs: number;
}

/** Names of the gates that {@link armGates} computes, without their arm. */
const COMPUTED = [
  'held connections',
  'endpoint changes while observed',
  'Pods unread at an edge',
  'Pods counted unequally long',
  'counter resets',
  'sample coverage',
  'failed requests',
  'foreign connections',
  'request lateness ms',
] as const;

/** Whether a gate was measured while the run went on, and so cannot be computed again from the raw files. */
export function isMeasuredGate(gate: GateResult): boolean {
  return !COMPUTED.some((name) => gate.name.endsWith(` ${name}`));
}

/** The conditions under which an arm's counts are evidence; each with what was measured and what was allowed. */
export function armGates(input: GateInput): GateResult[] {
  const { arm, record, spans, events, timeline, clients, intervalMs } = input;
  const { observe } = arm.windows;
  const { client } = record;
  const moved = timeline.filter((entry) => isEndpointChange(entry) && within(entry.at_ms, observe)).length;
  const failed = Object.values(client.errors).reduce((sum, count) => sum + count, 0);
  // A window shorter than the interval may hold no request; a longer one without any says that nothing was measured.
  const mayBeSilent = observe[1] - observe[0] < intervalMs;
  const errorShare = client.rpcs === 0 ? null : failed / client.rpcs;
  const picks = Object.values(picksOf(spans)).reduce((sum, count) => sum + count, 0);
  const isSeen = seenInSpans(spans, events, observe);
  const own = events.filter((event) => event.kind === 'connect' && event.conn > 1 && isSeen(event)).length;
  const foreign = Math.abs(picks - own);
  const held = Object.values(record.held).reduce((sum, count) => sum + count, 0);
  const unread = Object.keys(record.held).filter((uid) => !spans.some((span) => span.uid === uid)).length;
  const resets = counterResets(readingsOf(input));
  const uneven = unevenness(spans.filter(({ uid }) => uid in record.held));
  const coverage = coverageOf(input);
  const late = lateness(events, observe);
  const gate = (name: (typeof COMPUTED)[number], ok: boolean, value: number | null, limit: number): GateResult => ({
    name: `${arm.name} ${name}`,
    ok,
    value: value === null ? null : Math.round(value * 10_000) / 10_000,
    limit,
  });
  const foreignLimit = Math.max(EDGE_PICKS, MAX_FOREIGN_SHARE * picks);
  return [
    gate('held connections', held === clients, held, clients),
    gate('endpoint changes while observed', moved === 0, moved, 0),
    gate('Pods unread at an edge', unread === 0, unread, 0),
    gate('Pods counted unequally long', uneven <= MAX_UNEVENNESS, uneven, MAX_UNEVENNESS),
    gate('counter resets', resets === 0, resets, 0),
    gate('sample coverage', coverage >= MIN_COVERAGE, coverage, MIN_COVERAGE),
    gate(
      'failed requests',
      errorShare === null ? mayBeSilent : errorShare <= MAX_ERROR_SHARE,
      errorShare,
      MAX_ERROR_SHARE,
    ),
    gate('foreign connections', foreign <= foreignLimit, foreign, Math.round(foreignLimit * 100) / 100),
    gate('request lateness ms', late === null ? mayBeSilent : late <= intervalMs / 2, late, intervalMs / 2),
  ];
}

/** The readings of the observation with its two edges, which are taken right after its ends. */
function readingsOf({ arm, readings }: GateInput): EnvoyReading[] {
  const { end } = edgeLabels(arm.name);
  return readings.filter((reading) => within(reading.at_ms, arm.windows.observe) || reading.label === end);
}

/** How much shorter the shortest span is than the longest, as a share of it. */
function unevenness(spans: readonly CounterSpan[]): number {
  const lengths = spans.map(({ between: [from, to] }) => to - from);
  const longest = Math.max(0, ...lengths);
  return longest === 0 ? 0 : (longest - Math.min(...lengths)) / longest;
}

/** Share of the readings that there should be in the observation: of those tried, and of the samples that were due. */
function coverageOf({ arm, record, readings }: GateInput): number {
  const { observe } = arm.windows;
  const ticks = readings.filter((reading) => reading.kind === 'tick' && within(askedAt(reading), observe));
  if (ticks.length === 0) return 0;
  const taken = record.samples.at_ms.filter((at) => within(at, observe)).length;
  // Jitter may move one sample over an edge.
  const due = Math.floor((observe[1] - observe[0]) / record.samples.interval_ms) - 1;
  const read = ticks.filter((reading) => reading.counters !== null).length;
  return Math.min(1, taken / Math.max(1, due)) * (read / ticks.length);
}

function isEndpointChange(entry: TimelineEntry): boolean {
  return entry.kind === 'endpoint_added' || entry.kind === 'endpoint_removed' || entry.kind === 'pod_gone';
}
