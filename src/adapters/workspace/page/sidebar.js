import { h } from './dom.js';
import { keepingFocus } from './focus.js';
import { store } from './store.js';

function link(href, current, ...content) {
  return h(
    'li',
    {},
    h('a', { class: 'side-link', 'data-focus': href, href, 'aria-current': current ? 'page' : undefined }, content),
  );
}

const CONNECTION = { true: 'Bot connected', false: 'Bot not connected' };
const THEME_KEY = 'nlb-workspace-theme';

function themeSwitch() {
  const root = document.documentElement;
  const choose = () => {
    root.dataset.theme = control.value;
    localStorage.setItem(THEME_KEY, control.value);
  };
  const options = [
    ['system', 'As the system'],
    ['light', 'Light'],
    ['dark', 'Dark'],
  ].map(([value, label]) => h('option', { value, selected: root.dataset.theme === value }, label));
  const control = h('select', { id: 'theme', onchange: choose }, options);
  return control;
}

/** Builds the sidebar; `switchUser` is called with the id of the person to be. */
export function createSidebar(element, switchUser) {
  const people = h('select', { id: 'who', onchange: () => switchUser(people.value) });
  const state = h('p', { class: 'connection', role: 'status' });
  const channels = h('ul', { class: 'side-list' });
  const apps = h('ul', { class: 'side-list' });
  element.append(
    h(
      'div',
      { class: 'sidebar-head' },
      h('img', { src: '/page/icon.svg', alt: '', class: 'logo' }),
      h('div', {}, h('h1', { class: 'side-name' }, 'nlb workspace'), state),
    ),
    h('h2', { class: 'side-title' }, 'Channels'),
    channels,
    h('h2', { class: 'side-title' }, 'Apps'),
    apps,
    h('div', { class: 'sidebar-foot' }, [
      h('label', { for: 'who' }, 'You are'),
      people,
      h('label', { for: 'theme' }, 'Colours'),
      themeSwitch(),
      h('p', {}, 'A local stand-in for Slack. Everything stays on this machine.'),
    ]),
  );
  const drawLinks = () => {
    const { place } = store;
    channels.replaceChildren(
      ...store.channels.map((channel) =>
        link(
          `#${channel.name}`,
          place.channel === channel && !place.list,
          h('span', { class: 'hash', 'aria-hidden': 'true' }, '#'),
          channel.name,
        ),
      ),
    );
    apps.replaceChildren(
      link('#home', place.home, h('span', { class: store.connected ? 'dot on' : 'dot', 'aria-hidden': 'true' }), 'nlb'),
    );
  };
  let drawn;
  return () => {
    const { place } = store;
    const humans = store.users.filter((user) => user.name !== 'nlb');
    const key = `${place.channel?.id} ${place.home} ${place.list} ${store.connected}`;
    if (drawn !== key) keepingFocus(() => element, drawLinks);
    drawn = key;
    if (people.length !== humans.length)
      people.replaceChildren(...humans.map((user) => h('option', { value: user.id }, user.name)));
    people.value = store.user.id;
    state.textContent = CONNECTION[store.connected] ?? 'Connecting';
    state.classList.toggle('off', store.connected === false);
  };
}
