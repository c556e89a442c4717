import { isObject } from '../http/body.ts';
import { HttpRefusal } from '../http/reply.ts';
import type { Block, JsonObject, View } from '../state/model.ts';

const INITIAL: Readonly<Record<string, [initial: string, field: string]>> = {
  static_select: ['initial_option', 'selected_option'],
  radio_buttons: ['initial_option', 'selected_option'],
  multi_static_select: ['initial_options', 'selected_options'],
  checkboxes: ['initial_options', 'selected_options'],
  users_select: ['initial_user', 'selected_user'],
  channels_select: ['initial_channel', 'selected_channel'],
  conversations_select: ['initial_conversation', 'selected_conversation'],
  datepicker: ['initial_date', 'selected_date'],
  timepicker: ['initial_time', 'selected_time'],
};
const TEXT: [string, string] = ['initial_value', 'value'];

/** A modal's values as they are submitted, or what Slack's own form complains about. */
export type SubmittedValues = { values: JsonObject; errors: Record<string, string> };

/**
 * Fills the values up with what the form shows at first, and finds the required inputs that are empty. Throws a 400
 * refusal for a value whose block or action the view does not have.
 */
export function submittedValues(view: View, given: JsonObject): SubmittedValues {
  const inputs = view.blocks.filter((block) => block.type === 'input');
  checkKnown(inputs, given);
  const values: JsonObject = {};
  const errors: Record<string, string> = {};
  for (const block of inputs) {
    const { actionId, value, empty } = inputValue(block, given);
    const id = String(block.block_id);
    values[id] = { [actionId]: value };
    if (empty && block.optional !== true) errors[id] = 'Please complete this required field.';
  }
  return { values, errors };
}

function checkKnown(inputs: Block[], given: JsonObject): void {
  for (const [id, actions] of Object.entries(given)) {
    const block = inputs.find((candidate) => candidate.block_id === id);
    const element = block?.element;
    const known =
      isObject(element) && isObject(actions) && Object.keys(actions).every((key) => key === element.action_id);
    if (!known)
      throw new HttpRefusal(400, { error: `the view has no such input: ${id.slice(0, 80)}`, field: 'values' });
  }
}

function inputValue(block: Block, given: JsonObject): { actionId: string; value: JsonObject; empty: boolean } {
  const element = block.element as JsonObject;
  const type = String(element.type);
  const actionId = String(element.action_id);
  const [initial, field] = (Object.hasOwn(INITIAL, type) ? INITIAL[type] : undefined) ?? TEXT;
  const own = given[String(block.block_id)];
  const typed = isObject(own) ? own[actionId] : undefined;
  const missing = field === 'selected_options' ? [] : null;
  const content = (isObject(typed) ? typed[field] : element[initial]) ?? missing;
  const empty = content === null || content === '' || (Array.isArray(content) && content.length === 0);
  // Slack sends null for a text field that was left empty.
  return { actionId, value: { type, [field]: content === '' ? null : content }, empty };
}
