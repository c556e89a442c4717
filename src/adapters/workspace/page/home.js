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
  store.home = await get('/control/home', { user: store.user.id }).catch(() => null);
  changed();
}

/** What stands where there is no home tab; nothing until that, and whether the bot is connected, is known. */
function emptyHome({ home, connected }) {
  if (home === undefined || connected === undefined) return '';
  const why = connected ? 'nlb has not published it.' : 'nlb is not connected.';
  return emptyState('Nothing on the home tab yet', why);
}

/** Draws the App Home when it changed. */
export function drawHome(element) {
  const { home, connected } = store;
  const key = home ? `${home.id} ${home.hash}` : `${home} ${connected}`;
  if (drawn === key) return;
  drawn = key;
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
          : emptyHome(store),
      ),
  );
  if (home) restoreValues(element, home.blocks, values);
}
