import type { Ephemeral, Message, View } from './model.ts';

/** Something a person could see has changed. */
export type Change =
  | { kind: 'message_posted' | 'message_updated' | 'message_deleted'; message: Message }
  | { kind: 'ephemeral_posted' | 'ephemeral_updated' | 'ephemeral_deleted'; ephemeral: Ephemeral }
  | { kind: 'modal'; user: string; view: View | null }
  | { kind: 'home'; user: string; view: View }
  | { kind: 'files' }
  | { kind: 'connection'; connected: boolean };

/** Hands every change to whoever listens at that moment; it keeps nothing. */
export interface ChangeFeed {
  publish(change: Change): void;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (change: Change) => void): () => void;
}

/** Creates an empty feed. */
export function createChangeFeed(): ChangeFeed {
  const listeners = new Set<(change: Change) => void>();
  return {
    publish(change) {
      for (const listener of [...listeners]) listener(change);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
