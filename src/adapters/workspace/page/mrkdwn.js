import { fragment, h } from './dom.js';
import { emoji } from './emoji.js';
import { channelName, mentionOf, userName } from './people.js';

const INLINE =
  /`([^`\n]+)`|<([^<>\n]+)>|(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*[^*\s])\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*[^~\s])~(?![\p{L}\p{N}~])|:([a-z0-9_+-]+):|(https?:\/\/[^\s<>`*|]*[^\s<>`*|.,:;!?'")\]}])/gu;
const BULLET = /^\s*(?:\u2022|-|\*)\s+/;
const NUMBER = /^\s*\d{1,3}[.)]\s+/;
const QUOTE = /^(?:&gt;|>) ?/;

/** Slack escapes these three and no others. */
function plain(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Bars and sparklines are for the eye: a screen reader would spell each of their characters. */
function unspelled(text) {
  return text
    .split(/([\u2580-\u259F]+)/)
    .map((part) => (/^[\u2580-\u259F]/.test(part) ? h('span', { 'aria-hidden': 'true' }, part) : part));
}

/** A link that leads nowhere dangerous; other schemes are shown as text. */
export function linkTo(url, label) {
  if (!/^(https?:|mailto:|#)/i.test(url)) return label;
  const here = url.startsWith('#') || url.startsWith(`${location.origin}/#`);
  return h('a', here ? { href: url } : { href: url, target: '_blank', rel: 'noopener noreferrer' }, label);
}

function angled(content) {
  const [target, label] = content.split('|', 2);
  if (target.startsWith('@')) return mentionOf(`@${label ?? userName(target.slice(1))}`);
  if (target.startsWith('#')) return mentionOf(`#${label ?? channelName(target.slice(1))}`);
  if (target.startsWith('!date^')) return plain(label ?? target);
  if (target.startsWith('!')) return mentionOf(label ?? `@${target.slice(1).replace(/^subteam\^/, '')}`);
  return linkTo(plain(target), plain(label ?? target));
}

function inlineNode([whole, code, angle, bold, italic, struck, name, url]) {
  if (code !== undefined) return h('code', {}, unspelled(plain(code)));
  if (angle !== undefined) return angled(angle);
  if (bold !== undefined) return h('strong', {}, inline(bold));
  if (italic !== undefined) return h('em', {}, inline(italic));
  if (struck !== undefined) return h('s', {}, inline(struck));
  // Slack makes a link of an address by itself.
  if (url !== undefined) return linkTo(plain(url), plain(url));
  return emoji(name) ?? whole;
}

/** One line of mrkdwn as nodes. */
export function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(plain(text.slice(end, match.index)), inlineNode(match));
    end = match.index + match[0].length;
  }
  nodes.push(plain(text.slice(end)));
  return nodes.filter((node) => node !== '');
}

function kindOf(line) {
  if (QUOTE.test(line)) return 'quote';
  if (BULLET.test(line)) return 'bullets';
  return NUMBER.test(line) ? 'numbers' : 'text';
}

const RENDER = {
  quote: (lines) => h('blockquote', {}, lined(lines.map((line) => line.replace(QUOTE, '')))),
  bullets: (lines) =>
    h(
      'ul',
      {},
      lines.map((line) => h('li', {}, inline(line.replace(BULLET, '')))),
    ),
  numbers: (lines) =>
    h(
      'ol',
      { start: Number.parseInt(lines[0].trim(), 10) },
      lines.map((line) => h('li', {}, inline(line.replace(NUMBER, '')))),
    ),
  text: (lines) => h('div', {}, lined(lines)),
};

function lined(lines) {
  return lines.flatMap((line, index) => (index === 0 ? inline(line) : [h('br'), ...inline(line)]));
}

/** Lines of one kind, next to each other, belong together. */
function groups(lines) {
  const found = [];
  for (const line of lines) {
    const kind = kindOf(line);
    if (found.at(-1)?.kind === kind) found.at(-1).lines.push(line);
    else found.push({ kind, lines: [line] });
  }
  return found;
}

/** Slack's mrkdwn as nodes. */
export function mrkdwn(text) {
  const nodes = text.split('```').flatMap((part, index) => {
    if (index % 2 === 1) return [h('pre', { tabindex: 0 }, plain(part.replace(/^\n/, '').replace(/\n$/, '')))];
    const trimmed = part.replace(/^\n/, '').replace(/\n$/, '');
    return trimmed === '' ? [] : groups(trimmed.split('\n')).map(({ kind, lines }) => RENDER[kind](lines));
  });
  return fragment(nodes);
}

/** A text object, or plain text, as nodes. */
export function textObject(object) {
  if (!object) return '';
  if (object.type === 'mrkdwn') return mrkdwn(object.text);
  return object.emoji === false ? object.text : fragment(withEmoji(object.text));
}

/** Plain text in which only :emoji: mean something. */
export function withEmoji(text) {
  return text
    .split(/(:[a-z0-9_+-]+:)/)
    .flatMap((part) => (part.startsWith(':') ? (emoji(part.slice(1, -1)) ?? part) : unspelled(part)));
}
