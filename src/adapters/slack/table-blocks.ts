import type { DataTableBlock, KnownBlock, RawNumberElement, RawTextElement } from '@slack/types';
import { plainText } from '../../domain/text/escape-mrkdwn.ts';
import type { TablePart } from '../../domain/text/message.ts';
import { textBlocks } from './slack-blocks.ts';
import { SLACK_LIMITS } from './slack-limits.ts';

/** A table with its caption and its note, sortable and in pages (`data_table`); its first column names each row. */
export function dataTableBlocks(part: TablePart): KnownBlock[] {
  const { rows, cut } = cutRows(part, SLACK_LIMITS.dataTableRows);
  const table: DataTableBlock = {
    type: 'data_table',
    caption: plainCaption(part.caption).slice(0, SLACK_LIMITS.tableCaption),
    row_header_column_index: 0,
    page_size: Math.min(SLACK_LIMITS.pageSize, Math.max(1, rows.length - 1)),
    rows: rows.map((row, line) =>
      row.map((text, column) => (line > 0 && part.columns[column]?.align === 'right' ? numberCell(text) : cell(text))),
    ),
  };
  return [table, ...noteBlocks(part, cut)];
}

/** A table (`table`) with its caption above and its note below. */
export function tableBlocks(part: TablePart): KnownBlock[] {
  const { rows, cut } = cutRows(part, SLACK_LIMITS.tableRows);
  return [
    ...textBlocks(`*${part.caption}*`),
    {
      type: 'table',
      rows: rows.map((row) => row.map(cell)),
      column_settings: part.columns.slice(0, SLACK_LIMITS.tableCells).map(({ align }) => ({ align, is_wrapped: true })),
    },
    ...noteBlocks(part, cut),
  ];
}

/** A caption is plain text: what was escaped for mrkdwn is shown as it was. */
function plainCaption(caption: string): string {
  return plainText(caption).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The header and as many rows as there is room for, each with a cell for every column. */
function cutRows({ columns, rows }: TablePart, most: number): { rows: string[][]; cut: number } {
  const width = Math.min(columns.length, SLACK_LIMITS.tableCells);
  const all = [columns.map(({ title }) => title), ...rows].map((row) =>
    Array.from({ length: width }, (_, column) => cellText(row[column] ?? '')),
  );
  let room: number = SLACK_LIMITS.tableText;
  const fitting = all.slice(0, most).filter((row) => {
    room -= row.reduce((sum, text) => sum + text.length, 0);
    return room >= 0;
  });
  return { rows: fitting, cut: all.length - fitting.length };
}

/** Slack refuses an empty cell. */
function cellText(text: string): string {
  return text === '' ? '-' : text.slice(0, SLACK_LIMITS.cellText);
}

function cell(text: string): RawTextElement {
  return { type: 'raw_text', text };
}

/** What is a number sorts as one. */
function numberCell(text: string): RawTextElement | RawNumberElement {
  const isNumber = /^-?\d{1,3}(?:,\d{3})*(?:\.\d+)?$|^-?\d+(?:\.\d+)?$/.test(text);
  return isNumber ? { type: 'raw_number', value: Number(text.replaceAll(',', '')), text } : cell(text);
}

/** `… +37` says how many rows had no room. */
function noteBlocks({ note }: TablePart, cut: number): KnownBlock[] {
  return [...(cut === 0 ? [] : textBlocks(`… +${cut}`)), ...(note === null ? [] : textBlocks(note))];
}
