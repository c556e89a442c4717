import { get } from './api.js';
import { blocks } from './blocks.js';
import { readValues, restoreValues } from './controls.js';
import { h } from './dom.js';
import { keepingFocus } from './focus.js';
import { emptyState } from './messages.js';
import { languageOf } from './spoken-language.js';
import { changed, store } from './store.js';

let drawn;
/** The version that is drawn. */
let view;

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
  const { home } = store;
  const before = view;
  view = home;
  const values = before && before.id === home?.id ? readValues(element, before.blocks) : {};
  const surface = { viewId: home?.id, read: () => readValues(element, home.blocks) };
  keepingFocus(
    () => element,
    () =>
      element.replaceChildren(
        home
          ? h('div', { class: 'home-view', lang: languageOf(home.blocks) }, blocks(home.blocks, surface))
          : emptyState(
              'Nothing on the home tab yet',
              store.connected ? 'nlb has not published it.' : 'nlb is not connected.',
            ),
      ),
  );
  if (home) restoreValues(element, home.blocks, values);
}
