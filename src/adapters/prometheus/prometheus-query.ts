import { AppError } from '../../domain/errors.ts';
import type { ProbeSource } from '../../ports/probe-source.ts';
import { ask, type Query } from './ask.ts';

const TIMEOUT_MS = 2000;

/** Asks a Prometheus for numbers; `name` names it in messages. */
export function createPrometheusQuery(query: Query, name: string): ProbeSource['query'] {
  return async (promql) => {
    try {
      const { result } = await ask(query, promql, TIMEOUT_MS);
      return numbersIn(result);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new AppError('stats_unreadable', `Prometheus ${name} did not answer: ${reason.replace(/\.$/, '')}.`, {
        cause,
      });
    }
  };
}

/** A scalar is one `[time, "value"]`, a vector has one of each series ("HTTP API", "Expression query result formats"). */
function numbersIn(result: unknown): number[] {
  if (!Array.isArray(result)) return [];
  const isScalar = result.length === 2 && typeof result[1] === 'string';
  const pairs: unknown[] = isScalar ? [result] : result.map((one) => (one as { value?: unknown } | null)?.value);
  // What is no number, such as a rate of nothing by nothing, says nothing.
  return pairs.flatMap((pair) => {
    const value = Array.isArray(pair) && typeof pair[1] === 'string' && pair[1] !== '' ? Number(pair[1]) : Number.NaN;
    return Number.isFinite(value) ? [value] : [];
  });
}
