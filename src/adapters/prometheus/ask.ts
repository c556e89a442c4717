/**
 * Asks Prometheus's HTTP API: GET `path` with these parameters. Rejects with a sentence for a person when no answer of
 * Prometheus's own came; one that tells of an error may be returned as it is.
 */
export type Query = (path: string, parameters: Record<string, string>, timeoutMs: number) => Promise<unknown>;

/** What a query found, and what Prometheus says that it may lack. */
export interface Answer {
  result: unknown;
  warnings: string[];
}

/**
 * Evaluates PromQL at Prometheus's own present ("HTTP API", instant queries).
 * @throws Error with Prometheus's reason
 */
export async function ask(query: Query, promql: string, timeoutMs: number): Promise<Answer> {
  const body = await query('/api/v1/query', { query: promql, timeout: `${timeoutMs}ms` }, timeoutMs);
  const answer = body as { status?: unknown; data?: { result?: unknown }; warnings?: unknown } | null;
  if (answer?.status !== 'success') throw new Error(errorIn(body) ?? 'it answered no JSON of a Prometheus');
  return { result: answer.data?.result, warnings: Array.isArray(answer.warnings) ? answer.warnings.map(String) : [] };
}

/** The error that an answer of Prometheus tells of, null without one. */
export function errorIn(body: unknown): string | null {
  const answer = body as { status?: unknown; errorType?: unknown; error?: unknown } | null;
  return answer?.status === 'error' ? `${String(answer.errorType)}: ${String(answer.error)}` : null;
}
