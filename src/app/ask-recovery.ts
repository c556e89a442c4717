import type { Language } from '../domain/language.ts';
import type { Keep } from '../domain/record-restore.ts';
import { recoveryAnswer } from '../domain/text/recovery-text.ts';
import { knownTarget, type TargetsDeps } from './answer-targets.ts';
import { askWorker } from './ask-worker.ts';

export interface RecoveryAsked {
  target: string | null;
  keep: Keep | null;
  confirm: string | null;
  user: string;
  key: string;
  language?: Language;
}

/**
 * Asks that what a run left on a target be put back now, or left as it is. The worker does it, under the target's lease.
 * @returns the answer, and whether nothing is left to recover
 * @throws AppError `target_unknown`, `queue_unavailable`
 */
export async function askRecovery(
  deps: Pick<TargetsDeps, 'desk' | 'clock' | 'targets' | 'defaultTarget'>,
  { target, keep, confirm, user, key, language = 'en' }: RecoveryAsked,
  patienceMs: number,
): Promise<{ text: string; recovered: boolean }> {
  const name = knownTarget(deps, target ?? deps.defaultTarget);
  const ask = { id: key, kind: 'recover' as const, asked_by: user, keep, confirm };
  const heard = await askWorker(deps, name, ask, patienceMs);
  const recovered = heard.kind === 'nothing' || (heard.kind === 'recovered' && heard.recovery.state !== 'FAILED');
  return { text: recoveryAnswer(name, heard, language), recovered };
}
