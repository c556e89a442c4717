/** Any JSON object as it came over the wire. */
export type JsonObject = Record<string, unknown>;

/** A Block Kit block; only `type` is known before validation. */
export interface Block {
  type: string;
  block_id?: string;
  [field: string]: unknown;
}

/** A member of the workspace: a person, or the bot's own user. */
export interface Person {
  id: string;
  name: string;
  real_name: string;
  is_bot: boolean;
  /** IETF language tag, as Slack keeps it for each person. */
  locale: string;
}

/** A public channel, or (with `im_user`) the direct-message conversation of one person with the bot. */
export interface Channel {
  id: string;
  name: string;
  created: number;
  members: string[];
  im_user?: string;
}

/** A user group such as @sre. */
export interface UserGroup {
  id: string;
  handle: string;
  users: string[];
}

/** Slack's message metadata. */
export interface Metadata {
  event_type: string;
  event_payload: JsonObject;
}

/** What a bot or a person says, before it has a place and a time. */
export interface MessageContent {
  text: string;
  blocks: Block[];
  metadata: Metadata | null;
}

/** A message in a channel; `ts` names it there, `thread_ts` is its root's `ts` when it is a reply. */
export interface Message extends MessageContent {
  ts: string;
  channel: string;
  thread_ts?: string;
  user: string;
  files: string[];
  /** How many times it was edited. */
  edits: number;
  /** When its text was last edited; an edit that gives blocks shows no such mark in Slack. */
  edited_ts?: string;
  /** Emoji name to the people who added it. */
  reactions: Record<string, string[]>;
  /** A deleted root that still carries its thread. */
  deleted?: boolean;
}

/** A message that only one person sees. */
export interface Ephemeral {
  ts: string;
  channel: string;
  thread_ts?: string;
  /** The person who sees it. */
  user: string;
  text: string;
  blocks: Block[];
  /** False when the workspace itself speaks (Slackbot's part), for example after an ack timeout. */
  from_app: boolean;
  /** The response_url it came through, if any. */
  origin?: string;
}

/** Where a file was shared. */
export interface FileShare {
  channel: string;
  channel_name: string;
  ts: string;
  thread_ts?: string;
}

/** An uploaded file without its content. */
export interface FileRecord {
  id: string;
  name: string;
  title: string;
  alt_text: string;
  mimetype: string;
  /** Bytes. */
  size: number;
  /** Unix seconds. */
  created: number;
  /** Whether the content has arrived at the upload address. */
  uploaded: boolean;
  shares: FileShare[];
}

/** A modal or an App Home view as the workspace keeps it. */
export interface View {
  id: string;
  type: 'modal' | 'home';
  callback_id: string;
  external_id: string;
  private_metadata: string;
  title?: JsonObject;
  submit?: JsonObject;
  close?: JsonObject;
  blocks: Block[];
  notify_on_close: boolean;
  clear_on_close: boolean;
  hash: string;
  /** The view that was opened first, and the one below in the stack. */
  root_view_id: string;
  previous_view_id: string | null;
  /** What the person typed and chose so far, as Slack's `{block_id: {action_id: {...}}}`. */
  entered: JsonObject;
}

/** The secrets an app needs to talk to this workspace. */
export interface Credentials {
  botToken: string;
  appToken: string;
  signingSecret: string;
}
