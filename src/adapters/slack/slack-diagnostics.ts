import type { Finding } from '../../domain/finding.ts';
import type { Diagnostics } from '../../ports/diagnostics.ts';
import type { Log } from '../../ports/log.ts';
import { chatError } from './chat-error.ts';
import { impatientClient } from './impatient-client.ts';

export interface SlackDiagnosticsConfig {
  /** The bot's token. */
  token: string;
  /** Where the Web API is, with a slash at its end; Slack itself when left out. */
  apiUrl?: string | undefined;
  /** Whether an allow-list names user groups. */
  usesGroups: boolean;
  log: Log;
}

const TIMEOUT_MS = 1800;
/** What the bot calls Slack for, by scope. Source: Slack's reference of each method. */
const SCOPES = ['commands', 'chat:write', 'files:write', 'app_mentions:read', 'im:write', 'users:read'] as const;
const GROUPS_SCOPE = 'usergroups:read';

/** Looks at the bot's token and the scopes that it has (auth.test and its header x-oauth-scopes). */
export function createSlackDiagnostics({ token, apiUrl, usesGroups, log }: SlackDiagnosticsConfig): Diagnostics {
  const client = impatientClient({ token, apiUrl, timeoutMs: TIMEOUT_MS, log });
  return {
    async look() {
      try {
        const { team, user, response_metadata } = await client.auth.test();
        const who: Finding = { what: 'Slack', ok: true, says: `the token is ${user}'s in ${team}`, fix: null };
        return [who, scopesOf(response_metadata?.scopes ?? [], usesGroups)];
      } catch (error) {
        const says = chatError(error, 'auth.test').message.replace(/\.$/, '');
        const fix = 'Check SLACK_BOT_TOKEN and that this host reaches Slack.';
        return [{ what: 'Slack', ok: false, says, fix }];
      }
    },
  };
}

function scopesOf(has: readonly string[], usesGroups: boolean): Finding {
  const missing = [...SCOPES, ...(usesGroups ? [GROUPS_SCOPE] : [])].filter((scope) => !has.includes(scope));
  if (missing.length === 0)
    return { what: 'Slack scopes', ok: true, says: 'the token has all that are needed', fix: null };
  return {
    what: 'Slack scopes',
    ok: false,
    says: `the token has no ${missing.join(', ')}`,
    fix: 'Add the scopes under OAuth & Permissions of the Slack app, and install it once more.',
  };
}
