import { minuteText } from '../domain/iso-time.ts';
import type { ArmRecord, RunRecord } from '../domain/record.ts';
import { hasEnded } from '../domain/run.ts';
import { escapeMrkdwn } from '../domain/text/escape-mrkdwn.ts';
import type { TablePart } from '../domain/text/message.ts';
import { reportTables } from '../domain/text/report-table.ts';
import { rootMessage } from '../domain/text/root-message.ts';
import { sweepTable } from '../domain/text/sweep-table.ts';
import { tableText } from '../domain/text/table-text.ts';
import { answerStatus, type StatusDeps } from './answer-status.ts';
import { endedView } from './ended-view.ts';
import { unknownRun } from './unknown-run.ts';

/** The answer of an ended run once more, with its report; of any other run how far it is. */
export async function showRun(deps: StatusDeps, run: string): Promise<string> {
  const stored = await deps.store.get(run);
  if (stored === null) return unknownRun(deps, run);
  if (!hasEnded(stored.state)) return answerStatus(deps, run);
  const record = (await deps.store.outcome(run))?.record ?? null;
  const asked = minuteText(stored.request.requested_at);
  if (record !== null && !hasPrices(record)) {
    return `An earlier version of the bot told run \`${escapeMrkdwn(run)}\`, and this one can not tell it again. Its answer, charts and raw data are in its thread, which was begun on ${asked}.`;
  }
  const view = await endedView(deps, stored, record);
  const { lines, context } = rootMessage(view);
  const report = record === null ? [] : tablesOf(record).map(tableText);
  const compare = view.previous === null ? [] : [`Compare: \`/nlb compare ${view.previous} ${run}\``];
  return [
    ...lines,
    ...context,
    ...report,
    ...compare,
    stored.request.thread.ts === null
      ? `It was asked for on ${asked}, and had no news to open a thread for.`
      : `Charts and raw data are in its thread, which was begun on ${asked}.`,
  ].join('\n');
}

/** A record that an earlier version kept has none. */
function hasPrices({ arms }: RunRecord): boolean {
  return arms.every(({ price }: Partial<ArmRecord>) => price !== undefined);
}

/** The table of a sweep's values, or the report of a run's arms. */
function tablesOf(record: RunRecord): TablePart[] {
  if (record.sweep !== undefined) return [sweepTable(record, record.sweep)];
  return record.arms.length === 0 ? [] : reportTables(record);
}
