import type { Dispatcher } from '../delivery/dispatcher.ts';
import { isObject } from '../http/body.ts';
import { HttpRefusal } from '../http/reply.ts';
import type { Block, JsonObject } from '../state/model.ts';
import { stateValues, valueField } from '../state/view-values.ts';
import { checkValues, findElement } from './input.ts';

/** The use of one element: which, with what value, and what else was entered around it. */
export interface Use {
  action_id: string;
  value?: string | null | undefined;
  values?: JsonObject | null | undefined;
}

/** What the app hears: the action, and the state of everything around it. */
export interface Taken {
  action: JsonObject;
  values: JsonObject;
}

/**
 * Turns the use of an element into the action that Slack sends, and brings the state up to date. Throws a 404 refusal
 * when the blocks have no such element, and a 400 for a value that it cannot take.
 */
export function takeAction(dispatcher: Dispatcher, blocks: Block[], use: Use, entered: JsonObject): Taken {
  const value = use.value ?? undefined;
  const found = findElement(blocks, use.action_id, value);
  if (!found) throw new HttpRefusal(404, { error: 'action_not_found' });
  const { element, block } = found;
  if (block.type === 'input' && block.dispatch_action !== true) {
    throw new HttpRefusal(400, { error: 'this input has no dispatch_action', field: 'action_id' });
  }
  const blockId = String(block.block_id);
  const given = use.values ?? {};
  checkValues(blocks, given);
  const field = valueField(element);
  const own =
    field === undefined || value === undefined
      ? {}
      : { [blockId]: { [use.action_id]: { [field]: chosen(element, field, value) } } };
  const values = stateValues(blocks, mergeValues(mergeValues(entered, given), own));
  const action = {
    action_id: use.action_id,
    block_id: blockId,
    action_ts: dispatcher.state.clock.next(),
    ...(field === undefined ? pressedValue(element, value) : entryOf(values, blockId, use.action_id)),
    type: element.type,
  };
  return { action, values };
}

/** A button or an overflow menu, which keep no state. */
function pressedValue(element: JsonObject, value: string | undefined): JsonObject {
  if (element.type !== 'button') return { selected_option: optionOf(element, value) };
  const pressed = value ?? element.value;
  return { text: element.text, ...(pressed === undefined ? {} : { value: pressed }) };
}

function chosen(element: JsonObject, field: string, value: string): unknown {
  if (field === 'selected_option') return optionOf(element, value);
  return field === 'selected_options' ? [optionOf(element, value)] : value;
}

/** The option with that value; throws a 400 refusal. */
function optionOf(element: JsonObject, value: string | undefined): JsonObject {
  const groups = Array.isArray(element.option_groups) ? element.option_groups.filter(isObject) : [element];
  const options = groups.flatMap((group) => (Array.isArray(group.options) ? group.options.filter(isObject) : []));
  const option = options.find((candidate) => candidate.value === value);
  if (!option) throw new HttpRefusal(400, { error: 'value is none of the options', field: 'value' });
  return option;
}

function entryOf(values: JsonObject, blockId: string, actionId: string): JsonObject {
  const own = values[blockId];
  const entry = isObject(own) ? own[actionId] : undefined;
  return isObject(entry) ? entry : {};
}

function mergeValues(before: JsonObject, after: JsonObject): JsonObject {
  const merged = { ...before };
  for (const [id, actions] of Object.entries(after)) {
    const known = merged[id];
    if (isObject(actions)) merged[id] = { ...(isObject(known) ? known : {}), ...actions };
  }
  return merged;
}
