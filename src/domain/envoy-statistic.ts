import { AppError } from './errors.ts';

/** What to ask Envoy's `/stats` for one statistic by its whole name (Envoy, "Administration interface"). */
export function statisticQuery(name: string): { format: string; filter: string } {
  return { format: 'json', filter: `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` };
}

/**
 * A counter or gauge in what Envoy answers to `/stats?format=json`; null where it has none of that name.
 * @throws AppError `stats_unreadable` where the answer has no statistics at all
 */
export function statisticOf(body: unknown, name: string, podName: string): number | null {
  const entries = (body as { stats?: ({ name?: string; value?: unknown } | null)[] } | null)?.stats;
  if (!Array.isArray(entries)) throw new AppError('stats_unreadable', `Pod ${podName} answered without statistics.`);
  const value = entries.find((entry) => entry?.name === name)?.value;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
