import type { TablePart } from './message.ts';

/** A table in a code block, for where there are no table blocks. */
export function tableText(part: TablePart): string {
  const rows = [part.columns.map(({ title }) => title), ...part.rows];
  const widths = part.columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    part.columns
      .map(({ align }, index) => {
        const cell = row[index] ?? '';
        return align === 'right' ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
      })
      .join('  ')
      .trimEnd();
  const table = rows.map(line).join('\n').replaceAll('```', "'''");
  return [`*${part.caption}*`, `\`\`\`\n${table}\n\`\`\``, ...(part.note === null ? [] : [part.note])].join('\n');
}
