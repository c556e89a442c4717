import type { ChangeFeed } from './change-feed.ts';
import type { MessageClock } from './message-clock.ts';
import type { Block, Ephemeral } from './model.ts';

const KEPT = 2_000;

/** The messages that only one person sees. */
export interface EphemeralStore {
  post(ephemeral: Omit<Ephemeral, 'ts'>): Ephemeral;
  update(ephemeral: Ephemeral, content: { text: string; blocks: Block[] }): void;
  remove(ephemeral: Ephemeral): void;
  find(channel: string, ts: string): Ephemeral | undefined;
  /** What a person sees, oldest first. */
  of(user: string): Ephemeral[];
}

/** Creates the store; like Slack it forgets on restart, and it keeps the last 2,000. */
export function createEphemeralStore(clock: MessageClock, feed: ChangeFeed): EphemeralStore {
  let kept: Ephemeral[] = [];
  return {
    post(content) {
      const ephemeral = { ...content, ts: clock.next() };
      kept = [...kept, ephemeral].slice(-KEPT);
      feed.publish({ kind: 'ephemeral_posted', ephemeral });
      return ephemeral;
    },
    update(ephemeral, content) {
      Object.assign(ephemeral, content);
      feed.publish({ kind: 'ephemeral_updated', ephemeral });
    },
    remove(ephemeral) {
      kept = kept.filter((other) => other !== ephemeral);
      feed.publish({ kind: 'ephemeral_deleted', ephemeral });
    },
    find: (channel, ts) => kept.find((ephemeral) => ephemeral.channel === channel && ephemeral.ts === ts),
    of: (user) => kept.filter((ephemeral) => ephemeral.user === user),
  };
}
