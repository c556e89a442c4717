import { get } from './api.js';
import { blocks } from './blocks.js';
import { h } from './dom.js';
import { emptyState } from './messages.js';
import { changed, store } from './store.js';

let drawn;

/** Opens the App Home: the bot hears of it and may publish it anew. */
export async function openHome() {
  store.home = await get('/control/home', { user: store.user.id }).catch(() => undefined);
  changed();
}

/** Draws the App Home when it changed. */
export function drawHome(element) {
  const key = store.home ? `${store.home.id} ${store.home.hash}` : 'none';
  if (drawn === key) return;
  drawn = key;
  element.replaceChildren(
    store.home
      ? h('div', { class: 'home-view' }, blocks(store.home.blocks, { viewId: store.home.id }))
      : emptyState(
          'Nothing on the home tab yet',
          store.connected ? 'nlb has not published it.' : 'nlb is not connected.',
        ),
  );
}
