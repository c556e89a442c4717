import { withEmoji } from './mrkdwn.js';
import { richText } from './rich-text.js';

/** What a cell shows. */
export function cellNodes(cell) {
  if (cell.type === 'rich_text') return richText(cell);
  return cell.type === 'raw_number' ? String(cell.text ?? cell.value) : withEmoji(cell.text ?? '');
}

/** A cell as text, to sort and to find by. */
export function cellText(cell) {
  if (cell.type !== 'rich_text') return String(cell.text ?? cell.value ?? '');
  return cell.elements
    .flatMap((part) => part.elements ?? [])
    .map((leaf) => leaf.text ?? '')
    .join('');
}

/** Where a cell stands: as its column says, else numbers at the right. */
export function alignment(cell, setting) {
  return setting?.align ?? (cell.type === 'raw_number' ? 'right' : 'left');
}

/**
 * Rows in the order of one column. Slack sorts by the alphabet, and by number only where every cell of the column is a
 * raw_number (data table block reference).
 */
export function sorted(rows, { column, descending }) {
  if (column < 0) return rows;
  const numeric = rows.every((row) => row[column].type === 'raw_number');
  const compare = numeric
    ? (a, b) => a[column].value - b[column].value
    : (a, b) => cellText(a[column]).localeCompare(cellText(b[column]));
  return rows.toSorted((a, b) => compare(a, b) * (descending ? -1 : 1));
}

/** Rows with a cell that has the text in it, whatever its case. */
export function filtered(rows, text) {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return rows;
  return rows.filter((row) => row.some((cell) => cellText(cell).toLowerCase().includes(wanted)));
}
