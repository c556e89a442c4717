import type { ServerResponse } from 'node:http';
import type { Change } from '../state/change-feed.ts';
import type { JsonObject } from '../state/model.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { presentView } from '../web-api/view-content.ts';
import { showEphemeral, showMessage, showModal } from './shown.ts';

const HEARTBEAT_MS = 15_000;
/** A reader that is this far behind (bytes) is cut off; the browser then connects again and reads the state anew. */
const BACKLOG_MAX = 8 * 1024 * 1024;

/**
 * `GET /control/events`: server-sent events, one for each change. `data` is `{kind, ...}` with kind message_posted,
 * message_updated, message_deleted, ephemeral_posted, ephemeral_updated, ephemeral_deleted, modal, home or connection;
 * a reply carries its root as well. With `user`, what only others see is left out.
 */
export function streamEvents(
  response: ServerResponse,
  state: WorkspaceState,
  baseUrl: string,
  user: string | undefined,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.write('retry: 1000\n\n');
  const unsubscribe = state.feed.subscribe((change) => {
    const data = showChange(change, state, baseUrl);
    if (!data || (user !== undefined && ownerOf(change) !== undefined && ownerOf(change) !== user)) return;
    response.write(`data: ${JSON.stringify(data)}\n\n`);
    if (response.writableLength > BACKLOG_MAX) response.destroy();
  });
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  response.on('close', () => {
    clearInterval(heartbeat);
    unsubscribe();
  });
}

/** The one person who may see a change, if it is not for all. */
function ownerOf(change: Change): string | undefined {
  if ('ephemeral' in change) return change.ephemeral.user;
  return change.kind === 'modal' || change.kind === 'home' ? change.user : undefined;
}

function showChange(change: Change, state: WorkspaceState, baseUrl: string): JsonObject | undefined {
  if ('message' in change) {
    const { message, kind } = change;
    const root = message.thread_ts === undefined ? undefined : state.messages.find(message.channel, message.thread_ts);
    return {
      kind,
      message: showMessage(message, state, baseUrl),
      ...(root ? { root: showMessage(root, state, baseUrl) } : {}),
    };
  }
  if ('ephemeral' in change) return { kind: change.kind, ephemeral: showEphemeral(change.ephemeral) };
  if (change.kind === 'modal') {
    return { kind: 'modal', user: change.user, modal: change.view ? showModal(change.view) : null };
  }
  if (change.kind === 'home') return { kind: 'home', user: change.user, view: presentView(change.view) };
  return change.kind === 'connection' ? { kind: 'connection', connected: change.connected } : undefined;
}
