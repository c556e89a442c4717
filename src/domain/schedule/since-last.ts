import type { RunId } from '../run.ts';
import type { PastRun } from '../run-history.ts';
import type { RunEffect, VerdictName } from '../verdict.ts';

/** What a run of a schedule found: its verdict, or that it failed. */
export type Found = { verdict: VerdictName; effect: RunEffect | null } | 'failed';

/** A run of a schedule beside the one before it. */
export interface SinceLast {
  schedule: string;
  /** Null for a run that found nothing, because somebody ended it for example. */
  now: Found | null;
  /** The newest run of the schedule before it that found something; null for the first. */
  before: { run: RunId; at: string; found: Found } | null;
}

/** What a run found; null where it says nothing about its target: it goes on, or was ended from outside. */
export function foundBy({ state, summary }: PastRun): Found | null {
  if (state === 'failed') return 'failed';
  const verdict = summary?.verdict ?? null;
  return state !== 'done' || verdict === null ? null : { verdict: verdict.name, effect: verdict.effect };
}

/** A run beside the one before it of the same schedule; null for one that is of none, or not kept. `runs` are newest first. */
export function sinceLast(run: RunId, runs: readonly PastRun[]): SinceLast | null {
  const own = runs.findIndex(({ request }) => request.id === run);
  const [it, ...older] = own < 0 ? [] : runs.slice(own);
  const schedule = it?.request.schedule?.id;
  if (it === undefined || schedule === undefined) return null;
  for (const past of older) {
    const found = past.request.schedule?.id === schedule ? foundBy(past) : null;
    if (found === null) continue;
    const { id, requested_at } = past.request;
    return { schedule, now: foundBy(it), before: { run: id, at: requested_at, found } };
  }
  return { schedule, now: foundBy(it), before: null };
}

/** Whether a run found something else than the one before it; the first one does. */
export function isChanged({ now, before }: SinceLast): boolean {
  return JSON.stringify(now) !== JSON.stringify(before?.found ?? null);
}

/**
 * Whether a run that opens its thread only for news has some: another verdict than before, a failure, an end from
 * outside, or a target that was not put back. `runs` are newest first.
 */
export function isNews(run: RunId, runs: readonly PastRun[]): boolean {
  const since = sinceLast(run, runs);
  const it = runs.find(({ request }) => request.id === run);
  if (since === null || it === undefined) return true;
  return since.now === null || since.now === 'failed' || it.summary?.restored !== true || isChanged(since);
}
