import { get } from './api.js';
import { createChannelPane } from './channel-pane.js';
import { h } from './dom.js';
import { openHome } from './home.js';
import { listen } from './live.js';
import { drawModal } from './modal.js';
import { setNames } from './people.js';
import { createSidebar } from './sidebar.js';
import { changed, loadPlace, onChange, store } from './store.js';
import { createThreadPane } from './thread-pane.js';

const USER_KEY = 'nlb-workspace-user';
const DEFAULT_CHANNEL = 'nlb';
/** `/?full#CHANNEL/THREAD_TS` shows one thread in its whole length and does not follow changes: for pictures of it. */
const FULL = new URLSearchParams(location.search).has('full');

/** The place an address stands for: #channel, #channel/thread_ts, #home or #channels. */
function placeOf(hash) {
  const [name, thread] = decodeURIComponent(hash.replace(/^#/, '')).split('/');
  if (name === 'home') return { home: true };
  const channel = store.channels.find(
    (candidate) => candidate.name === (name || DEFAULT_CHANNEL) || candidate.id === name,
  );
  if (name === 'channels' || !channel)
    return { list: true, channel: store.channels.find((candidate) => candidate.name === DEFAULT_CHANNEL) };
  return { channel, thread: thread || undefined };
}

function paneOf(place) {
  if (place.list) return 'sidebar';
  return place.thread === undefined ? 'channel' : 'thread';
}

async function go() {
  const before = store.place;
  store.place = placeOf(location.hash);
  if (before.channel !== store.place.channel) store.roots = undefined;
  if (before.thread !== store.place.thread) store.thread = undefined;
  document.body.dataset.pane = paneOf(store.place);
  document.body.dataset.thread = store.place.thread === undefined ? 'closed' : 'open';
  document.title = store.place.home ? 'nlb home' : `#${store.place.channel?.name ?? ''} - nlb workspace`;
  changed();
  if (store.place.home) await openHome();
  else await loadPlace();
  return before;
}

/** After the person went somewhere: the focus goes along, into the thread and back to where it was opened. */
async function follow() {
  const { thread: left } = await go();
  const { thread } = store.place;
  if (left === thread) return;
  const target = () =>
    thread === undefined
      ? document.querySelector(`#channel [data-ts="${left}"]`)
      : document.querySelector('#thread .messages');
  requestAnimationFrame(() => requestAnimationFrame(() => target()?.focus({ preventScroll: true })));
}

function onKey(event) {
  if (event.key !== 'Escape' || event.defaultPrevented || store.place.thread === undefined) return;
  const typing = event.target.closest?.('input, textarea, select, dialog');
  const idle = typing?.matches('#thread textarea') && typing.value === '';
  if (!typing || idle) location.hash = `#${store.place.channel.name}`;
}

function switchUser(id) {
  store.user = store.users.find((user) => user.id === id) ?? store.users[0];
  localStorage.setItem(USER_KEY, store.user.id);
  Object.assign(store, { ephemerals: [], modal: undefined, home: undefined });
  if (!FULL) listen();
  return go();
}

async function start() {
  document.body.toggleAttribute('data-full', FULL);
  const { users, channels, shortcuts } = await get('/control/info');
  Object.assign(store, { users, channels, shortcuts });
  setNames(store);
  const draws = [
    createSidebar(document.getElementById('sidebar'), switchUser),
    createChannelPane(document.getElementById('channel')),
    createThreadPane(document.getElementById('thread')),
    drawModal,
  ];
  for (const draw of draws) onChange(draw);
  addEventListener('hashchange', follow);
  addEventListener('keydown', onKey);
  document.getElementById('skip').addEventListener('click', (event) => {
    event.preventDefault();
    document.querySelector(store.place.home ? '.home' : '#main-messages')?.focus();
  });
  await switchUser(localStorage.getItem(USER_KEY) ?? users[0].id);
}

start().catch((error) => document.body.prepend(h('p', { class: 'start-failure', role: 'alert' }, error.message)));
