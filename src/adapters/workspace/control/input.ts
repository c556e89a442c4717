import { z } from 'zod';
import { isObject } from '../http/body.ts';
import { HttpRefusal } from '../http/reply.ts';
import type { Channel, JsonObject, Message, Person } from '../state/model.ts';
import { elementsOf, valueField } from '../state/view-values.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';

/** A non-empty string. */
export const word = z.string().min(1).max(40_000);

/** Checks a control call's input; throws a 400 refusal that names the first wrong field. */
export function readInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new HttpRefusal(400, { error: issue?.message ?? 'invalid input', field: String(issue?.path[0] ?? 'body') });
}

/** The person with that id or name; throws a 400 refusal. */
export function personOf(state: WorkspaceState, idOrName: string): Person {
  const person = state.directory.person(idOrName);
  if (!person) throw new HttpRefusal(400, { error: 'user_not_found', field: 'user' });
  return person;
}

/** The channel with that id or name; throws a 400 refusal. */
export function channelOf(state: WorkspaceState, idOrName: string): Channel {
  const channel = state.directory.channel(idOrName);
  if (!channel) throw new HttpRefusal(400, { error: 'channel_not_found', field: 'channel' });
  return channel;
}

/** The message at that place; throws a 404 refusal. */
export function messageOf(state: WorkspaceState, channel: Channel, ts: string): Message {
  const message = state.messages.find(channel.id, ts);
  if (!message) throw new HttpRefusal(404, { error: 'message_not_found' });
  return message;
}

/** One parameter of a query; throws a 400 refusal when it is missing. */
export function queryWord(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (!value) throw new HttpRefusal(400, { error: `missing query parameter ${name}`, field: name });
  return value;
}

/** Finds an element by action_id in blocks; among equals the one with that `value` is preferred. */
export function findElement(
  blocks: readonly JsonObject[],
  actionId: string,
  value: string | undefined,
): { element: JsonObject; block: JsonObject } | undefined {
  const found = blocks.flatMap((block) =>
    elementsOf(block)
      .filter((element) => element.action_id === actionId)
      .map((element) => ({ element, block })),
  );
  return found.find(({ element }) => value !== undefined && element.value === value) ?? found[0];
}

/** Checks that each of the given values is for a stateful element that the blocks have; throws a 400 refusal. */
export function checkValues(blocks: readonly JsonObject[], given: JsonObject): void {
  for (const [id, actions] of Object.entries(given)) {
    const block = blocks.find((candidate) => candidate.block_id === id);
    const ids = block
      ? elementsOf(block)
          .filter(valueField)
          .map((element) => element.action_id)
      : [];
    if (!isObject(actions) || !Object.keys(actions).every((actionId) => ids.includes(actionId))) {
      throw new HttpRefusal(400, { error: `the view has no such input: ${id.slice(0, 80)}`, field: 'values' });
    }
  }
}
