import { h } from './dom.js';
import { emoji } from './emoji.js';
import { linkTo } from './mrkdwn.js';
import { channelName, mentionOf, userName } from './people.js';

const STYLES = { bold: 'strong', italic: 'em', strike: 's', code: 'code' };

const LEAVES = {
  text: (leaf) => leaf.text.split('\n').flatMap((line, index) => (index === 0 ? [line] : [h('br'), line])),
  link: (leaf) => linkTo(leaf.url, leaf.text ?? leaf.url),
  emoji: (leaf) => emoji(leaf.name) ?? `:${leaf.name}:`,
  user: (leaf) => mentionOf(`@${userName(leaf.user_id)}`),
  channel: (leaf) => mentionOf(`#${channelName(leaf.channel_id)}`),
  broadcast: (leaf) => mentionOf(`@${leaf.range}`),
  usergroup: (leaf) => mentionOf(`@${leaf.usergroup_id}`),
  date: (leaf) => leaf.fallback ?? new Date(leaf.timestamp * 1000).toLocaleString(),
};

function leafNode(leaf) {
  let node = LEAVES[leaf.type]?.(leaf) ?? leaf.text ?? '';
  for (const [style, tag] of Object.entries(STYLES)) if (leaf.style?.[style]) node = h(tag, {}, node);
  return node;
}

const PARTS = {
  rich_text_section: (part) => h('div', {}, part.elements.map(leafNode)),
  rich_text_list: (part) =>
    h(
      part.style === 'ordered' ? 'ol' : 'ul',
      { class: `indent-${Math.min(part.indent ?? 0, 4)}`, start: part.offset ? part.offset + 1 : undefined },
      part.elements.map((item) => h('li', {}, item.elements.map(leafNode))),
    ),
  rich_text_quote: (part) => h('blockquote', {}, part.elements.map(leafNode)),
  rich_text_preformatted: (part) => h('pre', { tabindex: 0 }, part.elements.map(leafNode)),
};

/** A rich_text block's parts as nodes. */
export function richText(block) {
  return (block?.elements ?? []).map((part) => PARTS[part.type]?.(part) ?? '');
}
