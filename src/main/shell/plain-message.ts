import type { ShownMessage } from './control-client.ts';

interface TableBlock {
  /** Only of a data_table; a table has it in a section above. */
  caption?: string;
  rows: { text?: string; value?: number; elements?: unknown }[][];
}

/** A message as lines for a terminal: the text of its blocks without mark-up, tables in columns. */
export function plainMessage(message: ShownMessage): string[] {
  const lines = message.blocks.flatMap(blockLines);
  const shown = lines.length > 0 ? lines : message.text === '' ? [] : plainText(message.text).split('\n');
  const files = message.files.map((file) => `[${file.name}]${file.alt_text === '' ? '' : ` ${file.alt_text}`}`);
  return [...shown, ...files];
}

function blockLines(block: Record<string, unknown>): string[] {
  if (block.type === 'table' || block.type === 'data_table') return tableLines(block as unknown as TableBlock);
  if (block.type === 'plan') return [planLine(block as unknown as PlanBlock)];
  const texts: string[] = [];
  if (block.type === 'section' || block.type === 'header') texts.push(textOf(block.text));
  if (block.type === 'markdown') texts.push(String(block.text));
  if (block.type === 'context')
    texts.push(...((block.elements as { text?: string }[]) ?? []).map((one) => one.text ?? ''));
  return texts.flatMap((text) => plainText(text).split('\n')).filter((line) => line !== '');
}

function textOf(text: unknown): string {
  return (text as { text?: string } | undefined)?.text ?? '';
}

interface PlanBlock {
  title: string;
  tasks: { title: string; status: string }[];
}

const TASK_MARKS: Readonly<Record<string, string>> = { complete: ' ✓', error: ' ✗', in_progress: ' …' };

function planLine({ title, tasks }: PlanBlock): string {
  return [title, ...tasks.map((task) => `${task.title}${TASK_MARKS[task.status] ?? ''}`)].join(' · ');
}

function tableLines({ caption, rows }: TableBlock): string[] {
  const cells = rows.map((row) => row.map((cell) => cell.text ?? String(cell.value ?? '')));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return caption === undefined ? lines : [caption, ...lines];
}

/** Slack's mrkdwn without its marks; what stands as code is left as it is. */
export function plainText(text: string): string {
  return text
    .split('```')
    .map((part, index) => (index % 2 === 1 ? part.replace(/^\n/, '') : withoutMarks(part)))
    .join('')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** A text about commands for a shell, where they are typed as `nlb ...`. */
export function shellText(text: string): string {
  return plainText(text).replaceAll('/nlb ', 'nlb ');
}

function withoutMarks(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? part : unmarked(part)))
    .join('');
}

function unmarked(text: string): string {
  return text
    .replaceAll(/(?<![:\w]):[a-z][a-z0-9_+-]*:(?![:\w]) ?/g, '')
    .replaceAll(/<@(?:[^>|]+\|)?([^>|]+)>/g, '@$1')
    .replaceAll('*', '');
}
