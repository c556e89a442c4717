import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createUserGroups } from '../../../src/adapters/slack/create-user-groups.ts';
import { userGroupsContract } from '../../contract/user-groups.contract.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';
import { createFakeUserGroups } from '../../fakes/fake-user-groups.ts';
import { type LocalWorkspace, startLocalWorkspace } from './local-workspace.ts';

const GROUP = 'S0000000001';
const MEMBER = 'U0000000001';
const STRANGER = 'U0000000003';
const people = { group: GROUP, member: MEMBER, stranger: STRANGER };

let local: LocalWorkspace;

beforeAll(async () => {
  local = await startLocalWorkspace();
});
afterEach(() => local.control('/control/faults', {}, 'DELETE'));
afterAll(() => local.workspace.close());

function realGroups(clock = createFakeClock()) {
  const { botToken: token, apiUrl } = local.workspace;
  return createUserGroups({ token, apiUrl, clock, log: local.log });
}

userGroupsContract('the fake', () => ({ groups: createFakeUserGroups({ [GROUP]: [MEMBER] }), ...people }));
userGroupsContract("Slack's", () => ({ groups: realGroups(), ...people }));

async function calls(): Promise<number> {
  return (await local.get<unknown[]>('/control/calls?method=usergroups.users.list')).length;
}

it('asks Slack once a minute for a group', async () => {
  const clock = createFakeClock();
  const groups = realGroups(clock);
  const before = await calls();
  await groups.has(GROUP, MEMBER);
  await groups.has(GROUP, STRANGER);
  expect(await calls()).toBe(before + 1);
  await clock.advance(60_001);
  await groups.has(GROUP, MEMBER);
  expect(await calls()).toBe(before + 2);
});

it('remembers no failure, and says which group could not be asked for', async () => {
  const groups = realGroups();
  await local.control('/control/faults', { method: 'usergroups.users.list', error: 'missing_scope', count: 1 });
  await expect(groups.has(GROUP, MEMBER)).rejects.toMatchObject({
    code: 'chat_failed',
    message: expect.stringContaining(`the members of the user group ${GROUP}`),
  });
  expect(await groups.has(GROUP, MEMBER)).toBe(true);
});
