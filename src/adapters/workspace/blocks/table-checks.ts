import { isObject } from '../http/body.ts';
import type { JsonObject } from '../state/model.ts';
import { checkFlag, checkList, checkString, checkWord, type Problems } from './problems.ts';

const CELLS_MAX = 20;
const CELL_TYPES = ['raw_text', 'raw_number', 'rich_text'];

function checkCell(cell: unknown, types: readonly string[], problems: Problems): void {
  if (!isObject(cell)) {
    problems.add('must provide an object');
    return;
  }
  checkWord(cell, 'type', types, problems, true);
  if (cell.type === 'raw_text') checkString(cell, 'text', 3000, problems, true);
  if (cell.type === 'raw_number') {
    if (typeof cell.value !== 'number') problems.at('value').add('must be a number');
    checkString(cell, 'text', 3000, problems, true);
  }
  if (cell.type === 'rich_text' && !Array.isArray(cell.elements)) problems.add('missing required field: elements');
}

function rowsOf(block: JsonObject, range: { min: number; max: number }, problems: Problems): unknown[][] {
  const rows: unknown = block.rows;
  if (!Array.isArray(rows)) {
    problems.add('missing required field: rows');
    return [];
  }
  const here = problems.at('rows');
  if (rows.length < range.min) here.add(`no fewer than ${range.min} items required`);
  if (rows.length > range.max) here.add(`no more than ${range.max} items allowed`);
  return rows.map((row: unknown, index) => {
    if (!Array.isArray(row)) here.at(index).add('must provide an array');
    else if (row.length < 1 || row.length > CELLS_MAX) here.at(index).add(`must have 1 to ${CELLS_MAX} cells`);
    return Array.isArray(row) ? row : [];
  });
}

function checkCells(rows: unknown[][], problems: Problems, typesOf: (row: number) => readonly string[]): void {
  rows.forEach((row, rowIndex) => {
    row.forEach((cell, cellIndex) => {
      checkCell(cell, typesOf(rowIndex), problems.at('rows').at(rowIndex).at(cellIndex));
    });
  });
}

/** A `table`: 1 to 100 rows of 1 to 20 cells. */
export function checkTable(block: JsonObject, problems: Problems): void {
  checkCells(rowsOf(block, { min: 1, max: 100 }, problems), problems, () => CELL_TYPES);
  if (block.column_settings === undefined) return;
  checkList(block, 'column_settings', { min: 0, max: CELLS_MAX }, problems, (setting, here) => {
    checkWord(setting, 'align', ['left', 'center', 'right'], here);
    checkFlag(setting, 'is_wrapped', here);
  });
}

/** A `data_table`: a caption and 2 to 101 rows of one length, the first of them the header without rich text. */
export function checkDataTable(block: JsonObject, problems: Problems): void {
  checkString(block, 'caption', 2000, problems, true);
  const rows = rowsOf(block, { min: 2, max: 101 }, problems);
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width)) problems.at('rows').add('all rows must have the same number of cells');
  checkCells(rows, problems, (row) => (row === 0 ? ['raw_text', 'raw_number'] : CELL_TYPES));
  checkIndex(block, 'page_size', 1, 100, problems);
  checkIndex(block, 'row_header_column_index', 0, width - 1, problems);
}

function checkIndex(block: JsonObject, key: string, min: number, max: number, problems: Problems): void {
  const value = block[key];
  if (value === undefined) return;
  if (!Number.isInteger(value) || Number(value) < min || Number(value) > max) {
    problems.at(key).add(`must be a whole number from ${min} to ${max}`);
  }
}
