import { press } from './actions.js';
import { control, isGroup } from './controls.js';
import { h } from './dom.js';
import { textObject } from './mrkdwn.js';
import { languageOf } from './spoken-language.js';

/** Slack's own word, in the language of the form. */
const OPTIONAL = { ja: ' (任意)' };
/** How long typing must rest before it counts, in milliseconds. */
const TYPING_RESTS_MS = 400;

const isTyped = (element) => element.type.endsWith('_input');

/** When an input with `dispatch_action` tells the bot: at a choice, and of text at Enter unless it says otherwise. */
function dispatching(block, surface, nodeOf) {
  const { element } = block;
  if (block.dispatch_action !== true) return {};
  const tell = () => press(nodeOf(), element, surface, { block });
  if (!isTyped(element)) return { onchange: tell };
  const events = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  let timer;
  const oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(tell, TYPING_RESTS_MS);
  };
  const onkeydown = (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    void tell();
  };
  return {
    ...(events.includes('on_character_entered') ? { oninput } : {}),
    ...(events.includes('on_enter_pressed') ? { onkeydown } : {}),
  };
}

/** Slack says so below such a field. */
function enterHint(block) {
  const { element } = block;
  const events = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  const byEnter = block.dispatch_action === true && isTyped(element) && events.includes('on_enter_pressed');
  return byEnter ? h('div', { class: 'hint' }, 'Press Enter to update what is below.') : null;
}

/** An input block: label, control, hint and a place for what is wrong with it. */
export function inputBlock(block, surface) {
  const { element } = block;
  const id = `input-${block.block_id}`;
  const node = control(block, element, {
    id,
    'aria-describedby': `${id}-hint ${id}-error`,
    'aria-required': block.optional ? undefined : 'true',
    ...(isGroup(element) ? { 'aria-labelledby': `${id}-label`, 'aria-required': undefined } : {}),
    ...dispatching(block, surface, () => node),
  });
  const label = [
    textObject(block.label),
    block.optional
      ? h('span', { class: 'optional' }, OPTIONAL[languageOf([], block.label.text)] ?? ' (optional)')
      : null,
  ];
  return h('div', { class: 'input', 'data-block': block.block_id }, [
    isGroup(element)
      ? h('div', { class: 'input-label', id: `${id}-label` }, label)
      : h('label', { class: 'input-label', for: id }, label),
    node,
    h('div', { id: `${id}-hint` }, [
      block.hint ? h('div', { class: 'hint' }, textObject(block.hint)) : null,
      enterHint(block),
    ]),
    h('div', { id: `${id}-error`, class: 'input-error', role: 'alert' }),
  ]);
}
