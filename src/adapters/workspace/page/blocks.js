import { dataTableBlock } from './data-table.js';
import { h } from './dom.js';
import { element } from './elements.js';
import { fileAddress, image } from './images.js';
import { inputBlock } from './inputs.js';
import { markdown } from './markdown.js';
import { textObject } from './mrkdwn.js';
import { richText } from './rich-text.js';
import { tableBlock } from './tables.js';
import { planBlock, taskCardBlock } from './tasks.js';

function section(block, surface) {
  return h('div', { class: block.accessory ? 'section with-accessory' : 'section' }, [
    h('div', { class: 'section-text' }, [
      block.text ? h('div', {}, textObject(block.text)) : null,
      block.fields
        ? h(
            'div',
            { class: 'fields' },
            block.fields.map((field) => h('div', {}, textObject(field))),
          )
        : null,
    ]),
    block.accessory ? h('div', { class: 'accessory' }, element(block.accessory, { block, surface })) : null,
  ]);
}

function imageAddress({ image_url: url, slack_file: file }) {
  if (url) return url;
  const id = file.id ?? /\/files(?:-pri)?\/([^/]+)/.exec(file.url ?? '')?.[1];
  return fileAddress({ id });
}

function imageBlock(block) {
  return h('figure', { class: 'image' }, [
    block.title ? h('figcaption', {}, textObject(block.title)) : null,
    image(imageAddress(block), block.alt_text),
  ]);
}

const BLOCKS = {
  header: (block) => h('h3', { class: 'header' }, textObject(block.text)),
  section,
  divider: () => h('hr'),
  context: (block, surface) =>
    h(
      'div',
      { class: 'context' },
      block.elements.map((part) =>
        part.type === 'image' ? element(part, { block, surface }) : h('span', {}, textObject(part)),
      ),
    ),
  actions: (block, surface) =>
    h(
      'div',
      { class: 'actions' },
      block.elements.map((part) => element(part, { block, surface })),
    ),
  image: imageBlock,
  rich_text: (block) => h('div', { class: 'rich-text' }, richText(block)),
  markdown: (block) => h('div', { class: 'markdown' }, markdown(block.text)),
  table: tableBlock,
  data_table: dataTableBlock,
  plan: planBlock,
  task_card: taskCardBlock,
  input: inputBlock,
  file: (block) => h('div', { class: 'unknown' }, `[remote file ${block.external_id}]`),
};

/** Blocks as nodes; `surface` says where they are: {channel, ts} or {viewId}. */
export function blocks(list, surface) {
  return list.map((block) => h('div', { class: 'block' }, BLOCKS[block.type]?.(block, surface) ?? `[${block.type}]`));
}
