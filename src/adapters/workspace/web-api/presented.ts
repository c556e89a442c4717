import { APP_ID, BOT_ID, BOT_USER_ID, TEAM } from '../state/directory.ts';
import type { Channel, FileRecord, FileShare, JsonObject, Message, Person } from '../state/model.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';

/** Who made every channel. */
const CREATOR = 'U0000000001';
/** How Slack says that a channel has no topic or no purpose. */
const NO_TOPIC = { value: '', creator: '', last_set: 0 };

/** The address that serves a file's content to programs of this machine. */
export function fileUrl(record: FileRecord, baseUrl: string): string {
  return `${baseUrl}/files/${record.id}/${encodeURIComponent(record.name)}`;
}

function presentShare({ ts, thread_ts, channel_name }: FileShare): JsonObject {
  return {
    ts,
    channel_name,
    team_id: TEAM.id,
    share_user_id: BOT_USER_ID,
    source: 'UPLOAD',
    is_silent_share: false,
    reply_count: 0,
    reply_users: [],
    reply_users_count: 0,
    ...(thread_ts === undefined ? {} : { thread_ts }),
  };
}

/** A file as Slack's API shows it; its `url_private` wants the bot token. */
export function presentFile(record: FileRecord, baseUrl: string): JsonObject {
  const privateUrl = fileUrl(record, baseUrl).replace('/files/', '/files-pri/');
  const shares: Record<string, JsonObject[]> = {};
  for (const share of record.shares) shares[share.channel] = [...(shares[share.channel] ?? []), presentShare(share)];
  return {
    id: record.id,
    created: record.created,
    timestamp: record.created,
    name: record.name,
    title: record.title,
    mimetype: record.mimetype,
    filetype: record.name.slice(record.name.lastIndexOf('.') + 1),
    pretty_type: record.name.slice(record.name.lastIndexOf('.') + 1).toUpperCase(),
    user: BOT_USER_ID,
    user_team: TEAM.id,
    size: record.size,
    mode: 'hosted',
    editable: false,
    is_external: false,
    external_type: '',
    is_public: true,
    public_url_shared: false,
    display_as_bot: false,
    alt_txt: record.alt_text,
    url_private: privateUrl,
    url_private_download: privateUrl,
    permalink: fileUrl(record, baseUrl),
    channels: [...new Set(record.shares.map((share) => share.channel))],
    groups: [],
    ims: [],
    comments_count: 0,
    has_rich_preview: false,
    is_starred: false,
    shares: { public: shares },
  };
}

/** A message as Slack's API and payloads show it. */
export function presentMessage(message: Message, state: WorkspaceState, baseUrl: string): JsonObject {
  const replies = message.thread_ts === undefined ? state.messages.replies(message.channel, message.ts) : [];
  const threadTs = message.thread_ts ?? (replies.length > 0 ? message.ts : undefined);
  const files = message.files.flatMap((id) => state.files.find(id) ?? []).map((record) => presentFile(record, baseUrl));
  const reactions = Object.entries(message.reactions).map(([name, users]) => ({ name, users, count: users.length }));
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
    ...(message.edited_ts === undefined ? {} : { edited: { user: message.user, ts: message.edited_ts } }),
    ...(replies.length > 0 ? threadOf(replies) : {}),
    ...(reactions.length > 0 ? { reactions } : {}),
  };
}

/** What a root says of its thread. */
function threadOf(replies: readonly Message[]): JsonObject {
  const users = [...new Set(replies.map(({ user }) => user))];
  return {
    reply_count: replies.length,
    reply_users: users,
    reply_users_count: users.length,
    latest_reply: replies.at(-1)?.ts,
    is_locked: false,
    subscribed: false,
  };
}

/** A channel as Slack's API shows it. */
export function presentChannel(channel: Channel): JsonObject {
  const isIm = channel.im_user !== undefined;
  return {
    id: channel.id,
    ...(isIm ? { user: channel.im_user } : { name: channel.name, name_normalized: channel.name }),
    is_channel: !isIm,
    is_group: false,
    is_im: isIm,
    is_mpim: false,
    is_private: isIm,
    is_archived: false,
    is_member: true,
    created: channel.created,
    creator: CREATOR,
    context_team_id: TEAM.id,
    last_read: '0000000000.000000',
    topic: NO_TOPIC,
    purpose: NO_TOPIC,
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
