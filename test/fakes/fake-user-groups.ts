import { AppError } from '../../src/domain/errors.ts';
import type { UserGroups } from '../../src/ports/user-groups.ts';

/** Groups of people in memory: the members of each; null where the chat does not answer about one. */
export function createFakeUserGroups(members: Readonly<Record<string, readonly string[] | null>> = {}): UserGroups {
  return {
    has(group, user) {
      const users = members[group] ?? null;
      if (users === null) return Promise.reject(new AppError('chat_failed', `Nobody knows the group ${group}.`));
      return Promise.resolve(users.includes(user));
    },
  };
}
