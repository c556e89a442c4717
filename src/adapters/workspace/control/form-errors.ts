import { isObject } from '../http/body.ts';
import type { Block, JsonObject } from '../state/model.ts';
import { valueField } from '../state/view-values.ts';

/** What Slack's own form complains about before the app hears of a submission, by block id. */
export function formErrors(blocks: readonly Block[], values: JsonObject): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    const element = block.element;
    if (block.type !== 'input' || !isObject(element)) continue;
    const id = String(block.block_id);
    const error = errorOf(element, contentOf(values[id], element), block.optional === true);
    if (error !== undefined) errors[id] = error;
  }
  return errors;
}

function contentOf(own: unknown, element: JsonObject): unknown {
  const typed = isObject(own) ? own[String(element.action_id)] : undefined;
  return isObject(typed) ? typed[valueField(element) ?? 'value'] : undefined;
}

function errorOf(element: JsonObject, content: unknown, optional: boolean): string | undefined {
  const empty = content === null || content === undefined || (Array.isArray(content) && content.length === 0);
  if (empty) return optional ? undefined : 'Please complete this required field.';
  if (element.type === 'number_input') return numberError(element, String(content));
  if (element.type === 'plain_text_input') return lengthError(element, String(content));
  return undefined;
}

function numberError(element: JsonObject, content: string): string | undefined {
  const number = Number(content);
  if (content.trim() === '' || !Number.isFinite(number)) return 'Enter a valid number.';
  if (element.is_decimal_allowed !== true && !Number.isInteger(number)) return 'Enter a whole number.';
  if (element.min_value !== undefined && number < Number(element.min_value)) {
    return `Enter a number of at least ${element.min_value}.`;
  }
  if (element.max_value !== undefined && number > Number(element.max_value)) {
    return `Enter a number of at most ${element.max_value}.`;
  }
  return undefined;
}

function lengthError(element: JsonObject, content: string): string | undefined {
  const { min_length: min, max_length: max } = element;
  if (min !== undefined && content.length < Number(min)) return `Enter at least ${min} characters.`;
  if (max !== undefined && content.length > Number(max)) return `Enter at most ${max} characters.`;
  return undefined;
}
