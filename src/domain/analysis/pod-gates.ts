import { areBalancing } from '../condition.ts';
import type { GateResult, TimelineEntry } from '../record.ts';
import type { EnvoyReading } from '../sample.ts';
import { counterResets } from './counter-resets.ts';
import { atMost, type GateInput, gate } from './gate-input.ts';
import { edgeLabels, within } from './run-data.ts';
import { askedAt } from './samples.ts';

/** Least share of readings that must be there. */
const MIN_COVERAGE = 0.95;
/** Most that one Pod's counters may cover less time than another's, as a share: picks are compared between Pods. */
const MAX_UNEVENNESS = 0.1;

/** Whether the Pods that are judged are one set, each read from the start of the observation to its end. */
export function podGates(input: GateInput): GateResult[] {
  const { arm, record, spans, timeline, clients } = input;
  const held = Object.values(record.held).reduce((sum, count) => sum + count, 0);
  const moved = timeline.filter((entry) => isEndpointChange(entry) && within(entry.at_ms, arm.windows.observe));
  const unread = Object.keys(record.held).filter((uid) => !spans.some((span) => span.uid === uid));
  const coverage = coverageOf(input);
  return [
    gate(input, 'held connections', { ok: isAllOf(held, input), value: held, limit: clients }),
    gate(input, 'endpoint changes while observed', atMost(0, moved.length)),
    gate(input, 'Pods that are not judged', atMost(0, strangersIn(input))),
    gate(input, 'Pods unread at an edge', atMost(0, unread.length)),
    gate(input, 'Pods counted unequally long', atMost(MAX_UNEVENNESS, unevenness(input))),
    gate(input, 'counter resets', atMost(0, counterResets(readingsOf(input)))),
    gate(input, 'sample coverage', { ok: coverage >= MIN_COVERAGE, value: coverage, limit: MIN_COVERAGE }),
  ];
}

/** Whether each client's connections are there: one each, or as many as it knows Pods, and then the same number for all. */
function isAllOf(held: number, { arm, clients }: GateInput): boolean {
  return areBalancing(arm.conditions) ? held >= clients && held % clients === 0 : held === clients;
}

/** Pods, by uid, that were read in the observation without being of the set that is judged. */
function strangersIn({ arm, record, readings }: GateInput): number {
  const read = readings.filter(({ counters, at_ms }) => counters !== null && within(at_ms, arm.windows.observe));
  return new Set(read.map(({ uid }) => uid).filter((uid) => !(uid in record.held))).size;
}

/** The readings of the observation with its two edges, which are taken right after its ends. */
function readingsOf({ arm, readings }: GateInput): EnvoyReading[] {
  const { end } = edgeLabels(arm.name);
  return readings.filter((reading) => within(reading.at_ms, arm.windows.observe) || reading.label === end);
}

/** How much shorter the shortest span of a judged Pod is than the longest, as a share of it. */
function unevenness({ spans, record }: GateInput): number {
  const judged = spans.filter(({ uid }) => uid in record.held);
  const lengths = judged.map(({ between: [from, to] }) => to - from);
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
