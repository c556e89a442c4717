import { type AllowList, refusalOf } from '../domain/allow-list.ts';
import { AppError } from '../domain/errors.ts';
import { isAtShell, type RunRequest } from '../domain/run.ts';
import type { UserGroups } from '../ports/user-groups.ts';

export interface AllowDeps {
  /** Who may change a target. @throws AppError `target_unknown` */
  allowOf: (target: string) => AllowList;
  groups: UserGroups;
}

/**
 * Checks that somebody may change a target from a channel.
 * @returns the group of the target's list that lets them, null where none is needed
 * @throws AppError `not_allowed`, `target_unknown`, `chat_failed` when nobody can tell
 */
export async function checkPerson(
  { allowOf, groups }: AllowDeps,
  { user, channel }: { user: string; channel: string },
  target: string,
): Promise<string | null> {
  // Whoever sits at a shell has the target's credentials already.
  if (isAtShell(user)) return null;
  const allow = allowOf(target);
  if (refusalOf(allow, { user, channel, groups: [] }) === null) return null;
  for (const group of allow.groups) {
    if (!(await groups.has(group, user))) continue;
    refuse(allow, { user, channel, groups: [group] }, target);
    return group;
  }
  refuse(allow, { user, channel, groups: [] }, target);
  return null;
}

/** The last look at a run's requester, by whoever carries it out. @throws AppError `not_allowed` */
export function checkRequester(allow: AllowList, { requested_by, target, thread, group }: RunRequest): void {
  if (isAtShell(requested_by)) return;
  const groups = group === undefined ? [] : [group];
  refuse(allow, { user: requested_by, channel: thread.channel, groups }, target, 'Whoever asked for this run is');
}

function refuse(
  allow: AllowList,
  asker: { user: string; channel: string; groups: readonly string[] },
  target: string,
  who = 'You are',
): void {
  switch (refusalOf(allow, asker)) {
    case 'channel': {
      const channels = allow.channels.map((id) => `<#${id}>`).join(', ');
      throw new AppError(
        'not_allowed',
        `Target \`${target}\` is changed from ${channels} alone, not from this channel.`,
      );
    }
    case 'person':
      throw new AppError('not_allowed', `${who} not among those who may change target \`${target}\`.`);
    case null:
  }
}
