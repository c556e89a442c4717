import { fragment, h } from './dom.js';
import { emoji } from './emoji.js';
import { linkTo } from './mrkdwn.js';

const INLINE =
  /`([^`\n]+)`|\*\*([^*\n]+)\*\*|(?<!\w)[*_]([^*_\n]+)[*_](?!\w)|~~([^~\n]+)~~|!?\[([^\]\n]*)\]\(([^)\s]+)\)|:([a-z0-9_+-]+):/g;

function inlineNode([whole, code, bold, italic, struck, label, url, name]) {
  if (code !== undefined) return h('code', {}, code);
  if (bold !== undefined) return h('strong', {}, inline(bold));
  if (italic !== undefined) return h('em', {}, inline(italic));
  if (struck !== undefined) return h('s', {}, inline(struck));
  return url === undefined ? (emoji(name) ?? whole) : linkTo(url, label);
}

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, match.index), inlineNode(match));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}

const cellsOf = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());

function tableOf(lines) {
  const [head, , ...rows] = lines.map(cellsOf);
  return h(
    'div',
    { class: 'table-scroll', tabindex: 0 },
    h('table', {}, [
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head.map((cell) => h('th', { scope: 'col' }, inline(cell))),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((row) =>
          h(
            'tr',
            {},
            row.map((cell) => h('td', {}, inline(cell))),
          ),
        ),
      ),
    ]),
  );
}

/** Each rule takes the run of lines that match; the first rule that fits wins. */
const RULES = [
  {
    fits: (line) => /^#{1,6}\s/.test(line),
    single: true,
    render: ([line]) => h('h4', {}, inline(line.replace(/^#+\s+/, ''))),
  },
  { fits: (line) => /^(-{3,}|\*{3,})$/.test(line.trim()), single: true, render: () => h('hr') },
  {
    fits: (line) => /^\s*\|.*\|\s*$/.test(line),
    render: (lines) => (lines.length > 1 ? tableOf(lines) : h('p', {}, lines[0])),
  },
  {
    fits: (line) => /^\s*[-*+]\s/.test(line),
    render: (lines) =>
      h(
        'ul',
        {},
        lines.map((line) => h('li', {}, inline(line.replace(/^\s*[-*+]\s+/, '')))),
      ),
  },
  {
    fits: (line) => /^\s*\d+[.)]\s/.test(line),
    render: (lines) =>
      h(
        'ol',
        {},
        lines.map((line) => h('li', {}, inline(line.replace(/^\s*\d+[.)]\s+/, '')))),
      ),
  },
  {
    fits: (line) => /^>/.test(line),
    render: (lines) =>
      h(
        'blockquote',
        {},
        lines.map((line) => h('div', {}, inline(line.replace(/^>\s?/, '')))),
      ),
  },
  { fits: (line) => line.trim() === '', render: () => null },
  {
    fits: () => true,
    render: (lines) =>
      h(
        'p',
        {},
        lines.flatMap((line, index) => (index ? [h('br'), ...inline(line)] : inline(line))),
      ),
  },
];

function blocksOf(text) {
  const nodes = [];
  let lines = text.split('\n');
  while (lines.length > 0) {
    const rule = RULES.find((candidate) => candidate.fits(lines[0]));
    const end = rule.single ? 1 : lines.findIndex((line) => RULES.find((candidate) => candidate.fits(line)) !== rule);
    const run = end < 0 ? lines : lines.slice(0, end);
    nodes.push(rule.render(run));
    lines = lines.slice(run.length);
  }
  return nodes.filter((node) => node !== null);
}

/** Standard Markdown, as in Slack's markdown block, as nodes. */
export function markdown(text) {
  const parts = text.split(/^```.*$/m);
  return fragment(
    parts.flatMap((part, index) => {
      const trimmed = part.replace(/^\n|\n$/g, '');
      return index % 2 === 1 ? [h('pre', { tabindex: 0 }, trimmed)] : blocksOf(trimmed);
    }),
  );
}
