import { h } from './dom.js';

/** How long it can be read, in milliseconds. */
const SHOWN_MS = 8000;

/** Says something that belongs to no element of the page any more; it goes by itself, or when it is clicked. */
export function notify(text) {
  for (const former of document.querySelectorAll('.passing-notice')) former.remove();
  const notice = h('p', { class: 'passing-notice', role: 'alert', onclick: () => notice.remove() }, text);
  document.body.append(notice);
  setTimeout(() => notice.remove(), SHOWN_MS);
}
