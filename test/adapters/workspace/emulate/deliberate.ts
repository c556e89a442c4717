/** A difference between the two workspaces that is meant, with the document of Slack's that decides it. */
export interface Deliberate {
  where: RegExp;
  reason: string;
  decidedBy: string;
}

export const DELIBERATE: readonly Deliberate[] = [
  {
    where: /\+messages?(\[\])?\.(app_id|bot_id|team)$/,
    reason: 'The caller is a bot here and a person there; a message of a bot names its app, bot and team.',
    decidedBy: 'https://docs.slack.dev/reference/methods/chat.postMessage',
  },
  {
    where: /\+messages?(\[\])?\.(is_locked|latest_reply|reply_users_count|subscribed|thread_ts)$/,
    reason: 'The root of a thread carries its own thread_ts and what there is to say of its replies.',
    decidedBy: 'https://docs.slack.dev/reference/methods/conversations.replies',
  },
  {
    where: /\+channels?(\[\])?\.context_team_id$/,
    reason: 'A conversation names the team that it is seen from.',
    decidedBy: 'https://docs.slack.dev/reference/methods/conversations.info',
  },
  {
    where: /-channels?(\[\])?\.is_open$/,
    reason: 'Only a direct message is open or not.',
    decidedBy: 'https://docs.slack.dev/reference/objects/conversation-object',
  },
  {
    where: /^conversations\.open \+(no_op|already_open)$/,
    reason: 'The direct messages of every person exist here from the start.',
    decidedBy: 'https://docs.slack.dev/reference/methods/conversations.open',
  },
  {
    where: /^conversations\.join \+warning$/,
    reason: 'The bot is in every channel, and Slack warns with already_in_channel.',
    decidedBy: 'https://docs.slack.dev/reference/methods/conversations.join',
  },
  {
    where: /\+(files\[\]|file|files\[\]\.files\[\])\.alt_txt$/,
    reason: 'The description of an image comes back with its file.',
    decidedBy: 'https://docs.slack.dev/reference/methods/files.getUploadURLExternal',
  },
  {
    where: /-(files\[\]|file|files\[\]\.files\[\])\.(initial_comment|thread_ts)$/,
    reason: 'The comment is the text of the message that shares the file, and the thread is in its shares.',
    decidedBy: 'https://docs.slack.dev/reference/methods/files.completeUploadExternal',
  },
  {
    where: /^files\.info -paging/,
    reason: 'Comments are paged by a cursor; paging by number is of the past.',
    decidedBy: 'https://docs.slack.dev/reference/methods/files.info',
  },
  {
    where: /\+view\.app_installed_team_id$/,
    reason: 'A view names the team in which its app is installed.',
    decidedBy: 'https://docs.slack.dev/reference/methods/views.open',
  },
];
