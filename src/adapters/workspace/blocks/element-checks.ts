import { isObject } from '../http/body.ts';
import type { JsonObject } from '../state/model.ts';
import { checkInputLength, checkNumberInput } from './input-checks.ts';
import { checkGroups, checkOptions } from './option-checks.ts';
import { checkString, checkText, checkWord, type Problems } from './problems.ts';

type Check = (element: JsonObject, problems: Problems) => void;

const ACTION_ID_MAX = 255;

function checkConfirm(element: JsonObject, problems: Problems): void {
  const confirm = element.confirm;
  if (confirm === undefined) return;
  const here = problems.at('confirm');
  if (!isObject(confirm)) {
    here.add('must provide an object');
    return;
  }
  checkText(confirm, 'title', 100, here, { required: true, plainOnly: true });
  checkText(confirm, 'text', 300, here, { required: true });
  checkText(confirm, 'confirm', 30, here, { required: true, plainOnly: true });
  checkText(confirm, 'deny', 30, here, { required: true, plainOnly: true });
  checkWord(confirm, 'style', ['primary', 'danger'], here);
}

const checkPlaceholder: Check = (element, problems) =>
  checkText(element, 'placeholder', 150, problems, { plainOnly: true });

const checkButton: Check = (button, problems) => {
  checkText(button, 'text', 75, problems, { required: true, plainOnly: true });
  checkString(button, 'value', 2000, problems);
  checkString(button, 'url', 3000, problems);
  checkString(button, 'accessibility_label', 75, problems);
  checkWord(button, 'style', ['primary', 'danger'], problems);
};

const checkStaticSelect: Check = (select, problems) => {
  checkPlaceholder(select, problems);
  if (select.option_groups === undefined) checkOptions(100, true)(select, problems);
  else checkGroups(select, problems);
};

const checkTextInput: Check = (input, problems) => {
  checkPlaceholder(input, problems);
  checkInputLength(input, problems);
};

/** What Slack demands of an image, as a block or an element. */
export const checkImage: Check = (image, problems) => {
  checkString(image, 'alt_text', 2000, problems, true);
  checkString(image, 'image_url', 3000, problems);
  const given = ['image_url', 'slack_file'].filter((key) => image[key] !== undefined);
  if (given.length !== 1) problems.add('must have exactly one of: image_url, slack_file');
  const url = image.image_url;
  if (typeof url === 'string' && !/^https?:\/\//.test(url)) problems.at('image_url').add('must be a valid URL');
};

const ELEMENTS: Readonly<Record<string, Check>> = {
  button: checkButton,
  static_select: checkStaticSelect,
  multi_static_select: checkStaticSelect,
  overflow: checkOptions(5, true),
  checkboxes: checkOptions(10, false),
  radio_buttons: checkOptions(10, false),
  users_select: checkPlaceholder,
  channels_select: checkPlaceholder,
  conversations_select: checkPlaceholder,
  datepicker: checkPlaceholder,
  timepicker: checkPlaceholder,
  plain_text_input: checkTextInput,
  email_text_input: checkTextInput,
  url_text_input: checkTextInput,
  number_input: (input, problems) => {
    checkPlaceholder(input, problems);
    checkNumberInput(input, problems);
  },
};
const INPUT_ONLY = ['plain_text_input', 'email_text_input', 'url_text_input', 'number_input'];

/** Elements that an actions block or an accessory may have. */
export const ACTION_ELEMENTS: readonly string[] = Object.keys(ELEMENTS).filter((type) => !INPUT_ONLY.includes(type));
/** Elements that an input block may have. */
export const INPUT_ELEMENTS: readonly string[] = Object.keys(ELEMENTS).filter(
  (type) => type !== 'button' && type !== 'overflow',
);

/** Checks an interactive element that must be one of the `allowed` types. */
export function checkElement(element: JsonObject, allowed: readonly string[], problems: Problems): void {
  const type = element.type;
  if (typeof type !== 'string' || !allowed.includes(type)) {
    problems.add(`unsupported type: ${typeof type === 'string' ? type.slice(0, 60) : 'none'}`);
    return;
  }
  checkString(element, 'action_id', ACTION_ID_MAX, problems);
  checkConfirm(element, problems);
  ELEMENTS[type]?.(element, problems);
}
