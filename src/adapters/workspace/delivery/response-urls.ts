import { randomBytes } from 'node:crypto';
import { BOT_USER_ID } from '../state/directory.ts';
import type { Ephemeral, JsonObject, Message } from '../state/model.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { checkedBlocks } from '../web-api/message-content.ts';
import { SlackError } from '../web-api/slack-error.ts';

/** How often a response_url may be used. */
const USES = 5;
/** How long it may be used, in milliseconds. */
const LIFE_MS = 30 * 60_000;

/** Where answers through a response_url go. */
export interface ResponseTarget {
  user: string;
  channel: string;
  thread_ts?: string | undefined;
  /** The message that replace_original and delete_original mean. */
  original?: { message: Message } | { ephemeral: Ephemeral } | undefined;
}

interface Issued extends ResponseTarget {
  id: string;
  usesLeft: number;
  expires: number;
}

/** The response addresses that interactions carry. */
export interface ResponseUrls {
  /** Makes an address; `id` is its last path segment. */
  issue(target: ResponseTarget): { id: string; url: string };
  /** Answers through the address. Throws `expired_url`, `used_url`, `no_text` or a block error. */
  respond(id: string, body: JsonObject): void;
  /** Does what an acknowledgement's body asks for, without using up the address. */
  applyAck(id: string, body: JsonObject): void;
}

/** Creates the store of addresses under `baseUrl`. */
export function createResponseUrls(state: WorkspaceState, baseUrl: string): ResponseUrls {
  const issued = new Map<string, Issued>();
  return {
    issue(target) {
      for (const [id, entry] of issued) if (performance.now() > entry.expires) issued.delete(id);
      const id = randomBytes(16).toString('hex');
      issued.set(id, { ...target, id, usesLeft: USES, expires: performance.now() + LIFE_MS });
      return { id, url: `${baseUrl}/response/${id}` };
    },
    respond(id, body) {
      const entry = issued.get(id);
      if (!entry || performance.now() > entry.expires) throw new SlackError('expired_url');
      if (entry.usesLeft === 0) throw new SlackError('used_url');
      entry.usesLeft -= 1;
      apply(state, entry, body);
    },
    applyAck(id, body) {
      const entry = issued.get(id);
      if (entry) apply(state, entry, body);
    },
  };
}

function apply(state: WorkspaceState, target: Issued, body: JsonObject): void {
  const content = contentOf(state, body);
  if (body.delete_original === true) removeOriginal(state, target);
  if (!content) {
    if (body.delete_original === true) return;
    throw new SlackError('no_text');
  }
  if (body.replace_original === true && target.original) replaceOriginal(state, target.original, content);
  else post(state, target, body, content);
}

type Content = NonNullable<ReturnType<typeof contentOf>>;

function contentOf(state: WorkspaceState, body: JsonObject) {
  const text = typeof body.text === 'string' ? body.text : '';
  const blocks = body.blocks === undefined ? [] : checkedBlocks(body.blocks, state.files);
  return text === '' && blocks.length === 0 ? undefined : { text, blocks };
}

function removeOriginal(state: WorkspaceState, target: Issued): void {
  if (!target.original) return;
  if ('message' in target.original) state.messages.remove(target.original.message);
  else state.ephemerals.remove(target.original.ephemeral);
  target.original = undefined;
}

function replaceOriginal(state: WorkspaceState, original: NonNullable<Issued['original']>, content: Content): void {
  if ('message' in original) state.messages.update(original.message, content);
  else state.ephemerals.update(original.ephemeral, content);
}

function post(state: WorkspaceState, target: Issued, body: JsonObject, content: Content): void {
  const thread = typeof body.thread_ts === 'string' ? body.thread_ts : target.thread_ts;
  if (body.response_type === 'in_channel') {
    const place = { channel: target.channel, user: BOT_USER_ID, thread_ts: thread };
    const message = state.messages.post(place, { ...content, metadata: null });
    target.original ??= { message };
    return;
  }
  const ephemeral = state.ephemerals.post({
    ...content,
    channel: target.channel,
    user: target.user,
    from_app: true,
    origin: target.id,
    ...(thread === undefined ? {} : { thread_ts: thread }),
  });
  target.original ??= { ephemeral };
}
