import type { ChangeFeed } from './change-feed.ts';
import type { JsonObject, View } from './model.ts';

/** The open modals and the App Home of each person. */
export interface ViewStore {
  /** The modal that a person sees: the top of their stack. */
  modal(user: string): View | undefined;
  /** Opens a modal in place of whatever the person had open. */
  openModal(user: string, view: View): void;
  /** Puts a view on top of the open one. */
  pushModal(user: string, view: View): void;
  /** Takes the top view away, so that the one below shows again. */
  popModal(user: string): void;
  /** Takes every view of the person away and gives them, the top first. */
  clearModals(user: string): View[];
  /** How many views lie on each other. */
  depth(user: string): number;
  home(user: string): View | undefined;
  publishHome(user: string, view: View): void;
  /** Puts a new version of an open modal in its place in the stack, or a home in its own. */
  replace(user: string, view: View): void;
  /** Keeps what the person typed and chose; nobody else sees it, so nothing is published. */
  enter(view: View, values: JsonObject): void;
  /** Finds an open modal or a home by view id or external id, with the person who sees it. */
  find(match: { id?: string | undefined; externalId?: string | undefined }): { user: string; view: View } | undefined;
  homes(): [string, View][];
  restoreHomes(homes: [string, View][]): void;
}

/** Creates the store; every change goes to the feed. */
export function createViewStore(feed: ChangeFeed): ViewStore {
  const stacks = new Map<string, View[]>();
  const homes = new Map<string, View>();
  const stackOf = (user: string) => stacks.get(user) ?? [];
  const show = (user: string, stack: View[]) => {
    stacks.set(user, stack);
    feed.publish({ kind: 'modal', user, view: stack.at(-1) ?? null });
  };
  const publishHome = (user: string, view: View) => {
    homes.set(user, view);
    feed.publish({ kind: 'home', user, view });
  };
  return {
    modal: (user) => stackOf(user).at(-1),
    openModal: (user, view) => show(user, [view]),
    pushModal(user, view) {
      const below = stackOf(user).at(-1);
      const placed = { ...view, root_view_id: below?.root_view_id ?? view.id, previous_view_id: below?.id ?? null };
      show(user, [...stackOf(user), placed]);
    },
    popModal: (user) => show(user, stackOf(user).slice(0, -1)),
    clearModals(user) {
      const open = stackOf(user).toReversed();
      show(user, []);
      return open;
    },
    depth: (user) => stackOf(user).length,
    home: (user) => homes.get(user),
    publishHome,
    replace(user, view) {
      if (view.type === 'home') publishHome(user, view);
      else
        show(
          user,
          stackOf(user).map((other) => (other.id === view.id ? view : other)),
        );
    },
    enter(view, values) {
      view.entered = { ...view.entered, ...values };
    },
    find({ id, externalId }) {
      const open = [...stacks].flatMap(([user, stack]) => stack.map((view): [string, View] => [user, view]));
      for (const [user, view] of [...open, ...homes]) {
        if (view.id === id || (externalId !== undefined && view.external_id === externalId)) return { user, view };
      }
      return undefined;
    },
    homes: () => [...homes],
    restoreHomes(restored) {
      // A snapshot of an earlier version knows neither stacks nor what was entered.
      for (const [user, view] of restored) {
        homes.set(user, { ...view, root_view_id: view.id, previous_view_id: null, entered: view.entered ?? {} });
      }
    },
  };
}
