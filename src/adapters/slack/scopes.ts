/**
 * The bot scope that each thing of Slack needs that the bot uses: Web API methods, and what Slack tells the bot of. Null needs
 * none; apps.connections.open is the app-level token's, with connections:write.
 * Source: docs.slack.dev, the page of each method and event.
 */
export const SCOPE_OF = {
  'apps.connections.open': null,
  'auth.test': null,
  'chat.postEphemeral': 'chat:write',
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'conversations.open': 'im:write',
  filesUploadV2: 'files:write',
  'usergroups.users.list': 'usergroups:read',
  'users.info': 'users:read',
  'views.open': null,
  'views.publish': null,
  'views.update': null,
  'event app_home_opened': null,
  'event app_mention': 'app_mentions:read',
  'slash command': 'commands',
  'message shortcut': 'commands',
} as const satisfies Record<string, string | null>;

/** For the groups of an allow-list alone. */
export const GROUPS_SCOPE = SCOPE_OF['usergroups.users.list'];

/** Every bot scope that the app's manifest asks for, sorted. */
export const SCOPES: readonly string[] = [...new Set(Object.values(SCOPE_OF).filter((scope) => scope !== null))].sort();
