import { analyseRun } from './analysis/analyse-run.ts';
import { isMeasuredGate } from './analysis/gates.ts';
import { recommend } from './recommendation.ts';
import type { GateResult, RunRecord } from './record.ts';
import type { ClientEvent, EnvoyReading } from './sample.ts';
import { findScenario } from './scenarios.ts';

/** One place where the record and the raw files disagree. */
export interface Difference {
  path: string;
  recorded: unknown;
  recomputed: unknown;
}

/**
 * Computes arms, gates, verdict, recommendation, what a sweep found and what clients lost again from its raw files and gives every difference; none
 * is agreement.
 */
export function verifyRecord(
  record: RunRecord,
  readings: readonly EnvoyReading[],
  events: readonly ClientEvent[],
): Difference[] {
  const { movement = 'none', lossIn } = findScenario(record.scenario) ?? {};
  const analysis = analyseRun({
    parameters: record.parameters,
    arms: record.arms.map(({ name, setting, windows, conditions = [], moved_by = movement }) => {
      return { name, setting, windows, conditions, movement: moved_by };
    }),
    readings,
    events,
    timeline: record.timeline,
    pods: record.topology.pods,
    service: record.topology.service,
    gates: record.gates.filter(isMeasuredGate),
    loss_in: lossIn,
  });
  const verdict = record.failure === null ? analysis.verdict : null;
  const recommendation = recommend({ ...record, verdict });
  return differences(
    {
      arms: record.arms,
      gates: byName(record.gates),
      verdict: record.verdict,
      recommendation: record.recommendation,
      sweep: record.sweep ?? null,
      loss: record.loss ?? null,
      way: record.way ?? null,
    },
    JSON.parse(
      JSON.stringify({
        arms: analysis.arms,
        gates: byName(analysis.gates),
        verdict,
        recommendation,
        sweep: (record.failure === null ? analysis.sweep : null) ?? null,
        loss: (record.failure === null ? analysis.loss : null) ?? null,
        way: (record.failure === null ? analysis.way : null) ?? null,
      }),
    ),
    '',
  );
}

/** Gates under their names, so that one more or less does not move the others. */
function byName(gates: readonly GateResult[]): unknown {
  const named = new Map(gates.map((gate) => [gate.name, gate]));
  return named.size === gates.length ? Object.fromEntries(named) : gates;
}

function differences(recorded: unknown, recomputed: unknown, path: string): Difference[] {
  if (Object.is(recorded, recomputed)) return [];
  if (!isObject(recorded) || !isObject(recomputed)) return [{ path, recorded, recomputed }];
  const keys = new Set([...Object.keys(recorded), ...Object.keys(recomputed)]);
  return [...keys].flatMap((key) => differences(recorded[key], recomputed[key], path === '' ? key : `${path}.${key}`));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
