import { isObject } from '../http/body.ts';
import type { JsonObject } from '../state/model.ts';
import { SlackError } from '../web-api/slack-error.ts';
import type { Problems } from './problems.ts';

/** Characters of every markdown block of one payload together (markdown block reference). */
const MARKDOWN_MAX = 12_000;
/** Characters of all table cells of one message together (table and data table block references). */
const CELLS_MAX = 10_000;
const TABLES = ['table', 'data_table'];

/**
 * The rules that hold over all blocks of one payload: ids are used once, markdown and cells have a common budget, there
 * is one plan at most, and one table. Throws `invalid_attachments` for a second table, the code that Slack gives.
 */
export function checkTogether(value: readonly unknown[], problems: Problems): void {
  const blocks = value.filter(isObject);
  checkUniqueIds(value, problems);
  value.forEach((block, index) => {
    if (isObject(block)) checkUniqueActions(block, problems.at(index));
  });
  const markdown = blocks.filter(({ type }) => type === 'markdown');
  if (textLength(markdown) > MARKDOWN_MAX) problems.add(`markdown blocks exceed ${MARKDOWN_MAX} characters together`);
  if (blocks.filter(({ type }) => type === 'plan').length > 1) problems.add('Cannot have more than 1 plan block');
  const tables = blocks.filter(({ type }) => TABLES.includes(String(type)));
  if (textLength(tables.map(({ rows }) => rows)) > CELLS_MAX)
    problems.add(`table cells exceed ${CELLS_MAX} characters`);
  if (tables.length > 1) throw new SlackError('invalid_attachments', ['[ERROR] only_one_table_allowed']);
}

function checkUniqueIds(blocks: readonly unknown[], problems: Problems): void {
  const seen = new Set<unknown>();
  blocks.forEach((block, index) => {
    const id = isObject(block) ? block.block_id : undefined;
    if (id !== undefined && seen.has(id)) problems.at(index).at('block_id').add('block_id already exists');
    seen.add(id);
  });
}

/** An action_id must be unique in its block, for values are kept by block and action. */
function checkUniqueActions(block: JsonObject, problems: Problems): void {
  if (!Array.isArray(block.elements)) return;
  const seen = new Set<unknown>();
  block.elements.forEach((element: unknown, index) => {
    const id = isObject(element) ? element.action_id : undefined;
    if (id !== undefined && seen.has(id)) problems.at('elements').at(index).add('action_id already exists');
    seen.add(id);
  });
}

/** Characters of every `text` in a value, however deep. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item: unknown) => sum + textLength(item), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (key === 'text' && typeof item === 'string' ? item.length : textLength(item)),
    0,
  );
}
