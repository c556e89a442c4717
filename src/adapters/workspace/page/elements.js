import { press } from './actions.js';
import { h } from './dom.js';
import { image } from './images.js';
import { textObject } from './mrkdwn.js';
import { store } from './store.js';

function button(element, surface) {
  const style = element.style ? ` ${element.style}` : '';
  const label = element.accessibility_label;
  if (element.url) {
    return h(
      'a',
      { class: `button${style}`, href: element.url, target: '_blank', rel: 'noopener noreferrer', 'aria-label': label },
      textObject(element.text),
    );
  }
  const control = h(
    'button',
    {
      type: 'button',
      class: `button${style}`,
      'aria-label': label,
      'data-action': element.action_id,
      onclick: () => press(control, element, surface, element.value),
    },
    textObject(element.text),
  );
  return control;
}

const optionText = (option) => option.text.text;

function optionNodes(element) {
  const nodes = (options) =>
    (options ?? []).map((option) =>
      h(
        'option',
        { value: option.value, selected: element.initial_option?.value === option.value },
        optionText(option),
      ),
    );
  return element.option_groups
    ? element.option_groups.map((group) => h('optgroup', { label: group.label.text }, nodes(group.options)))
    : nodes(element.options);
}

function select(element, surface) {
  const control = h(
    'select',
    {
      class: 'select',
      'data-action': element.action_id,
      'aria-label': element.placeholder?.text ?? 'Choose',
      onchange: () => press(control, element, surface, control.value),
    },
    element.initial_option
      ? null
      : h('option', { value: '', disabled: true, selected: true }, element.placeholder?.text ?? 'Choose'),
    optionNodes(element),
  );
  return control;
}

function choices(type, element, surface) {
  const group = h(
    'fieldset',
    { class: 'choices' },
    element.options.map((option) =>
      h('label', {}, [
        h('input', {
          type,
          name: element.action_id,
          value: option.value,
          onchange: () => press(group, element, surface, option.value),
        }),
        h('span', {}, textObject(option.text)),
      ]),
    ),
  );
  return group;
}

const ELEMENTS = {
  button,
  static_select: select,
  overflow: (element, surface) => select({ ...element, placeholder: { text: 'More' } }, surface),
  radio_buttons: (element, surface) => choices('radio', element, surface),
  checkboxes: (element, surface) => choices('checkbox', element, surface),
  image: (element) => image(element.image_url, element.alt_text, true),
};

/** An interactive element of a message, a modal or the App Home. */
export function element(described, surface) {
  return ELEMENTS[described.type]?.(described, surface) ?? h('span', { class: 'unknown' }, `[${described.type}]`);
}

/** Options for elements that choose a person or a channel. */
export function peopleOptions(type) {
  const list = type === 'users_select' ? store.users : store.channels;
  return list.map(({ id, name }) => h('option', { value: id }, name));
}
