import { announce } from './announcer.js';
import { post } from './api.js';
import { h } from './dom.js';
import { store } from './store.js';

/** The app's shortcuts for a message, as Slack has them in its menu; null where the app has none. */
export function shortcutMenu(message) {
  if (store.shortcuts.length === 0) return null;
  const use = async () => {
    const { value: callback } = menu;
    menu.value = '';
    const place = { user: store.user.id, channel: message.channel, ts: message.ts };
    const answer = await post('/control/shortcuts', { ...place, callback_id: callback }).catch((error) => error);
    if (!answer.ok) announce(answer.message ?? 'nlb did not answer in time.');
  };
  const menu = h(
    'select',
    { class: 'shortcuts', 'aria-label': 'More actions', 'data-focus': 'shortcuts', onchange: use },
    h('option', { value: '', disabled: true, hidden: true, selected: true }, '\u22EE'),
    store.shortcuts.map(({ callback_id, name }) => h('option', { value: callback_id }, name)),
  );
  return menu;
}
