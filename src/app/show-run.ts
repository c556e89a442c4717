import { shareChart } from '../domain/chart/share-chart.ts';
import { timeChart } from '../domain/chart/time-chart.ts';
import type { Language } from '../domain/language.ts';
import type { RunRecord } from '../domain/record.ts';
import type { ArmRecord } from '../domain/record-arm.ts';
import { hasEnded, type RunRequest } from '../domain/run.ts';
import { codeText } from '../domain/text/escape-mrkdwn.ts';
import type { TablePart } from '../domain/text/message.ts';
import { reportTables } from '../domain/text/report-table.ts';
import { rootMessage } from '../domain/text/root-message.ts';
import { refusedText } from '../domain/text/status-text.ts';
import { sweepTable } from '../domain/text/sweep-table.ts';
import { tableText } from '../domain/text/table-text.ts';
import { wordsIn } from '../domain/text/words.ts';
import { answerStatus, type StatusDeps } from './answer-status.ts';
import { endedView } from './ended-view.ts';
import { unknownRun } from './unknown-run.ts';

/** The answer of an ended run once more, with its report; of any other run how far it is. */
export async function showRun(deps: StatusDeps, run: string, language: Language = 'en'): Promise<string> {
  const { answers } = wordsIn(language);
  const stored = await deps.store.get(run);
  if (stored === null) return unknownRun(deps, run, language);
  if (stored.refusal !== null) return refusedText(stored.request, stored.refusal, language);
  if (!hasEnded(stored.state)) return answerStatus(deps, run, language);
  const record = (await deps.store.outcome(run))?.record ?? null;
  if (record !== null && !hasPrices(record)) {
    return answers.otherVersion(codeText(run), wordsIn(language).units.minute(stored.request.requested_at));
  }
  const view = await endedView(deps, stored, record);
  const { lines, context } = rootMessage(view, language);
  const report = record === null ? [] : tablesOf(record, language).map(tableText);
  const compare = view.previous === null ? [] : [answers.compare(`/nlb compare ${view.previous} ${run}`)];
  return [...lines, ...context, ...report, ...compare, placeText(stored.request, record, language)].join('\n');
}

/** A record that an earlier version kept has none. */
function hasPrices({ arms }: RunRecord): boolean {
  return arms.every(({ price }: Partial<ArmRecord>) => price !== undefined);
}

/** Where the rest of a run is: its charts where it came far enough for one, its record, or nothing. */
function placeText({ thread, requested_at }: RunRequest, record: RunRecord | null, language: Language): string {
  const { answers, units } = wordsIn(language);
  const asked = units.minute(requested_at);
  if (thread.ts === null) return answers.noThread(asked);
  if (record === null) return answers.leftNothing(asked);
  return answers.inThread(asked, timeChart(record) !== null || shareChart(record) !== null);
}

/** The table of a sweep's values, or the report of a run's arms. */
function tablesOf(record: RunRecord, language: Language): TablePart[] {
  if (record.sweep !== undefined) return [sweepTable(record, record.sweep, language)];
  return record.arms.length === 0 ? [] : reportTables(record, language);
}
