import { z } from 'zod';
import { SCENARIOS } from '../domain/scenarios.ts';

const scenarioNames = SCENARIOS.map((scenario) => scenario.name);

/** Ids of one kind of Slack's things, by their first letter; a name can be given to somebody else, an id can not. */
function slackIds(letters: string, what: string) {
  const write = `write a list of Slack ids of ${what}, such as [${letters[0]}0123ABCD]`;
  return z.array(z.string(write).regex(new RegExp(`^[${letters}][A-Z0-9]{2,}$`), write), write).default([]);
}

const lists = {
  users: slackIds('UW', 'a user'),
  groups: slackIds('S', 'a user group'),
  channels: slackIds('CG', 'a channel'),
};

/** Who may change a target and from where, in general and for single scenarios, as the file has it. */
export const allowList = z.strictObject({
  ...lists,
  scenarios: z
    .strictObject(Object.fromEntries(scenarioNames.map((scenario) => [scenario, z.strictObject(lists).optional()])))
    .default({}),
});

/** The keys that may stand in an allow-list: in itself, `[]`; below `scenarios`; or below one of those. */
export function allowKeysAt(path: readonly string[]): string[] {
  if (path.length === 0) return Object.keys(allowList.shape);
  return path.length === 1 ? [...scenarioNames] : Object.keys(lists);
}
