import { tellChange } from './announcer.js';
import { applyChange, changed, loadOwn, loadPlace, store } from './store.js';

let source;

/** Follows every change for the current person; after a break the state is read anew. */
export function listen() {
  source?.close();
  source = new EventSource(`/control/events?user=${encodeURIComponent(store.user.id)}`);
  source.onopen = () => Promise.all([loadPlace(), loadOwn()]).catch(() => undefined);
  source.onmessage = (event) => {
    const change = JSON.parse(event.data);
    tellChange(change);
    applyChange(change);
  };
  source.onerror = () => {
    store.connected = false;
    changed();
  };
}
