import type { TablePart } from './message.ts';

/** A table in a code block, for where there are no table blocks. */
export function tableText(part: TablePart): string {
  const rows = [part.columns.map(({ title }) => title), ...part.rows];
  const widths = part.columns.map((_, index) => Math.max(...rows.map((row) => columnsOf(row[index] ?? ''))));
  const line = (row: readonly string[]) =>
    part.columns
      .map(({ align }, index) => {
        const cell = row[index] ?? '';
        const fill = ' '.repeat((widths[index] ?? 0) - columnsOf(cell));
        return align === 'right' ? `${fill}${cell}` : `${cell}${fill}`;
      })
      .join('  ')
      .trimEnd();
  const table = rows.map(line).join('\n').replaceAll('```', "'''");
  return [`*${part.caption}*`, `\`\`\`\n${table}\n\`\`\``, ...(part.note === null ? [] : [part.note])].join('\n');
}

/** Columns of a fixed-width font that a text takes: kana, kanji and full-width signs take two. Source: Unicode, UAX 11. */
function columnsOf(text: string): number {
  return [...text].reduce(
    (sum, character) =>
      sum + (/[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]/.test(character) ? 2 : 1),
    0,
  );
}
