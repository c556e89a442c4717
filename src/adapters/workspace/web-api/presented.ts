import { APP_ID, BOT_ID, BOT_USER_ID, TEAM } from '../state/directory.ts';
import type { Channel, FileRecord, JsonObject, Message, Person } from '../state/model.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';

/** The address that serves a file's content to programs of this machine. */
export function fileUrl(record: FileRecord, baseUrl: string): string {
  return `${baseUrl}/files/${record.id}/${encodeURIComponent(record.name)}`;
}

/** A file as Slack's API shows it; its `url_private` wants the bot token. */
export function presentFile(record: FileRecord, baseUrl: string): JsonObject {
  const privateUrl = fileUrl(record, baseUrl).replace('/files/', '/files-pri/');
  const shares: Record<string, JsonObject[]> = {};
  for (const { channel, ts, thread_ts } of record.shares) {
    shares[channel] = [...(shares[channel] ?? []), { ts, ...(thread_ts === undefined ? {} : { thread_ts }) }];
  }
  return {
    id: record.id,
    created: record.created,
    timestamp: record.created,
    name: record.name,
    title: record.title,
    mimetype: record.mimetype,
    filetype: record.name.slice(record.name.lastIndexOf('.') + 1),
    user: BOT_USER_ID,
    size: record.size,
    mode: 'hosted',
    is_public: true,
    alt_txt: record.alt_text,
    url_private: privateUrl,
    url_private_download: privateUrl,
    permalink: fileUrl(record, baseUrl),
    channels: [...new Set(record.shares.map((share) => share.channel))],
    shares: { public: shares },
  };
}

/** A message as Slack's API and payloads show it. */
export function presentMessage(message: Message, state: WorkspaceState, baseUrl: string): JsonObject {
  const replies = message.thread_ts === undefined ? state.messages.replies(message.channel, message.ts) : [];
  const threadTs = message.thread_ts ?? (replies.length > 0 ? message.ts : undefined);
  const files = message.files.flatMap((id) => state.files.find(id) ?? []).map((record) => presentFile(record, baseUrl));
  return {
    type: 'message',
    ...(message.deleted ? { subtype: 'tombstone' } : {}),
    user: message.user,
    ...(message.user === BOT_USER_ID ? { bot_id: BOT_ID, app_id: APP_ID } : {}),
    team: TEAM.id,
    text: message.text,
    ts: message.ts,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.metadata ? { metadata: message.metadata } : {}),
    ...(files.length > 0 ? { files } : {}),
    ...(message.edits > 0 ? { edited: { user: message.user, ts: message.ts } } : {}),
    ...(replies.length > 0 ? { reply_count: replies.length, latest_reply: replies.at(-1)?.ts } : {}),
    reactions: Object.entries(message.reactions).map(([name, users]) => ({ name, users, count: users.length })),
  };
}

/** A channel as Slack's API shows it. */
export function presentChannel(channel: Channel): JsonObject {
  const isIm = channel.im_user !== undefined;
  return {
    id: channel.id,
    ...(isIm ? { user: channel.im_user } : { name: channel.name, name_normalized: channel.name }),
    is_channel: !isIm,
    is_im: isIm,
    is_private: isIm,
    is_archived: false,
    is_member: true,
    created: channel.created,
    num_members: channel.members.length,
  };
}

/** A person as Slack's API shows them. */
export function presentPerson(person: Person, withLocale = false): JsonObject {
  return {
    id: person.id,
    team_id: TEAM.id,
    name: person.name,
    real_name: person.real_name,
    deleted: false,
    is_bot: person.is_bot,
    is_restricted: false,
    is_ultra_restricted: false,
    tz: 'UTC',
    tz_offset: 0,
    ...(withLocale ? { locale: person.locale } : {}),
    profile: {
      real_name: person.real_name,
      display_name: person.name,
      ...(person.is_bot ? { bot_id: BOT_ID, api_app_id: APP_ID } : {}),
    },
  };
}
