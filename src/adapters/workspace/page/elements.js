import { press } from './actions.js';
import { control, isStateful } from './controls.js';
import { h } from './dom.js';
import { image } from './images.js';
import { textObject } from './mrkdwn.js';

function button(element, { surface }) {
  const style = element.style ? ` ${element.style}` : '';
  const label = element.accessibility_label;
  if (element.url) {
    return h(
      'a',
      { class: `button${style}`, href: element.url, target: '_blank', rel: 'noopener noreferrer', 'aria-label': label },
      textObject(element.text),
    );
  }
  const node = h(
    'button',
    {
      type: 'button',
      class: `button${style}`,
      'aria-label': label,
      'data-action': element.action_id,
      'data-focus': `${element.action_id} ${element.value ?? ''}`,
      onclick: () => press(node, element, surface, { value: element.value }),
    },
    textObject(element.text),
  );
  return node;
}

/** An overflow menu: it does something and keeps no choice. */
function overflow(element, { surface }) {
  const choose = async () => {
    const { value } = node;
    node.value = '';
    await press(node, element, surface, { value });
  };
  const node = h(
    'select',
    { class: 'select overflow', 'aria-label': 'More actions', 'data-focus': element.action_id, onchange: choose },
    h('option', { value: '', disabled: true, selected: true, hidden: true }, '\u22EF'),
    element.options.map((option) => h('option', { value: option.value }, option.text.text)),
  );
  return node;
}

function stateful(element, { block, surface }) {
  const node = control(block, element, {
    'data-focus': element.action_id,
    'aria-label': element.placeholder?.text ?? 'Choose',
    onchange: () => press(node, element, surface, { block }),
  });
  return node;
}

const ELEMENTS = {
  button,
  overflow,
  image: (element) => image(element.image_url, element.alt_text, true),
};

/** An interactive element of a message, a modal or the App Home; `place` is its block and its surface. */
export function element(described, place) {
  if (isStateful(described)) return stateful(described, place);
  return ELEMENTS[described.type]?.(described, place) ?? h('span', { class: 'unknown' }, `[${described.type}]`);
}
