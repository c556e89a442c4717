import { isObject } from '../http/body.ts';
import type { Block, JsonObject } from './model.ts';

/** What each stateful element shows at first, and the field of its value (view_submission payload reference). */
const FIELDS: Readonly<Record<string, [initial: string, field: string]>> = {
  static_select: ['initial_option', 'selected_option'],
  radio_buttons: ['initial_option', 'selected_option'],
  multi_static_select: ['initial_options', 'selected_options'],
  checkboxes: ['initial_options', 'selected_options'],
  users_select: ['initial_user', 'selected_user'],
  channels_select: ['initial_channel', 'selected_channel'],
  conversations_select: ['initial_conversation', 'selected_conversation'],
  datepicker: ['initial_date', 'selected_date'],
  timepicker: ['initial_time', 'selected_time'],
  plain_text_input: ['initial_value', 'value'],
  email_text_input: ['initial_value', 'value'],
  url_text_input: ['initial_value', 'value'],
  number_input: ['initial_value', 'value'],
};

/** The element's field in `state.values`; undefined for one without a state, such as a button. */
export function valueField(element: JsonObject): string | undefined {
  const type = String(element.type);
  return Object.hasOwn(FIELDS, type) ? FIELDS[type]?.[1] : undefined;
}

/** Every element of a block that a person can use. */
export function elementsOf(block: JsonObject): JsonObject[] {
  return [block.elements, block.accessory, block.element].flat().filter(isObject);
}

/**
 * The whole state of blocks as payloads carry it since September 2020: each stateful element with what was entered, or
 * else what it shows at first.
 */
export function stateValues(blocks: readonly Block[], entered: JsonObject): JsonObject {
  const values: Record<string, JsonObject> = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const field = valueField(element);
      if (field === undefined) continue;
      const id = String(block.block_id);
      values[id] = { ...values[id], [String(element.action_id)]: entryFor(element, field, entered[id]) };
    }
  }
  return values;
}

function entryFor(element: JsonObject, field: string, own: unknown): JsonObject {
  const type = String(element.type);
  const typed = isObject(own) ? own[String(element.action_id)] : undefined;
  const given = isObject(typed) && field in typed ? typed[field] : element[FIELDS[type]?.[0] ?? ''];
  const empty = field === 'selected_options' ? [] : null;
  // Slack sends null for a text field that was left empty.
  return { type, [field]: given === undefined || given === '' ? empty : given };
}
