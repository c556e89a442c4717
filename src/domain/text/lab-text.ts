import type { Source } from '../facts/claim.ts';
import type { Language } from '../language.ts';
import { labDifferences } from '../nlb/lab-differences.ts';
import { tableText } from './table-text.ts';
import { wordsIn } from './words.ts';

/** The table of what AWS and the lab do by default where they differ, in mrkdwn. */
export function labTable(language: Language = 'en'): string {
  const { explain: words } = wordsIn(language);
  const title = (text: string) => ({ title: text, align: 'left' as const });
  return tableText({
    kind: 'table',
    caption: words.labHead(),
    columns: [words.labBehaviour, 'AWS', 'lab'].map(title),
    rows: labDifferences(language).map(({ behaviour, short }) => [behaviour, short.aws, short.lab]),
    note: null,
  });
}

/** The same in full: for each behaviour a line with its reason, and what it rests on. */
export function labDetails(language: Language = 'en'): { text: string; source: Source }[] {
  const { explain: words } = wordsIn(language);
  return labDifferences(language).map((row) => ({ text: words.labRow(row), source: row.source }));
}
