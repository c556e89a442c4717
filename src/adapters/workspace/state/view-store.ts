import type { ChangeFeed } from './change-feed.ts';
import type { View } from './model.ts';

/** The open modal and the App Home of each person. */
export interface ViewStore {
  modal(user: string): View | undefined;
  openModal(user: string, view: View): void;
  closeModal(user: string): void;
  home(user: string): View | undefined;
  publishHome(user: string, view: View): void;
  /** Finds an open modal or a home by view id or external id, with the person who sees it. */
  find(match: { id?: string | undefined; externalId?: string | undefined }): { user: string; view: View } | undefined;
  homes(): [string, View][];
  restoreHomes(homes: [string, View][]): void;
}

/** Creates the store; every change goes to the feed. */
export function createViewStore(feed: ChangeFeed): ViewStore {
  const modals = new Map<string, View>();
  const homes = new Map<string, View>();
  return {
    modal: (user) => modals.get(user),
    openModal(user, view) {
      modals.set(user, view);
      feed.publish({ kind: 'modal', user, view });
    },
    closeModal(user) {
      modals.delete(user);
      feed.publish({ kind: 'modal', user, view: null });
    },
    home: (user) => homes.get(user),
    publishHome(user, view) {
      homes.set(user, view);
      feed.publish({ kind: 'home', user, view });
    },
    find({ id, externalId }) {
      for (const [user, view] of [...modals, ...homes]) {
        if (view.id === id || (externalId !== undefined && view.external_id === externalId)) return { user, view };
      }
      return undefined;
    },
    homes: () => [...homes],
    restoreHomes(restored) {
      for (const [user, view] of restored) homes.set(user, view);
    },
  };
}
