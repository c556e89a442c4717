import { get } from './api.js';

/** What the page shows. `place` is {channel, thread} or {home: true} or {list: true} on a phone. */
export const store = {
  users: [],
  channels: [],
  /** Message shortcuts of the app: {callback_id, name}. */
  shortcuts: [],
  user: undefined,
  /** Undefined until it is known. */
  connected: undefined,
  place: { list: true },
  /** The channel's root messages; undefined until they are read. */
  roots: undefined,
  thread: undefined,
  ephemerals: [],
  dismissed: new Set(),
  home: undefined,
  modal: undefined,
};

const drawers = new Set();
/** Whether something changed while the messages were being read, which the answer may not show. */
let missed = false;
let queued = false;

/** Calls `draw` after every change, at most once a frame. */
export function onChange(draw) {
  drawers.add(draw);
}

/** Says that the store has changed. */
export function changed() {
  if (queued) return;
  queued = true;
  // A hidden tab gets no frames, but its title and lists should still be right when it comes back.
  const draw = () => {
    queued = false;
    for (const each of drawers) each();
  };
  if (document.hidden) setTimeout(draw, 50);
  else requestAnimationFrame(draw);
}

function upsert(list, item) {
  const index = list.findIndex((other) => other.ts === item.ts);
  return index < 0 ? [...list, item].sort((a, b) => (a.ts < b.ts ? -1 : 1)) : list.with(index, item);
}

const without = (list, item) => list.filter((other) => other.ts !== item.ts);

function takeMessage({ kind, message, root }) {
  const { channel, thread } = store.place;
  if (message.channel !== channel?.id) return;
  if (!store.roots || (thread && !store.thread)) missed = true;
  if (!store.roots) return;
  const put = kind === 'message_deleted' ? without : upsert;
  if (!root) store.roots = put(store.roots, message);
  else store.roots = upsert(store.roots, root);
  if (store.thread && (root?.ts ?? message.ts) === thread) store.thread = put(store.thread, message);
  if (root && store.thread && root.ts === thread) store.thread = upsert(store.thread, root);
}

/** Applies one server-sent change. */
export function applyChange(change) {
  if (change.message) takeMessage(change);
  else if (change.kind === 'ephemeral_deleted') store.ephemerals = without(store.ephemerals, change.ephemeral);
  else if (change.ephemeral) store.ephemerals = upsert(store.ephemerals, change.ephemeral);
  else if (change.kind === 'modal') store.modal = change.modal ?? undefined;
  else if (change.kind === 'home') store.home = change.view;
  else if (change.kind === 'connection') store.connected = change.connected;
  changed();
}

/** Reads the messages of the place that is open; a thread that does not exist is shown as missing. */
export async function loadPlace() {
  const { place } = store;
  if (!place.channel) return;
  const channel = place.channel.id;
  missed = false;
  const [roots, thread] = await Promise.all([
    get('/control/messages', { channel }),
    place.thread ? get('/control/messages', { channel, thread_ts: place.thread }).catch(() => []) : undefined,
  ]);
  if (store.place !== place) return;
  Object.assign(store, { roots, thread });
  changed();
  if (missed) await loadPlace();
}

/** Reads what only this person sees. */
export async function loadOwn() {
  const user = store.user.id;
  const { connected, ephemerals, modal } = await get('/control/own', { user });
  if (store.user.id !== user) return;
  Object.assign(store, { connected, ephemerals, modal: modal ?? undefined });
  changed();
}
