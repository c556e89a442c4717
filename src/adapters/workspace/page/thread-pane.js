import { createComposer } from './composer.js';
import { h } from './dom.js';
import { createMessageList } from './message-list.js';
import { emptyState } from './messages.js';
import { store } from './store.js';

function hint(fill) {
  const suggestion = (text) => h('button', { type: 'button', class: 'suggestion', onclick: () => fill(text) }, text);
  return [h('span', {}, 'Slash commands do not work in threads. Try'), suggestion('@nlb status')];
}

/** Builds the right pane: a root message and its replies. */
export function createThreadPane(element) {
  const subtitle = h('span', { class: 'quiet' });
  const list = h('div', { class: 'messages', tabindex: 0, role: 'region', 'aria-label': 'Thread messages' });
  const empty = h('div', {});
  const messages = createMessageList(list, true);
  const composer = createComposer({
    label: 'Reply in thread',
    hint,
    threadTs: () => store.place.thread,
    sent: () => messages.follow(),
  });
  const close = h('a', { class: 'icon-button close', 'aria-label': 'Close thread' }, '\u2715');
  const back = h('a', { class: 'back', 'aria-label': 'Back to the channel' }, '\u2190');
  element.append(
    h('header', { class: 'pane-head' }, back, h('h2', {}, 'Thread'), subtitle, close),
    empty,
    list,
    composer.element,
  );
  let open;
  return () => {
    const { channel, thread } = store.place;
    element.hidden = thread === undefined;
    if (thread === undefined) return;
    if (open !== thread) messages.reset();
    open = thread;
    subtitle.textContent = `#${channel.name}`;
    close.setAttribute('href', `#${channel.name}`);
    back.setAttribute('href', `#${channel.name}`);
    const own = store.ephemerals.filter(
      (ephemeral) => ephemeral.thread_ts === thread && !store.dismissed.has(ephemeral.ts),
    );
    messages.draw(store.thread ?? [], own);
    const missing = store.thread?.length === 0;
    empty.replaceChildren(
      ...(missing ? [emptyState('No such thread', 'It may have been deleted, or the address is wrong.')] : []),
    );
    composer.element.hidden = missing;
  };
}
