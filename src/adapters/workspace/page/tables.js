import { h } from './dom.js';
import { withEmoji } from './mrkdwn.js';
import { richText } from './rich-text.js';

function cellNodes(cell) {
  if (cell.type === 'rich_text') return richText(cell);
  return cell.type === 'raw_number' ? String(cell.text ?? cell.value) : withEmoji(cell.text ?? '');
}

function cellText(cell) {
  if (cell.type !== 'rich_text') return String(cell.text ?? cell.value ?? '');
  return cell.elements
    .flatMap((part) => part.elements ?? [])
    .map((leaf) => leaf.text ?? '')
    .join('');
}

function alignment(cell, setting) {
  return setting?.align ?? (cell.type === 'raw_number' ? 'right' : 'left');
}

/** A `table` block; the first row is its head. */
export function tableBlock(block) {
  const settings = block.column_settings ?? [];
  const row = (cells, tag) =>
    h(
      'tr',
      {},
      cells.map((cell, index) => h(tag, { class: `align-${alignment(cell, settings[index])}` }, cellNodes(cell))),
    );
  const [head, ...rows] = block.rows;
  return h('div', { class: 'table-scroll', tabindex: 0 }, [
    h(
      'table',
      {},
      h('thead', {}, row(head, 'th')),
      h(
        'tbody',
        {},
        rows.map((cells) => row(cells, 'td')),
      ),
    ),
  ]);
}

function compare(a, b) {
  const [left, right] = [cellText(a), cellText(b)];
  const difference = Number.parseFloat(left) - Number.parseFloat(right);
  return Number.isNaN(difference) ? left.localeCompare(right) : difference;
}

function sorted(rows, order) {
  if (order.column < 0) return rows;
  return [...rows].sort((a, b) => compare(a[order.column], b[order.column]) * (order.descending ? -1 : 1));
}

/** A `data_table` block: caption, sorting by its head, and pages. */
export function dataTableBlock(block) {
  const [head, ...rows] = block.rows;
  const pageSize = block.page_size ?? 5;
  const pages = Math.ceil(rows.length / pageSize);
  const order = { column: -1, descending: false };
  let page = 0;
  const frame = h('div', { class: 'data-table' });

  const headCell = (cell, index) => {
    const active = order.column === index;
    const sort = () => {
      Object.assign(order, { column: index, descending: active && !order.descending });
      draw();
    };
    const direction = order.descending ? 'descending' : 'ascending';
    return h(
      'th',
      {
        scope: 'col',
        'aria-sort': active ? direction : undefined,
        class: `align-${alignment(rows[0]?.[index] ?? cell)}`,
      },
      h('button', { type: 'button', class: 'sort', onclick: sort }, cellNodes(cell)),
    );
  };
  const bodyCell = (cell, index) => {
    const isHead = index === block.row_header_column_index;
    return h(
      isHead ? 'th' : 'td',
      { scope: isHead ? 'row' : undefined, class: `align-${alignment(cell)}` },
      cellNodes(cell),
    );
  };
  const turn = (step) => () => {
    page += step;
    draw();
  };
  const draw = () => {
    const shown = sorted(rows, order).slice(page * pageSize, (page + 1) * pageSize);
    const table = h('table', {}, [
      h('caption', {}, block.caption),
      h('thead', {}, h('tr', {}, head.map(headCell))),
      h(
        'tbody',
        {},
        shown.map((cells) => h('tr', {}, cells.map(bodyCell))),
      ),
    ]);
    const pager = h('div', { class: 'pager' }, [
      h('button', { type: 'button', disabled: page === 0, onclick: turn(-1) }, 'Previous'),
      h('span', {}, `Page ${page + 1} of ${pages}`),
      h('button', { type: 'button', disabled: page === pages - 1, onclick: turn(1) }, 'Next'),
    ]);
    frame.replaceChildren(h('div', { class: 'table-scroll', tabindex: 0 }, table), ...(pages > 1 ? [pager] : []));
  };
  draw();
  return frame;
}
