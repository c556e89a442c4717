/** Who may change a target, and from where, as Slack ids; an empty list asks nothing. */
export interface AllowList {
  users: readonly string[];
  groups: readonly string[];
  channels: readonly string[];
}

/** Nobody is kept out. */
export const EVERYBODY: AllowList = Object.freeze({ users: [], groups: [], channels: [] });

/** Why somebody may not change a target; null when they may. `groups` are those of the list that they are in. */
export function refusalOf(
  allow: AllowList,
  asker: { user: string; channel: string; groups: readonly string[] },
): 'person' | 'channel' | null {
  if (allow.channels.length > 0 && !allow.channels.includes(asker.channel)) return 'channel';
  if (allow.users.length + allow.groups.length === 0 || allow.users.includes(asker.user)) return null;
  return asker.groups.some((group) => allow.groups.includes(group)) ? null : 'person';
}
