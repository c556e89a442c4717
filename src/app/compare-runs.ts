import { pairChart } from '../domain/chart/pair-chart.ts';
import { compareRuns } from '../domain/comparison/compare-runs.ts';
import { whyNotComparable } from '../domain/comparison/judged-evidence.ts';
import type { Language } from '../domain/language.ts';
import type { RunRecord } from '../domain/record.ts';
import { hasEnded } from '../domain/run.ts';
import { previousOf } from '../domain/run-history.ts';
import { comparisonTable } from '../domain/text/comparison-table.ts';
import { comparisonText } from '../domain/text/comparison-text.ts';
import { codeText } from '../domain/text/escape-mrkdwn.ts';
import type { ThreadPart } from '../domain/text/message.ts';
import { personText } from '../domain/text/run-words.ts';
import { wordsIn } from '../domain/text/words.ts';
import type { Chat } from '../ports/chat.ts';
import type { RunHistory } from '../ports/run-history.ts';
import { type OnceDeps, once } from './once.ts';
import { chartParts, type ResultDeps } from './result-parts.ts';
import { unknownRun } from './unknown-run.ts';

export interface CompareDeps extends ResultDeps, OnceDeps {
  chat: Chat;
  history: RunHistory;
}

/** A comparison as messages: the answer first, then chart and table. */
export interface ComparisonParts {
  text: string;
  parts: ThreadPart[];
}

/** Compares two records; a chart that can not be drawn leaves its text. Throws RangeError as `compareRuns` does. */
export async function comparisonParts(
  deps: ResultDeps,
  a: RunRecord,
  b: RunRecord,
  language: Language = 'en',
): Promise<ComparisonParts> {
  const comparison = compareRuns(a, b, language);
  const name = `chart-compare-${a.id}-${b.id}.png`;
  const chart = await chartParts(deps, name, (spoken) => pairChart(comparison, spoken), language);
  return { text: comparisonText(comparison, language), parts: [...chart, comparisonTable(comparison, language)] };
}

/**
 * Posts the comparison of two runs into the channel, chart and table in its thread, once for each delivery.
 * @returns null, or why it can not be done
 * @throws AppError `chat_failed`, `queue_unavailable`
 */
export async function postComparison(
  deps: CompareDeps,
  asker: { user: string; channel: string; key: string; language: Language },
  { a, b }: { a: string; b: string },
): Promise<string | null> {
  const { language } = asker;
  const [recordA, recordB] = [await comparableRecord(deps, a, language), await comparableRecord(deps, b, language)];
  if (typeof recordA === 'string') return recordA;
  if (typeof recordB === 'string') return recordB;
  return once(deps, b, `told compare ${a} ${asker.key}`, null, async () => {
    const { text, parts } = await comparisonParts(deps, recordA, recordB, language);
    const by = wordsIn(language).comparison.askedBy(personText(asker.user));
    const ts = await deps.chat.postText(asker.channel, `${text}\n${by}`);
    for (const part of parts) await deps.chat.postPart({ channel: asker.channel, ts }, part);
  });
}

/**
 * Posts into a run's thread how it compares with the run before it that is like it, once.
 * @returns what to say to whoever asked
 * @throws AppError `chat_failed`, `queue_unavailable`
 */
export async function compareWithPrevious(
  deps: CompareDeps,
  run: string,
  language: Language = 'en',
): Promise<string | null> {
  const { comparison: words } = wordsIn(language);
  const [stored, record] = [await deps.store.get(run), await comparableRecord(deps, run, language)];
  if (typeof record === 'string') return record;
  const previous = previousOf(run, await deps.history.runs())?.request.id ?? null;
  if (previous === null) return words.nonePrevious(codeText(run));
  const other = await comparableRecord(deps, previous, language);
  if (typeof other === 'string') return other;
  const { channel, ts } = stored?.request.thread ?? { channel: '', ts: null };
  if (ts === null) return words.noThread(codeText(run), `/nlb compare ${previous} ${run}`);
  const said = words.isInThread(codeText(previous), codeText(run));
  return once(deps, run, `told compare ${previous}`, said, async () => {
    const { text, parts } = await comparisonParts(deps, other, record, stored?.request.language);
    for (const part of [{ kind: 'text' as const, text }, ...parts]) await deps.chat.postPart({ channel, ts }, part);
  });
}

/** The record of a run that can be compared, else what to say of it. */
async function comparableRecord(deps: CompareDeps, run: string, language: Language): Promise<RunRecord | string> {
  const { comparison: words } = wordsIn(language);
  const [stored, outcome] = await Promise.all([deps.store.get(run), deps.store.outcome(run)]);
  if (stored === null) return unknownRun(deps, run, language);
  if (!hasEnded(stored.state)) return words.notEnded(codeText(run), `/nlb status ${run}`);
  if (outcome === null) return words.noRecord(codeText(run));
  const why = whyNotComparable(outcome.record, language);
  return why === null ? outcome.record : words.notComparable(codeText(run), why, `/nlb show ${run}`);
}
