import type { HistoryCommand } from '../domain/command-runs.ts';
import type { Language } from '../domain/language.ts';
import { auditText } from '../domain/text/audit-text.ts';
import { historyText } from '../domain/text/history-text.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { RunHistory } from '../ports/run-history.ts';
import { knownTarget, type TargetsDeps } from './answer-targets.ts';

/**
 * One page of the runs that are kept, with their trends, or of the audit log.
 * @throws AppError `target_unknown` for a target that is neither configured nor that of a run, `queue_unavailable`
 */
export async function answerHistory(
  deps: Pick<TargetsDeps, 'targets'> & { history: RunHistory; audit: AuditLog },
  asked: HistoryCommand,
  language: Language = 'en',
): Promise<string> {
  if (asked.audit !== undefined) return answerAudit(deps.audit, { ...asked, audit: asked.audit });
  const runs = await deps.history.runs();
  // A target may have left the configuration while its runs are still kept.
  if (asked.target !== null && !runs.some(({ request }) => request.target === asked.target)) {
    knownTarget(deps, asked.target);
  }
  return historyText(runs, asked, language);
}

/** Whoever reads the log learns in the same answer whether somebody changed it. */
async function answerAudit(log: AuditLog, asked: HistoryCommand & { audit: { run: string | null } }): Promise<string> {
  const { target, page, limit, audit } = asked;
  const [found, chain] = await Promise.all([
    log.page({ run: audit.run, target }, { skip: (page - 1) * limit, limit }),
    log.verify(),
  ]);
  return auditText(found, chain, asked);
}
