import { blocks } from './blocks.js';
import { fragment, h } from './dom.js';
import { emoji } from './emoji.js';
import { fileAddress, image } from './images.js';
import { mrkdwn } from './mrkdwn.js';
import { channelName, userName } from './people.js';
import { shortcutMenu } from './shortcut-menu.js';
import { languageOf } from './spoken-language.js';

const timeFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

const dateOf = (ts) => new Date(Number(ts) * 1000);

/** Time of day of a message. */
export const timeOf = (ts) => timeFormat.format(dateOf(ts));

/** Day of a message, in words. */
export function dayOf(ts) {
  const day = dateOf(ts);
  return day.toDateString() === new Date().toDateString() ? 'Today' : dayFormat.format(day);
}

function avatar(name) {
  if (name === 'nlb') return h('img', { class: 'avatar', src: '/page/icon.svg', alt: '' });
  return h(
    'span',
    { class: `avatar avatar-${name.charCodeAt(0) % 5}`, 'aria-hidden': 'true' },
    name.slice(0, 1).toUpperCase(),
  );
}

function head(name, ts) {
  return h('div', { class: 'message-head' }, [
    h('span', { class: 'author' }, name),
    name === 'nlb' ? h('span', { class: 'app-tag' }, 'APP') : null,
    h('time', { datetime: dateOf(ts).toISOString(), title: dateOf(ts).toLocaleString() }, timeOf(ts)),
  ]);
}

function sizeOf(bytes) {
  return bytes < 1024
    ? `${bytes} B`
    : bytes < 1024 ** 2
      ? `${(bytes / 1024).toFixed(1)} KB`
      : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

function file(record) {
  const url = fileAddress(record);
  if (/^image\/(png|jpeg|gif|webp)$/.test(record.mimetype)) {
    return h(
      'figure',
      { class: 'image' },
      h('figcaption', {}, record.title),
      image(url, record.alt_text || record.title),
    );
  }
  return h('a', { class: 'file', href: url, download: record.name }, [
    h('span', { class: 'file-mark', 'aria-hidden': 'true' }, record.name.split('.').pop().slice(0, 6)),
    h(
      'span',
      { class: 'file-text' },
      h('span', { class: 'file-name' }, record.title),
      h('span', { class: 'quiet' }, `${sizeOf(record.size)} \u00B7 Download`),
    ),
  ]);
}

function repliesLink(message) {
  const count = message.reply_count;
  if (count === 0) return null;
  return h('a', { class: 'replies', href: `#${channelName(message.channel)}/${message.ts}` }, [
    h('strong', {}, count === 1 ? '1 reply' : `${count} replies`),
    h('span', { class: 'quiet' }, `last at ${timeOf(message.latest_reply)}`),
  ]);
}

function reactions(message) {
  const entries = Object.entries(message.reactions);
  if (entries.length === 0) return null;
  return h(
    'div',
    { class: 'reactions' },
    entries.map(([name, users]) =>
      h('span', { class: 'reaction', title: `${users.map(userName).join(', ')}: ${name}` }, [
        emoji(name) ?? `:${name}:`,
        ` ${users.length}`,
      ]),
    ),
  );
}

function content(message) {
  const surface = { channel: message.channel, ts: message.ts };
  const lang = languageOf(message.blocks, message.text);
  if (message.blocks.length > 0) return h('div', { lang }, blocks(message.blocks, surface));
  return message.text === ''
    ? null
    : h('div', { lang, class: message.deleted ? 'block quiet' : 'block' }, mrkdwn(message.text));
}

/** A message as a row; with `inThread`, without its link to the replies. */
export function messageRow(message, inThread) {
  const name = userName(message.user);
  const label = `${name} at ${timeOf(message.ts)}`;
  return h('article', { class: 'message', tabindex: -1, 'data-ts': message.ts, 'aria-label': label }, [
    avatar(name),
    h('div', { class: 'message-body' }, [
      head(name, message.ts),
      content(message),
      message.files.length > 0 ? h('div', { class: 'files' }, message.files.map(file)) : null,
      reactions(message),
      inThread ? null : repliesLink(message),
    ]),
    h('div', { class: 'message-tools' }, [
      inThread || message.reply_count > 0
        ? null
        : h('a', { class: 'start-thread', href: `#${channelName(message.channel)}/${message.ts}` }, 'Reply in thread'),
      shortcutMenu(message),
    ]),
  ]);
}

/** A message that only this person sees. */
export function ephemeralRow(message, dismiss) {
  const name = message.from_app ? 'nlb' : 'Slackbot';
  return h(
    'article',
    { class: 'message ephemeral', tabindex: -1, 'data-ts': message.ts, 'aria-label': `${name}, only visible to you` },
    [
      avatar(name),
      h('div', { class: 'message-body' }, [
        h('div', { class: 'only-you' }, [
          h('span', {}, 'Only visible to you'),
          h('button', { type: 'button', class: 'link', onclick: dismiss }, 'Dismiss'),
        ]),
        head(name, message.ts),
        content(message),
      ]),
    ],
  );
}

/** A line between days. */
export function dayLine(ts) {
  return h('div', { class: 'day', role: 'separator', 'aria-label': dayOf(ts) }, h('span', {}, dayOf(ts)));
}

/** Shown where there is nothing. */
export function emptyState(title, ...lines) {
  return h('div', { class: 'empty' }, h('h2', {}, title), fragment(lines.map((line) => h('p', {}, line))));
}
