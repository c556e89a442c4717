import { keepingFocus } from './focus.js';
import { moveByKeys } from './message-keys.js';
import { dayLine, dayOf, ephemeralRow, messageRow } from './messages.js';
import { changed, store } from './store.js';

const NEAR_END_PX = 80;

/**
 * Keeps a scrolling list of rows up to date: a row is built anew only when its message changed, the focus stays on the
 * same button, and a reader who is at the end stays at the end.
 */
export function createMessageList(element, inThread) {
  const rows = new Map();
  let following = !inThread;
  element.addEventListener('scroll', () => {
    following = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
  });
  moveByKeys(element);
  const toEnd = () => {
    if (following) element.scrollTop = element.scrollHeight;
  };
  // Pictures have no height until they are loaded.
  element.addEventListener('load', toEnd, true);

  const rowOf = (message, isEphemeral) => {
    const key = JSON.stringify(message);
    const kept = rows.get(message.ts);
    if (kept?.key === key) return kept.row;
    const row = isEphemeral ? ephemeralRow(message, () => dismiss(message)) : messageRow(message, inThread);
    rows.set(message.ts, { key, row });
    return row;
  };

  return {
    draw(messages, ephemerals) {
      const entries = [
        ...messages.map((message) => ({ message })),
        ...ephemerals.map((message) => ({ message, own: true })),
      ];
      entries.sort((a, b) => (a.message.ts < b.message.ts ? -1 : 1));
      const nodes = entries.flatMap(({ message, own }, index) => {
        const row = rowOf(message, own);
        row.classList.toggle('open', !inThread && message.ts === store.place.thread);
        const before = entries[index - 1]?.message;
        return inThread || (before && dayOf(before.ts) === dayOf(message.ts)) ? [row] : [dayLine(message.ts), row];
      });
      keepingRowFocus(element, () => replaceChanged(element, nodes));
      toEnd();
    },
    /** A new place: forgets the rows, and a channel starts at its end, a thread at its root. */
    reset() {
      rows.clear();
      following = !inThread;
      element.scrollTop = 0;
    },
    follow() {
      following = true;
      toEnd();
    },
  };
}

function dismiss(message) {
  store.dismissed.add(message.ts);
  changed();
}

/** Puts `nodes` into the element without touching those that are in place already, so that nothing flickers. */
function replaceChanged(element, nodes) {
  nodes.forEach((node, index) => {
    const present = element.children[index];
    if (present === node) return;
    if (present && !nodes.includes(present)) present.replaceWith(node);
    else element.insertBefore(node, present ?? null);
  });
  while (element.children.length > nodes.length) element.lastElementChild.remove();
}

/** Keeps the focus in its row: every row has the same buttons. */
function keepingRowFocus(element, draw) {
  const ts = document.activeElement?.closest?.('[data-ts]')?.dataset.ts;
  keepingFocus(() => (ts === undefined ? null : element.querySelector(`[data-ts="${ts}"]`)), draw);
}
