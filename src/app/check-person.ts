import { type AllowList, listsOf, type PeopleList, refusalOf } from '../domain/allow-list.ts';
import { AppError } from '../domain/errors.ts';
import { isAtShell, type Membership, type RunRequest } from '../domain/run.ts';
import type { ScenarioName } from '../domain/scenario.ts';
import type { UserGroups } from '../ports/user-groups.ts';

export interface AllowDeps {
  /** Who may change a target. @throws AppError `target_unknown` */
  allowOf: (target: string) => AllowList;
  groups: UserGroups;
}

/** What somebody wants to change, and by which scenario; null for a recovery. */
export interface Wanted {
  target: string;
  scenario: ScenarioName | null;
}

/**
 * Checks that somebody may change a target from a channel, and by this scenario.
 * @returns the groups of the lists that let them; without those that were not needed
 * @throws AppError `not_allowed`, `target_unknown`, `chat_failed` when nobody can tell
 */
export async function checkPerson(
  { allowOf, groups }: AllowDeps,
  asker: { user: string; channel: string },
  wanted: Wanted,
): Promise<Membership> {
  // Whoever sits at a shell has the target's credentials already.
  if (isAtShell(asker.user)) return {};
  const membership: Membership = {};
  for (const { of, list } of listsOf(allowOf(wanted.target), wanted.scenario)) {
    const group = await groupThatLets(groups, list, asker);
    refuse(list, { ...asker, groups: group === null ? [] : [group] }, wanted, of);
    if (group !== null) membership[of === 'target' ? 'group' : 'scenario_group'] = group;
  }
  return membership;
}

/** Null where none is needed, or none helps. */
async function groupThatLets(
  groups: UserGroups,
  list: PeopleList,
  asker: { user: string; channel: string },
): Promise<string | null> {
  if (refusalOf(list, { ...asker, groups: [] }) !== 'person') return null;
  for (const group of list.groups) if (await groups.has(group, asker.user)) return group;
  return null;
}

/**
 * The last look at who asked for a run and who approved it, by whoever carries it out, with the lists as they are then.
 * @throws AppError `not_allowed`
 */
export function checkRequester(allow: AllowList, request: RunRequest): void {
  const { requested_by: user, thread, approved } = request;
  checkAgain(allow, request, { ...request, user, channel: thread.channel }, 'Whoever asked for this run is');
  if (approved === undefined) return;
  const { by, channel = thread.channel } = approved;
  checkAgain(allow, request, { ...approved, user: by, channel }, 'Whoever approved this run is');
}

function checkAgain(
  allow: AllowList,
  wanted: Wanted,
  { user, channel, group, scenario_group }: Membership & { user: string; channel: string },
  who: string,
): void {
  if (isAtShell(user)) return;
  const groups = [group, scenario_group].filter((one) => one !== undefined);
  for (const { of, list } of listsOf(allow, wanted.scenario)) refuse(list, { user, channel, groups }, wanted, of, who);
}

function refuse(
  list: PeopleList,
  asker: { user: string; channel: string; groups: readonly string[] },
  { target, scenario }: Wanted,
  of: 'target' | 'scenario',
  who = 'You are',
): void {
  switch (refusalOf(list, asker)) {
    case 'channel': {
      const channels = list.channels.map((id) => `<#${id}>`).join(', ');
      const what =
        of === 'target' ? `Target \`${target}\` is changed` : `Scenario \`${scenario}\` is run on target \`${target}\``;
      throw new AppError('not_allowed', `${what} from ${channels} alone, not from this channel.`);
    }
    case 'person': {
      const what = of === 'target' ? `change target \`${target}\`` : `run \`${scenario}\` on target \`${target}\``;
      throw new AppError('not_allowed', `${who} not among those who may ${what}.`);
    }
    case null:
  }
}
