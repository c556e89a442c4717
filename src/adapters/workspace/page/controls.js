import { h } from './dom.js';
import { textObject } from './mrkdwn.js';
import { peopleOptions } from './people.js';

const initialValues = (element) =>
  [element.initial_option ?? [], element.initial_options ?? []].flat().map((option) => option.value);

const text = (type) => (element, named) =>
  h('input', {
    ...named,
    type,
    value: element.initial_value,
    placeholder: element.placeholder?.text,
    maxlength: element.max_length,
    autocomplete: 'off',
  });

function plainText(element, named) {
  if (!element.multiline) return text('text')(element, named);
  const { placeholder, max_length: maxlength, initial_value: value = '' } = element;
  // As tall as what is there, within what a window has room for.
  const rows = Math.min(12, Math.max(4, value.split('\n').length));
  return h('textarea', { ...named, rows, placeholder: placeholder?.text, maxlength }, value);
}

const numberInput = (element, named) =>
  h('input', {
    ...named,
    type: 'number',
    inputmode: element.is_decimal_allowed ? 'decimal' : 'numeric',
    step: element.is_decimal_allowed ? 'any' : '1',
    min: element.min_value,
    max: element.max_value,
    value: element.initial_value,
    placeholder: element.placeholder?.text,
  });

function optionNodes(element) {
  const initial = initialValues(element);
  const nodes = (options) =>
    (options ?? []).map((option) =>
      h('option', { value: option.value, selected: initial.includes(option.value) }, option.text.text),
    );
  return element.option_groups
    ? element.option_groups.map((group) => h('optgroup', { label: group.label.text }, nodes(group.options)))
    : nodes(element.options);
}

const nothingChosen = (element) => h('option', { value: '' }, element.placeholder?.text ?? 'Choose');

const select = (multiple) => (element, named) =>
  h(
    'select',
    { ...named, multiple, class: 'select' },
    multiple || element.initial_option ? null : nothingChosen(element),
    optionNodes(element),
  );

/** Radio buttons or checkboxes; each has its description below. */
const choices = (type) => (element, named) => {
  const initial = initialValues(element);
  return h(
    'div',
    { ...named, class: 'choices', role: type === 'radio' ? 'radiogroup' : 'group' },
    element.options.map((option) =>
      h('label', {}, [
        h('input', { type, name: named['data-control'], value: option.value, checked: initial.includes(option.value) }),
        h('span', {}, [
          textObject(option.text),
          option.description ? h('small', {}, textObject(option.description)) : null,
        ]),
      ]),
    ),
  );
};

const people = (element, named) =>
  h('select', { ...named, class: 'select' }, nothingChosen(element), peopleOptions(element.type));

const picker = (type, initial) => (element, named) => h('input', { ...named, type, value: element[initial] });

/** Each stateful element: how it is drawn, and the field of its value in Slack's `state.values`. */
const CONTROLS = {
  plain_text_input: [plainText, 'value'],
  email_text_input: [text('email'), 'value'],
  url_text_input: [text('url'), 'value'],
  number_input: [numberInput, 'value'],
  static_select: [select(false), 'selected_option'],
  multi_static_select: [select(true), 'selected_options'],
  radio_buttons: [choices('radio'), 'selected_option'],
  checkboxes: [choices('checkbox'), 'selected_options'],
  datepicker: [picker('date', 'initial_date'), 'selected_date'],
  timepicker: [picker('time', 'initial_time'), 'selected_time'],
  users_select: [people, 'selected_user'],
  channels_select: [people, 'selected_channel'],
  conversations_select: [people, 'selected_conversation'],
};

/** Whether an element keeps what the person enters. */
export const isStateful = (element) => Object.hasOwn(CONTROLS, element?.type ?? '');

/** Whether a control is several inputs under one name, which a `label` cannot point at. */
export const isGroup = (element) => ['radio_buttons', 'checkboxes'].includes(element.type);

/** A stateful element as a control; `attributes` name it for those who see it and those who hear it. */
export function control(block, element, attributes) {
  const name = nameOf(block, element);
  const named = { 'data-control': name, 'data-focus': name, ...attributes };
  return CONTROLS[element.type][0](element, named);
}

const nameOf = (block, element) => `${block.block_id} ${element.action_id}`;

/** Every stateful element of blocks with its block. */
function statefulOf(blocks) {
  return blocks.flatMap((block) =>
    [block.elements ?? [], block.accessory ?? [], block.element ?? []]
      .flat()
      .filter(isStateful)
      .map((element) => ({ block, element })),
  );
}

const find = (root, block, element) => root.querySelector(`[data-control="${CSS.escape(nameOf(block, element))}"]`);

function entered(element, node) {
  const field = CONTROLS[element.type][1];
  if (!field.startsWith('selected_option')) return { [field]: node.value || null };
  const chosen = [...node.querySelectorAll('input:checked, option:checked')].map(({ value }) => value);
  const options = element.option_groups?.flatMap((group) => group.options) ?? element.options ?? [];
  const found = options.filter(({ value }) => chosen.includes(value));
  return { [field]: field === 'selected_options' ? found : (found[0] ?? null) };
}

/** What the person has entered into blocks, in Slack's `{block_id: {action_id: {...}}}`. */
export function readValues(root, blocks) {
  const values = {};
  for (const { block, element } of statefulOf(blocks)) {
    const node = find(root, block, element);
    if (node) values[block.block_id] = { ...values[block.block_id], [element.action_id]: entered(element, node) };
  }
  return values;
}

/** Puts what was entered before into a new version of the blocks: Slack keeps it where both ids are the same. */
export function restoreValues(root, blocks, values) {
  for (const { block, element } of statefulOf(blocks)) {
    const node = find(root, block, element);
    const kept = values[block.block_id]?.[element.action_id]?.[CONTROLS[element.type][1]];
    if (node && kept !== undefined) putValue(node, [kept].flat());
  }
}

function putValue(node, kept) {
  const values = kept.map((item) => (typeof item === 'string' ? item : (item?.value ?? '')));
  const choosable = [...node.querySelectorAll('input, option')];
  if (choosable.length === 0) {
    node.value = values[0] ?? '';
    return;
  }
  for (const each of choosable) {
    each[each.localName === 'option' ? 'selected' : 'checked'] = values.includes(each.value);
  }
}
