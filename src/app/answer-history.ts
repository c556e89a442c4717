import type { HistoryCommand } from '../domain/command-runs.ts';
import { historyText } from '../domain/text/history-text.ts';
import type { RunHistory } from '../ports/run-history.ts';
import { knownTarget, type TargetsDeps } from './answer-targets.ts';

/**
 * One page of the runs that are kept, with their trends.
 * @throws AppError `target_unknown` for a target that is neither configured nor that of a run, `queue_unavailable`
 */
export async function answerHistory(
  deps: Pick<TargetsDeps, 'targets'> & { history: RunHistory },
  asked: HistoryCommand,
): Promise<string> {
  const runs = await deps.history.runs();
  // A target may have left the configuration while its runs are still kept.
  if (asked.target !== null && !runs.some(({ request }) => request.target === asked.target)) {
    knownTarget(deps, asked.target);
  }
  return historyText(runs, asked);
}
