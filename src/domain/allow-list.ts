import type { ScenarioName } from './scenario.ts';

/** Who, and from where, as Slack ids; an empty list asks nothing. */
export interface PeopleList {
  users: readonly string[];
  groups: readonly string[];
  channels: readonly string[];
}

/** Who may change a target, and from where. */
export interface AllowList extends PeopleList {
  /** What a scenario asks besides. */
  scenarios?: Readonly<Partial<Record<ScenarioName, PeopleList>>>;
}

/** Nobody is kept out. */
export const EVERYBODY: AllowList = Object.freeze({ users: [], groups: [], channels: [] });

/** The lists that a run has to satisfy, each of them: the target's, and its scenario's where it has one. */
export function listsOf(
  allow: AllowList,
  scenario: ScenarioName | null,
): { of: 'target' | 'scenario'; list: PeopleList }[] {
  const own = scenario === null ? undefined : allow.scenarios?.[scenario];
  const target = { of: 'target' as const, list: allow };
  return own === undefined ? [target] : [target, { of: 'scenario', list: own }];
}

/** Why somebody may not; null when they may. `groups` are those of the list that they are in. */
export function refusalOf(
  list: PeopleList,
  asker: { user: string; channel: string; groups: readonly string[] },
): 'person' | 'channel' | null {
  if (list.channels.length > 0 && !list.channels.includes(asker.channel)) return 'channel';
  if (list.users.length + list.groups.length === 0 || list.users.includes(asker.user)) return null;
  return asker.groups.some((group) => list.groups.includes(group)) ? null : 'person';
}
