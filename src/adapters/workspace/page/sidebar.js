import { h } from './dom.js';
import { store } from './store.js';

function link(href, current, ...content) {
  return h('li', {}, h('a', { class: 'side-link', href, 'aria-current': current ? 'page' : undefined }, content));
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
      h('p', {}, 'A local stand-in for Slack. Everything stays on this machine.'),
    ]),
  );
  return () => {
    const { place } = store;
    const humans = store.users.filter((user) => user.name !== 'nlb');
    channels.replaceChildren(
      ...store.channels.map((channel) =>
        link(
          `#${channel.name}`,
          place.channel === channel,
          h('span', { class: 'hash', 'aria-hidden': 'true' }, '#'),
          channel.name,
        ),
      ),
    );
    apps.replaceChildren(
      link('#home', place.home, h('span', { class: store.connected ? 'dot on' : 'dot', 'aria-hidden': 'true' }), 'nlb'),
    );
    people.replaceChildren(
      ...humans.map((user) => h('option', { value: user.id, selected: user.id === store.user.id }, user.name)),
    );
    state.textContent = store.connected ? 'Bot connected' : 'Bot not connected';
    state.classList.toggle('off', !store.connected);
  };
}
