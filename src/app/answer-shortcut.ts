import type { Language } from '../domain/language.ts';
import { notOfARun } from '../domain/text/thread-help.ts';
import { type ExplainDeps, explainRun } from './explain-run.ts';

/**
 * Answers the shortcut "Explain this run" on a message: the run of its thread, or the one that it names itself.
 * @throws AppError `queue_unavailable`
 */
export async function answerShortcut(
  deps: ExplainDeps,
  { channel, threadTs, run, language }: { channel: string; threadTs: string; run: string | null; language: Language },
): Promise<string> {
  const found = (await deps.history.ofThread({ channel, ts: threadTs })) ?? run;
  return found === null ? notOfARun(language) : explainRun(deps, found, language);
}
