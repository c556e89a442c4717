import { isObject } from '../http/body.ts';
import type { JsonObject } from '../state/model.ts';
import { checkList, checkString, checkText, type Problems } from './problems.ts';

/** Most groups of a menu. */
const GROUPS_MAX = 100;
const OPTIONS_MAX = 100;

/** Menus show plain text alone; radio buttons and checkboxes take mrkdwn (option object reference). */
function checkOption(option: JsonObject, problems: Problems, plainOnly: boolean): void {
  checkText(option, 'text', 75, problems, { required: true, plainOnly });
  checkString(option, 'value', 150, problems, true);
  checkText(option, 'description', 75, problems, { plainOnly });
}

/** The options of an element, at most `max`; what is chosen at first must be one of them. */
export const checkOptions =
  (max: number, plainOnly: boolean) =>
  (element: JsonObject, problems: Problems): void => {
    checkList(element, 'options', { min: 1, max }, problems, (option, here) => checkOption(option, here, plainOnly));
    checkInitial(element, listOf(element.options), problems);
  };

/** The option groups of a menu, 1 to 100 with 1 to 100 options each. */
export function checkGroups(element: JsonObject, problems: Problems): void {
  checkList(element, 'option_groups', { min: 1, max: GROUPS_MAX }, problems, (group, here) => {
    checkText(group, 'label', 75, here, { required: true, plainOnly: true });
    checkList(group, 'options', { min: 1, max: OPTIONS_MAX }, here, (option, at) => checkOption(option, at, true));
  });
  const groups = listOf(element.option_groups);
  checkInitial(
    element,
    groups.flatMap((group) => listOf(group.options)),
    problems,
  );
}

const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Slack compares the whole option: a value that is right with another text is refused as well. */
function checkInitial(element: JsonObject, options: readonly JsonObject[], problems: Problems): void {
  const isOption = (initial: unknown) =>
    isObject(initial) && options.some((option) => option.value === initial.value && sameText(option, initial));
  if (element.initial_option !== undefined && !isOption(element.initial_option)) {
    problems.at('initial_option').add('must be one of the options');
  }
  if (element.initial_options === undefined) return;
  if (!Array.isArray(element.initial_options) || !element.initial_options.every(isOption)) {
    problems.at('initial_options').add('must be among the options');
  }
}

function sameText(left: JsonObject, right: JsonObject): boolean {
  return isObject(left.text) && isObject(right.text) && left.text.text === right.text.text;
}
