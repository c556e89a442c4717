import type { WebClient } from '@slack/web-api';
import type { Finding } from '../../domain/finding.ts';
import type { Diagnostics } from '../../ports/diagnostics.ts';
import type { Log } from '../../ports/log.ts';
import { reasonOf } from './chat-error.ts';
import { impatientClient } from './impatient-client.ts';
import { GROUPS_SCOPE, SCOPES } from './scopes.ts';

export interface SlackDiagnosticsConfig {
  /** The bot's token. */
  token: string;
  /** The app-level token of Socket Mode; left out with signed HTTP. */
  appToken?: string | undefined;
  /** Where the Web API is, with a slash at its end; Slack itself when left out. */
  apiUrl?: string | undefined;
  /** Whether an allow-list names user groups. */
  usesGroups: boolean;
  log: Log;
}

const TIMEOUT_MS = 1800;

/**
 * Looks at the bot's token and the scopes that it has (auth.test and its header x-oauth-scopes), and at the app-level token
 * (apps.connections.open, which gives an address that nobody uses then).
 */
export function createSlackDiagnostics(config: SlackDiagnosticsConfig): Diagnostics {
  const { token, appToken, apiUrl, usesGroups, log } = config;
  const clientOf = (one: string): WebClient => impatientClient({ token: one, apiUrl, timeoutMs: TIMEOUT_MS, log });
  const client = clientOf(token);
  const socket = appToken === undefined ? null : clientOf(appToken);
  return {
    async look() {
      const [bot, connection] = await Promise.all([
        lookAtBot(client, usesGroups),
        socket === null ? [] : lookAtConnection(socket),
      ]);
      return [...bot, ...connection];
    },
  };
}

async function lookAtBot(client: WebClient, usesGroups: boolean): Promise<Finding[]> {
  try {
    const { team, user, response_metadata } = await client.auth.test();
    const who: Finding = { what: 'Slack', ok: true, says: `the token is ${user}'s in ${team}`, fix: null };
    return [who, scopesOf(response_metadata?.scopes ?? [], usesGroups)];
  } catch (error) {
    const fix = 'Check SLACK_BOT_TOKEN and that this host reaches Slack.';
    return [{ what: 'Slack', ok: false, says: `auth.test: ${reasonOf(error)}`, fix }];
  }
}

async function lookAtConnection(client: WebClient): Promise<Finding[]> {
  const what = 'Socket Mode';
  try {
    await client.apps.connections.open({});
    return [{ what, ok: true, says: 'the app-level token opens connections', fix: null }];
  } catch (error) {
    const fix =
      'Check SLACK_APP_TOKEN: an app-level token with connections:write, of the same app, with Socket Mode switched on.';
    return [{ what, ok: false, says: `apps.connections.open: ${reasonOf(error)}`, fix }];
  }
}

function scopesOf(has: readonly string[], usesGroups: boolean): Finding {
  const missing = SCOPES.filter((scope) => (scope !== GROUPS_SCOPE || usesGroups) && !has.includes(scope));
  if (missing.length === 0)
    return { what: 'Slack scopes', ok: true, says: 'the token has all that are needed', fix: null };
  return {
    what: 'Slack scopes',
    ok: false,
    says: `the token has no ${missing.join(', ')}`,
    fix: 'Add the scopes under OAuth & Permissions of the Slack app, and install it once more.',
  };
}
