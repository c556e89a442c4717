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
        socket === null ? null : lookAtConnection(socket),
      ]);
      return connection === null ? bot : [...bot, connection];
    },
  };
}

async function lookAtBot(client: WebClient, usesGroups: boolean): Promise<Finding[]> {
  try {
    const { team = '?', user = '?', response_metadata } = await client.auth.test();
    return [{ ok: true, kind: 'slack-token', user, team }, scopesOf(response_metadata?.scopes ?? [], usesGroups)];
  } catch (error) {
    return [{ ok: false, kind: 'slack-token', reason: reasonOf(error) }];
  }
}

async function lookAtConnection(client: WebClient): Promise<Finding> {
  const kind = 'socket-mode';
  try {
    await client.apps.connections.open({});
    return { ok: true, kind };
  } catch (error) {
    return { ok: false, kind, reason: reasonOf(error) };
  }
}

function scopesOf(has: readonly string[], usesGroups: boolean): Finding {
  const kind = 'slack-scopes';
  const missing = SCOPES.filter((scope) => (scope !== GROUPS_SCOPE || usesGroups) && !has.includes(scope));
  return missing.length === 0 ? { ok: true, kind } : { ok: false, kind, missing };
}
