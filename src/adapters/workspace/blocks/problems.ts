import { isObject } from '../http/body.ts';
import type { JsonObject } from '../state/model.ts';

/** Collects what is wrong with blocks, each with the JSON pointer that Slack gives. */
export interface Problems {
  readonly messages: string[];
  /** The same list, one level deeper. */
  at(key: string | number): Problems;
  add(message: string): void;
}

/** Creates an empty list for the value at `pointer`. */
export function createProblems(pointer: string, messages: string[] = []): Problems {
  return {
    messages,
    at: (key) => createProblems(`${pointer}/${key}`, messages),
    add(message) {
      messages.push(`[ERROR] ${message} [json-pointer:${pointer}]`);
    },
  };
}

/** A string within a length; missing is fine unless `required`. */
export function checkString(holder: JsonObject, key: string, max: number, problems: Problems, required = false): void {
  const value = holder[key];
  if (value === undefined || value === null) {
    if (required) problems.add(`missing required field: ${key}`);
  } else if (typeof value !== 'string') {
    problems.at(key).add('must be a string');
  } else if (value.length > max) {
    problems.at(key).add(`must be less than ${max + 1} characters`);
  } else if (required && value === '') {
    problems.at(key).add('must be more than 0 characters');
  }
}

/** A boolean; missing is fine. */
export function checkFlag(holder: JsonObject, key: string, problems: Problems): void {
  const value = holder[key];
  if (value !== undefined && typeof value !== 'boolean') problems.at(key).add('must be a boolean');
}

/** One of the given words; missing is fine unless `required`. */
export function checkWord(
  holder: JsonObject,
  key: string,
  words: readonly string[],
  problems: Problems,
  required = false,
): void {
  const value = holder[key];
  if (value === undefined && !required) return;
  if (typeof value !== 'string' || !words.includes(value)) problems.at(key).add(`must be one of: ${words.join(', ')}`);
}

/** A list of objects within a length; each is handed to `check`. */
export function checkList(
  holder: JsonObject,
  key: string,
  range: { min: number; max: number },
  problems: Problems,
  check: (item: JsonObject, problems: Problems) => void,
): void {
  const value = holder[key];
  const here = problems.at(key);
  if (!Array.isArray(value)) {
    problems.add(`missing required field: ${key}`);
    return;
  }
  if (value.length < range.min) here.add(`no fewer than ${range.min} items required`);
  if (value.length > range.max) here.add(`no more than ${range.max} items allowed`);
  value.forEach((item: unknown, index) => {
    if (isObject(item)) check(item, here.at(index));
    else here.at(index).add('must provide an object');
  });
}

/** A text object: `plain_text`, or `mrkdwn` where that is allowed. */
export function checkText(
  holder: JsonObject,
  key: string,
  max: number,
  problems: Problems,
  options: { required?: boolean; plainOnly?: boolean } = {},
): void {
  const value = holder[key];
  const here = problems.at(key);
  if (value === undefined || value === null) {
    if (options.required) problems.add(`missing required field: ${key}`);
    return;
  }
  if (!isObject(value)) {
    here.add('must provide an object');
    return;
  }
  checkTextObject(value, max, here, options.plainOnly ?? false);
}

/** The inside of a text object. */
export function checkTextObject(value: JsonObject, max: number, problems: Problems, plainOnly: boolean): void {
  checkWord(value, 'type', plainOnly ? ['plain_text'] : ['plain_text', 'mrkdwn'], problems, true);
  checkString(value, 'text', max, problems, true);
}
