import { formatDuration } from '../duration.ts';
import type { RunRecord } from '../record.ts';
import { UNARY } from '../workload.ts';

/** One thing that two runs do not have in common; `-` where a run has none of it. */
export interface RunDifference {
  what: string;
  a: string;
  b: string;
}

type Facts = [what: string, value: unknown][];

/** What two runs do not have in common: scenario, target and its Service, parameters, versions. */
export function runDifferences(a: RunRecord, b: RunRecord): RunDifference[] {
  const [ofA, ofB] = [factsOf(a), factsOf(b)];
  const names = [...new Set([...ofA, ...ofB].map(([what]) => what))];
  const value = (facts: Facts, name: string): unknown => facts.find(([what]) => what === name)?.[1] ?? null;
  return names
    .map((what) => ({ what, a: textOf(what, value(ofA, what)), b: textOf(what, value(ofB, what)) }))
    .filter((difference) => difference.a !== difference.b)
    .map(({ what, ...texts }) => ({ what: nameOf(what), ...texts }));
}

function factsOf(record: RunRecord): Facts {
  const { target, topology, versions, plan } = record;
  const { service } = topology;
  // Each run has a seed of its own.
  const { seed: _seed, sweep, ...parameters } = record.parameters;
  return [
    ['scenario', record.scenario],
    ['target', target.name],
    ['target kind', target.kind],
    ['target class', target.class],
    ['Service', service?.type],
    ['traffic policy', service?.traffic_policy],
    ['target type', service?.target_type],
    ['nodes', service?.nodes.length],
    ['samples from', plan.stats?.from ?? 'pods'],
    // A record from before there were streams does not say that its clients had none.
    ...Object.entries({ ...UNARY, ...parameters }),
    ['values', sweep?.values_ms.map(formatDuration).join(',')],
    ['jitters', sweep?.jitters_percent.join(',')],
    ['budget_ms', sweep?.budget_ms],
    ['within_ms', sweep?.within_ms],
    ['errors_percent', sweep?.errors_percent],
    ['Envoy', versions.envoy],
    ['grpc-js', versions.grpc_js],
    ['Kubernetes', versions.kubernetes],
    ['bot', versions.bot],
  ];
}

/** A parameter as people type it: `max_stream_duration_ms` is `max-stream-duration`. */
function nameOf(what: string): string {
  return what.replace(/_(?:ms|percent)$/, '').replaceAll('_', '-');
}

function textOf(what: string, value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (what.endsWith('_ms')) return formatDuration(Number(value));
  return what.endsWith('_percent') ? `${value}%` : String(value);
}
