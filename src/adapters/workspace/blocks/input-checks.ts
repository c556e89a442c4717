import { isObject } from '../http/body.ts';
import type { JsonObject } from '../state/model.ts';
import { checkFlag, checkString, type Problems } from './problems.ts';

/** Most characters of a text input, as its element reference says. */
const INPUT_MAX = 3000;
const DISPATCHES = ['on_enter_pressed', 'on_character_entered'];

const isNumber = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));

/** A number_input: bounds and first value are numbers in strings, and the first value lies within the bounds. */
export function checkNumberInput(input: JsonObject, problems: Problems): void {
  if (typeof input.is_decimal_allowed !== 'boolean') problems.add('missing required field: is_decimal_allowed');
  for (const key of ['initial_value', 'min_value', 'max_value']) {
    if (input[key] !== undefined && !isNumber(input[key])) problems.at(key).add('must be a string with a number');
  }
  const { initial_value: initial, min_value: min, max_value: max } = input;
  if (isNumber(min) && isNumber(max) && Number(min) > Number(max))
    problems.at('min_value').add('must not exceed max_value');
  const below = isNumber(initial) && isNumber(min) && Number(initial) < Number(min);
  const above = isNumber(initial) && isNumber(max) && Number(initial) > Number(max);
  if (below || above) problems.at('initial_value').add('must be from min_value to max_value');
  checkDispatchConfig(input, problems);
}

/** A text input: at most 3,000 characters, and lengths in order. */
export function checkInputLength(input: JsonObject, problems: Problems): void {
  checkString(input, 'initial_value', INPUT_MAX, problems);
  checkFlag(input, 'multiline', problems);
  checkLength(input, 'min_length', 0, problems);
  checkLength(input, 'max_length', 1, problems);
  if (Number(input.min_length ?? 0) > Number(input.max_length ?? INPUT_MAX)) {
    problems.at('min_length').add('must not exceed max_length');
  }
  checkDispatchConfig(input, problems);
}

function checkLength(input: JsonObject, key: string, min: number, problems: Problems): void {
  const value = input[key];
  if (value === undefined) return;
  if (!Number.isInteger(value) || Number(value) < min || Number(value) > INPUT_MAX) {
    problems.at(key).add(`must be a whole number from ${min} to ${INPUT_MAX}`);
  }
}

function checkDispatchConfig(input: JsonObject, problems: Problems): void {
  const config = input.dispatch_action_config;
  if (config === undefined) return;
  const events = isObject(config) ? config.trigger_actions_on : undefined;
  const known = Array.isArray(events) && events.every((event) => DISPATCHES.includes(String(event)));
  if (!known) problems.at('dispatch_action_config').add(`trigger_actions_on must be among: ${DISPATCHES.join(', ')}`);
}
