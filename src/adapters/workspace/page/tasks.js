import { h } from './dom.js';
import { linkTo, withEmoji } from './mrkdwn.js';
import { richText } from './rich-text.js';

const STATES = {
  pending: { mark: '\u25CB', word: 'pending' },
  in_progress: { mark: '\u25D4', word: 'in progress' },
  complete: { mark: '\u2713', word: 'done' },
  error: { mark: '\u2715', word: 'failed' },
};

function task(card) {
  const state = STATES[card.status] ?? STATES.pending;
  return h('div', { class: `task task-${card.status}` }, [
    h('span', { class: 'task-mark', role: 'img', 'aria-label': state.word }, state.mark),
    h('div', { class: 'task-body' }, [
      h('div', { class: 'task-title' }, withEmoji(card.title)),
      card.details ? h('div', { class: 'task-details' }, richText(card.details)) : null,
      card.output ? h('div', { class: 'task-output' }, richText(card.output)) : null,
      (card.sources ?? []).map((source) =>
        h('div', { class: 'task-details' }, linkTo(source.url, source.text ?? source.url)),
      ),
    ]),
  ]);
}

/** A `task_card` block. */
export function taskCardBlock(block) {
  return h('div', { class: 'plan' }, task(block));
}

/** A `plan` block: a title and its tasks. */
export function planBlock(block) {
  return h(
    'div',
    { class: 'plan' },
    h('div', { class: 'plan-title' }, withEmoji(block.title)),
    (block.tasks ?? []).map(task),
  );
}
