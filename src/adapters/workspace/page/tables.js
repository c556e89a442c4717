import { h } from './dom.js';
import { alignment, cellNodes } from './table-cells.js';

/** A `table` block; the first row is its head. */
export function tableBlock(block) {
  const settings = block.column_settings ?? [];
  const row = (cells, tag) =>
    h(
      'tr',
      {},
      cells.map((cell, index) =>
        h(
          tag,
          {
            scope: tag === 'th' ? 'col' : undefined,
            class: `align-${alignment(cell, settings[index])}${settings[index]?.is_wrapped ? '' : ' whole'}`,
          },
          cellNodes(cell),
        ),
      ),
    );
  const [head, ...rows] = block.rows;
  return h('div', { class: 'table-scroll', tabindex: 0, role: 'group', 'aria-label': 'Table' }, [
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
