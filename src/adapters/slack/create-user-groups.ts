import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { UserGroups } from '../../ports/user-groups.ts';
import { chatError } from './chat-error.ts';
import { impatientClient } from './impatient-client.ts';

export interface UserGroupsConfig {
  /** The bot's token, with the scope `usergroups:read`. */
  token: string;
  /** Where the Web API is, with a slash at its end; Slack itself when left out. */
  apiUrl?: string | undefined;
  clock: Clock;
  log: Log;
}

/** A command has 3 s to be answered, and asks for one group after the other. */
const TIMEOUT_MS = 2000;
const FRESH_MS = 60_000;

/** Asks Slack who is in a group (usergroups.users.list), and remembers the answer for a minute. */
export function createUserGroups({ token, apiUrl, clock, log }: UserGroupsConfig): UserGroups {
  const client = impatientClient({ token, apiUrl, timeoutMs: TIMEOUT_MS, log });
  const known = new Map<string, { at: number; users: readonly string[] }>();
  return {
    async has(group, user) {
      const now = clock.monotonicMs();
      let members = known.get(group);
      if (members === undefined || now - members.at > FRESH_MS) {
        try {
          const { users = [] } = await client.usergroups.users.list({ usergroup: group });
          members = { at: now, users };
        } catch (error) {
          throw chatError(error, `the members of the user group ${group}`);
        }
        known.set(group, members);
      }
      return members.users.includes(user);
    },
  };
}
