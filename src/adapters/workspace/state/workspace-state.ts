import { randomBytes } from 'node:crypto';
import { type ChangeFeed, createChangeFeed } from './change-feed.ts';
import { createDirectory, type Directory } from './directory.ts';
import { createEphemeralStore, type EphemeralStore } from './ephemeral-store.ts';
import { createFileStore, type FileStore } from './file-store.ts';
import { createMessageClock, type MessageClock } from './message-clock.ts';
import { createMessageStore, type MessageStore } from './message-store.ts';
import type { Credentials } from './model.ts';
import type { Snapshot } from './snapshot.ts';
import { createViewStore, type ViewStore } from './view-store.ts';

/** Everything the workspace knows. */
export interface WorkspaceState {
  credentials: Credentials;
  clock: MessageClock;
  feed: ChangeFeed;
  directory: Directory;
  messages: MessageStore;
  ephemerals: EphemeralStore;
  files: FileStore;
  views: ViewStore;
}

const secret = () => randomBytes(16).toString('hex');

/** Creates the state, from a snapshot where there is one; file contents go to `filesFolder` if given. */
export function createWorkspaceState(snapshot: Snapshot | undefined, filesFolder: string | undefined): WorkspaceState {
  const feed = createChangeFeed();
  const clock = createMessageClock();
  const state: WorkspaceState = {
    credentials: snapshot?.credentials ?? {
      botToken: `xoxb-local-${secret()}`,
      appToken: `xapp-local-${secret()}`,
      signingSecret: secret(),
    },
    clock,
    feed,
    directory: createDirectory(),
    messages: createMessageStore(clock, feed),
    ephemerals: createEphemeralStore(clock, feed),
    files: createFileStore(feed, filesFolder),
    views: createViewStore(feed),
  };
  if (snapshot) {
    state.messages.restore(snapshot.messages);
    state.files.restore(snapshot.files);
    state.views.restoreHomes(snapshot.homes);
  }
  return state;
}
