import { h } from './dom.js';
import { peopleOptions } from './elements.js';
import { textObject } from './mrkdwn.js';

const text = (type) => (element, id) =>
  h('input', {
    id,
    type,
    value: element.initial_value,
    placeholder: element.placeholder?.text,
    maxlength: element.max_length,
  });

function plainText(element, id) {
  if (!element.multiline) return text('text')(element, id);
  return h(
    'textarea',
    { id, rows: 4, placeholder: element.placeholder?.text, maxlength: element.max_length },
    element.initial_value ?? '',
  );
}

function numberInput(element, id) {
  const step = element.is_decimal_allowed ? 'any' : '1';
  return h('input', {
    id,
    type: 'number',
    inputmode: 'decimal',
    step,
    min: element.min_value,
    max: element.max_value,
    value: element.initial_value,
    placeholder: element.placeholder?.text,
  });
}

function optionList(element) {
  const groups = element.option_groups ?? [{ options: element.options ?? [] }];
  const initial = [element.initial_option ?? [], element.initial_options ?? []].flat().map((option) => option.value);
  return groups.flatMap((group) =>
    group.options.map((option) =>
      h('option', { value: option.value, selected: initial.includes(option.value) }, option.text.text),
    ),
  );
}

function select(element, id, multiple = false) {
  const empty = multiple ? null : h('option', { value: '' }, element.placeholder?.text ?? 'Choose');
  return h('select', { id, multiple, class: 'select' }, empty, optionList(element));
}

function choices(type, element, id) {
  const initial = [element.initial_option ?? [], element.initial_options ?? []].flat().map((option) => option.value);
  return h(
    'div',
    { class: 'choices', id, role: type === 'radio' ? 'radiogroup' : 'group' },
    element.options.map((option) =>
      h('label', {}, [
        h('input', { type, name: id, value: option.value, checked: initial.includes(option.value) }),
        h('span', {}, [
          textObject(option.text),
          option.description ? h('small', {}, textObject(option.description)) : null,
        ]),
      ]),
    ),
  );
}

const people = (element, id) =>
  h(
    'select',
    { id, class: 'select' },
    h('option', { value: '' }, element.placeholder?.text ?? 'Choose'),
    peopleOptions(element.type),
  );

const CONTROLS = {
  plain_text_input: plainText,
  email_text_input: text('email'),
  url_text_input: text('url'),
  number_input: numberInput,
  static_select: select,
  multi_static_select: (element, id) => select(element, id, true),
  radio_buttons: (element, id) => choices('radio', element, id),
  checkboxes: (element, id) => choices('checkbox', element, id),
  datepicker: (element, id) => h('input', { id, type: 'date', value: element.initial_date }),
  timepicker: (element, id) => h('input', { id, type: 'time', value: element.initial_time }),
  users_select: people,
  channels_select: people,
  conversations_select: people,
};

/** An input block: label, control, hint and a place for what is wrong with it. */
export function inputBlock(block) {
  const id = `input-${block.block_id}`;
  const control = CONTROLS[block.element.type]?.(block.element, id) ?? `[${block.element.type}]`;
  return h('div', { class: 'input', 'data-block': block.block_id }, [
    h(
      'label',
      { class: 'input-label', for: id },
      textObject(block.label),
      block.optional ? h('span', { class: 'optional' }, ' (optional)') : null,
    ),
    control,
    block.hint ? h('div', { class: 'hint' }, textObject(block.hint)) : null,
    h('div', { class: 'input-error', role: 'alert' }),
  ]);
}

function chosen(element, root) {
  const values = [...root.querySelectorAll('input:checked, option:checked')]
    .map((node) => node.value)
    .filter((value) => value !== '');
  const options = (element.option_groups?.flatMap((group) => group.options) ?? element.options ?? []).filter((option) =>
    values.includes(option.value),
  );
  return ['checkboxes', 'multi_static_select'].includes(element.type)
    ? { selected_options: options }
    : { selected_option: options[0] ?? null };
}

const PICKED = {
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  users_select: 'selected_user',
  channels_select: 'selected_channel',
  conversations_select: 'selected_conversation',
};

function typedValue(block, root) {
  const { element } = block;
  if (element.options || element.option_groups) return chosen(element, root);
  const typed = root.querySelector('input, textarea, select')?.value || null;
  return { [PICKED[element.type] ?? 'value']: typed };
}

/** What a form holds, in Slack's `{block_id: {action_id: {...}}}`. */
export function readValues(form, blocks) {
  const inputs = blocks.filter((block) => block.type === 'input');
  return Object.fromEntries(
    inputs.map((block) => {
      const root = form.querySelector(`[data-block="${CSS.escape(block.block_id)}"]`);
      return [block.block_id, { [block.element.action_id]: typedValue(block, root) }];
    }),
  );
}
