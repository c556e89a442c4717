import { AppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import { isUsable, type TargetProfileView, type TargetReport } from '../domain/target-report.ts';
import { type TargetLimitsView, targetText } from '../domain/text/targets-text.ts';
import type { Clock } from '../ports/clock.ts';
import type { WorkerDesk } from '../ports/worker-desk.ts';
import { askWorker } from './ask-worker.ts';

/** What a person waits for at most in the chat, in milliseconds, and what the worker gets of it. */
export const CHAT_PATIENCE_MS = 2500;
const MARGIN_MS = 500;

export interface TargetsDeps {
  desk: WorkerDesk;
  clock: Clock;
  targets: ReadonlyMap<string, TargetLimitsView>;
  /** What the profile of a configured target says. */
  profile: (name: string) => TargetProfileView;
  defaultTarget: string;
}

/**
 * Shows one target or all of them as their workers see them, asked side by side, so that one that is away hides no other.
 * @returns the text, and whether every target shown is ready for a run
 * @throws AppError `target_unknown`, `queue_unavailable`
 */
export async function showTargets(
  deps: TargetsDeps,
  asked: { target: string | null; key: string; language?: Language },
  patienceMs: number,
): Promise<{ text: string; usable: boolean }> {
  const names = asked.target === null ? [...deps.targets.keys()] : [knownTarget(deps, asked.target)];
  const shown = await Promise.all(
    names.map(async (name) => {
      const report = await reportOf(deps, name, `${asked.key}:${name}`, patienceMs);
      const limits = deps.targets.get(name);
      const isDefault = name === deps.defaultTarget;
      const text = targetText({ name, isDefault, profile: deps.profile(name), limits, report }, asked.language);
      return { text, usable: report !== null && isUsable(report) };
    }),
  );
  return { text: shown.map(({ text }) => text).join('\n\n'), usable: shown.every(({ usable }) => usable) };
}

/** What a target's worker sees; null when no worker answered. @throws AppError `queue_unavailable` */
export async function reportOf(
  deps: Pick<TargetsDeps, 'desk' | 'clock'>,
  name: string,
  id: string,
  patienceMs: number,
): Promise<TargetReport | null> {
  const ask = { id, kind: 'look' as const, within_ms: patienceMs - MARGIN_MS };
  const heard = await askWorker(deps, name, ask, patienceMs);
  return heard.kind === 'report' ? heard.report : null;
}

/** @throws AppError `target_unknown` unless a target of that name is configured */
export function knownTarget({ targets }: { targets: ReadonlyMap<string, unknown> }, name: string): string {
  if (targets.has(name)) return name;
  const names = [...targets.keys()].map((known) => `\`${known}\``).join(', ');
  throw new AppError('target_unknown', `There is no target \`${name}\`. Targets: ${names}.`);
}
