import { h } from './dom.js';
import { alignment, cellNodes, cellText, filtered, sorted } from './table-cells.js';

/** A search field is worth its room from this many rows on. */
const FILTER_FROM_ROWS = 6;
/** How each table was left, by message and caption: a message is drawn anew with each of its edits. */
const views = new Map();

/** A `data_table` block: caption, sorting by its head, a filter and pages. */
export function dataTableBlock(block, surface) {
  const [head, ...rows] = block.rows;
  const pageSize = block.page_size ?? 5;
  const rowHead = block.row_header_column_index ?? 0;
  const key = `${surface.channel} ${surface.ts} ${block.caption}`;
  const view = views.get(key) ?? { column: -1, descending: false, page: 0, filter: '' };
  views.set(key, view);

  const announcement = h('p', { class: 'unseen', role: 'status' });
  const body = h('tbody', {});
  const pager = h('div', { class: 'pager' });
  const shownRows = () => filtered(sorted(rows, view), view.filter);
  const pagesOf = (count) => Math.max(1, Math.ceil(count / pageSize));

  const sortBy = (column) => {
    Object.assign(view, { column, descending: view.column === column && !view.descending, page: 0 });
    draw(`Sorted by ${cellText(head[column])}, ${view.descending ? 'descending' : 'ascending'}.`);
  };
  const heads = head.map((cell, index) =>
    h('th', { scope: 'col', class: `align-${alignment(rows[0]?.[index] ?? cell)}` }, [
      h('button', { type: 'button', class: 'sort', 'data-focus': `sort ${index}`, onclick: () => sortBy(index) }, [
        h('span', {}, cellNodes(cell)),
        h('span', { class: 'sort-mark', 'aria-hidden': 'true' }),
      ]),
    ]),
  );
  const turn = (step) => {
    const page = view.page + step;
    if (page < 0 || page >= pagesOf(shownRows().length)) return;
    view.page = page;
    draw(`Page ${view.page + 1}.`);
  };
  const pageButton = (label, step) =>
    h('button', { type: 'button', class: 'button small', 'data-focus': label, onclick: () => turn(step) }, label);
  const [previous, place, next] = [pageButton('Previous', -1), h('span', {}), pageButton('Next', 1)];
  pager.append(previous, place, next);

  const cellOf = (cell, index) => {
    const tag = index === rowHead ? 'th' : 'td';
    return h(tag, { scope: tag === 'th' ? 'row' : undefined, class: `align-${alignment(cell)}` }, cellNodes(cell));
  };
  const draw = (said) => {
    const found = shownRows();
    const pages = pagesOf(found.length);
    view.page = Math.min(view.page, pages - 1);
    heads.forEach((cell, index) => {
      if (view.column !== index) cell.removeAttribute('aria-sort');
      else cell.setAttribute('aria-sort', view.descending ? 'descending' : 'ascending');
    });
    const shown = found.slice(view.page * pageSize, (view.page + 1) * pageSize);
    body.replaceChildren(
      ...shown.map((cells) => h('tr', {}, cells.map(cellOf))),
      ...(shown.length === 0
        ? [h('tr', {}, h('td', { colspan: head.length, class: 'quiet' }, 'No row has that.'))]
        : []),
    );
    // A disabled button would lose the focus of whoever has just pressed it.
    previous.setAttribute('aria-disabled', String(view.page === 0));
    next.setAttribute('aria-disabled', String(view.page === pages - 1));
    place.textContent = `Page ${view.page + 1} of ${pages} · ${found.length} ${found.length === 1 ? 'row' : 'rows'}`;
    pager.hidden = pages === 1 && view.filter === '';
    if (said) announcement.textContent = said;
  };

  const onfilter = () => {
    Object.assign(view, { filter: field.value, page: 0 });
    draw(`${shownRows().length} of ${rows.length} rows.`);
  };
  const label = `Filter: ${block.caption}`;
  const field = h('input', {
    type: 'search',
    class: 'table-filter',
    placeholder: 'Filter rows',
    'aria-label': label,
    'data-focus': 'filter',
    value: view.filter,
    oninput: onfilter,
  });
  draw();
  return h('div', { class: 'data-table' }, [
    rows.length < FILTER_FROM_ROWS ? null : field,
    h('div', { class: 'table-scroll', tabindex: 0, role: 'group', 'aria-label': block.caption }, [
      h('table', {}, [h('caption', {}, h('span', {}, block.caption)), h('thead', {}, h('tr', {}, heads)), body]),
    ]),
    pager,
    announcement,
  ]);
}
