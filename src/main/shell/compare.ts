import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createChartRenderer } from '../../adapters/chartjs/create-chart-renderer.ts';
import { comparisonParts } from '../../app/compare-runs.ts';
import { type Comparison, compareRuns } from '../../domain/comparison/compare-runs.ts';
import { whyNotComparable } from '../../domain/comparison/judged-evidence.ts';
import { errorMessage } from '../../domain/error-message.ts';
import { AppError } from '../../domain/errors.ts';
import type { Language } from '../../domain/language.ts';
import type { RunRecord } from '../../domain/record.ts';
import { tableText } from '../../domain/text/table-text.ts';
import { EXIT, gateOfComparison } from './exit-code.ts';
import { plainText } from './plain-message.ts';
import { readRecord } from './read-record.ts';

export interface CompareInShell {
  /** What stands after `compare`. */
  words: readonly string[];
  gate: boolean;
  /** Where chart and numbers go; null: `out/compare-A-B`. */
  out: string | null;
  /** A record by its run's id from where the bot keeps runs; undefined where nothing is kept. */
  kept: ((run: string) => Promise<RunRecord | null>) | undefined;
  print: (line: string) => void;
  complain: (line: string) => void;
  language: Language;
}

/**
 * `nlb compare A B`: A and B are folders of runs, files `record.json`, or ids of runs that are in `out` or kept in Redis.
 * Prints the comparison and writes `comparison.json` and its chart. Gives the exit code.
 * @throws AppError `queue_unavailable` when the runs that a bot keeps can not be read
 */
export async function compareInShell(asked: CompareInShell): Promise<number> {
  const { words, gate, out, kept, print, complain } = asked;
  const [wordA, wordB] = words;
  if (wordA === undefined || wordB === undefined || words.length > 2) {
    complain('compare takes two runs, each a folder or an id: nlb compare out/r-7f3c out/r-81a2');
    return EXIT.usage;
  }
  let a: RunRecord;
  let b: RunRecord;
  try {
    [a, b] = [await recordOf(wordA, kept), await recordOf(wordB, kept)];
  } catch (cause) {
    // Where runs are kept can not be asked: that is nobody's mistake here.
    if (cause instanceof AppError) throw cause;
    complain(errorMessage(cause));
    return EXIT.usage;
  }
  if (a.id === b.id) {
    complain(`A run is compared with another one; ${wordA} and ${wordB} are both ${a.id}.`);
    return EXIT.usage;
  }
  let comparison: Comparison;
  try {
    const why = [a, b].map((record) => ({ record, why: whyNotComparable(record) })).find((one) => one.why !== null);
    if (why !== undefined) {
      complain(`Run ${why.record.id} ${why.why}, so there is nothing to compare.`);
      return EXIT.failed;
    }
    comparison = compareRuns(a, b);
  } catch (cause) {
    complain(`${wordA} and ${wordB} can not be compared, since one is no whole record: ${errorMessage(cause)}`);
    return EXIT.usage;
  }
  const folder = out ?? join('out', `compare-${a.id}-${b.id}`);
  await show(a, b, folder, asked);
  await writeFile(join(folder, 'comparison.json'), `${JSON.stringify(numbersOf(comparison), null, 1)}\n`);
  print(`${folder}: comparison.json and its chart`);
  return gate ? gateOfComparison(comparison) : EXIT.done;
}

/** @throws Error that says where the run was looked for */
async function recordOf(word: string, kept: CompareInShell['kept']): Promise<RunRecord> {
  const record = (await readRecord(word)) ?? (await readRecord(join('out', word))) ?? (await kept?.(word)) ?? null;
  if (record !== null) return record;
  const where =
    kept === undefined ? 'Set REDIS_URL to look among the runs that a bot keeps.' : 'No bot keeps it either.';
  throw new Error(`There is no run ${word} here: neither that folder nor out/${word} has a record.json. ${where}`);
}

async function show(
  a: RunRecord,
  b: RunRecord,
  folder: string,
  { print, complain, language }: CompareInShell,
): Promise<void> {
  const charts = createChartRenderer({});
  const log = { info: () => undefined, warn: (_event: string, facts?: object) => complain(JSON.stringify(facts)) };
  try {
    const { text, parts } = await comparisonParts({ charts, log }, a, b, language);
    await mkdir(folder, { recursive: true });
    print(plainText(text));
    for (const part of parts) {
      if (part.kind === 'file') await writeFile(join(folder, 'chart-compare.png'), part.bytes);
      else print(`\n${plainText(part.kind === 'table' ? tableText(part) : part.text)}`);
    }
  } finally {
    await charts.close();
  }
}

/** What a program wants to know of a comparison. */
function numbersOf({ a, b, tests, obstacles, cautions, differences }: Comparison): object {
  const side = ({ record, judged }: Comparison['a']) => ({
    run: record.id,
    verdict: record.verdict?.name,
    max_over_mean: record.verdict?.max_over_mean,
    evidence: judged.evidence,
    repeats: judged.repeats,
  });
  return { a: side(a), b: side(b), tests, obstacles, cautions, differences };
}
