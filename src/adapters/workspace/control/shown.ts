import type { Ephemeral, JsonObject, Message, View } from '../state/model.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { fileUrl } from '../web-api/presented.ts';
import { presentView } from '../web-api/view-content.ts';

/** A message as the control interface and the page show it. */
export function showMessage(message: Message, state: WorkspaceState, baseUrl: string): JsonObject {
  const replies = message.thread_ts === undefined ? state.messages.replies(message.channel, message.ts) : [];
  return {
    ts: message.ts,
    thread_ts: message.thread_ts ?? (replies.length > 0 ? message.ts : null),
    channel: message.channel,
    user: message.user,
    text: message.text,
    blocks: message.blocks,
    metadata: message.metadata,
    files: message.files
      .flatMap((id) => state.files.find(id) ?? [])
      .map((file) => ({
        id: file.id,
        name: file.name,
        title: file.title,
        alt_text: file.alt_text,
        mimetype: file.mimetype,
        size: file.size,
        url: fileUrl(file, baseUrl),
      })),
    edits: message.edits,
    reply_count: replies.length,
    latest_reply: replies.at(-1)?.ts ?? null,
    reactions: message.reactions,
    deleted: message.deleted ?? false,
  };
}

/** An ephemeral message as the control interface and the page show it. */
export function showEphemeral(ephemeral: Ephemeral): JsonObject {
  const { ts, channel, user, text, blocks, from_app } = ephemeral;
  return { ts, thread_ts: ephemeral.thread_ts ?? null, channel, user, text, blocks, from_app };
}

/** An open modal. */
export function showModal(view: View): JsonObject {
  return { view_id: view.id, callback_id: view.callback_id, view: presentView(view) };
}
