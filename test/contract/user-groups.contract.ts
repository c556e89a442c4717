import { describe, expect, it } from 'vitest';
import type { UserGroups } from '../../src/ports/user-groups.ts';

export interface UserGroupsUnderTest {
  groups: UserGroups;
  /** A group with a member, and somebody who is not in it. */
  group: string;
  member: string;
  stranger: string;
}

/** What every {@link UserGroups} does. */
export function userGroupsContract(name: string, make: () => UserGroupsUnderTest): void {
  describe(`${name} as user groups`, () => {
    it('knows who is in a group and who is not', async () => {
      const { groups, group, member, stranger } = make();
      expect(await groups.has(group, member)).toBe(true);
      expect(await groups.has(group, stranger)).toBe(false);
    });

    it('lets nobody in by a group that the chat does not know', async () => {
      const { groups, member } = make();
      await expect(groups.has('S0UNKNOWN', member)).rejects.toMatchObject({ code: 'chat_failed' });
    });
  });
}
