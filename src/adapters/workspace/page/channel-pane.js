import { createComposer } from './composer.js';
import { h } from './dom.js';
import { drawHome } from './home.js';
import { createMessageList } from './message-list.js';
import { emptyState } from './messages.js';
import { store } from './store.js';

function hint(fill) {
  const suggestion = (text) => h('button', { type: 'button', class: 'suggestion', onclick: () => fill(text) }, text);
  return [
    h('span', {}, 'Try'),
    suggestion('/nlb help'),
    suggestion('/nlb run rollout-restart'),
    suggestion('/nlb status'),
  ];
}

/** Builds the middle pane: a channel with its root messages, or the App Home. */
export function createChannelPane(element) {
  const title = h('h2', {});
  const list = h('div', {
    class: 'messages',
    tabindex: 0,
    id: 'main-messages',
    role: 'region',
    'aria-label': 'Messages',
  });
  const empty = h('div', {});
  const home = h('div', { class: 'home', hidden: true, tabindex: 0, role: 'region', 'aria-label': 'Home tab' });
  const messages = createMessageList(list, false);
  const composer = createComposer({ label: 'Message', hint, threadTs: () => undefined, sent: () => messages.follow() });
  element.append(
    h(
      'header',
      { class: 'pane-head' },
      h('a', { class: 'back', href: '#channels', 'aria-label': 'Back to channels' }, '\u2190'),
      title,
    ),
    empty,
    list,
    home,
    composer.element,
  );
  let open;
  return () => {
    const { place } = store;
    const isHome = place.home === true;
    home.hidden = !isHome;
    list.hidden = isHome;
    composer.element.hidden = isHome;
    empty.replaceChildren();
    if (isHome) {
      title.textContent = 'nlb';
      drawHome(home);
      return;
    }
    if (!place.channel) return;
    if (open !== place.channel) messages.reset();
    open = place.channel;
    title.textContent = `# ${place.channel.name}`;
    composer.setLabel(`Message #${place.channel.name}, or type /nlb help`);
    const own = store.ephemerals.filter(
      (ephemeral) =>
        ephemeral.channel === place.channel.id && ephemeral.thread_ts === null && !store.dismissed.has(ephemeral.ts),
    );
    messages.draw(store.roots ?? [], own);
    if (store.roots?.length === 0 && own.length === 0) {
      empty.append(
        emptyState(
          'Nothing here yet',
          h('span', {}, 'Type ', h('code', {}, '/nlb help'), ' to see what the bot can do.'),
        ),
      );
    }
  };
}
