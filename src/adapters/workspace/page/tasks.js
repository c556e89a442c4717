import { h } from './dom.js';
import { linkTo, withEmoji } from './mrkdwn.js';
import { richText } from './rich-text.js';
import { drawing, line, s } from './svg.js';

const ring = (extra = {}) =>
  s('circle', { cx: 10, cy: 10, r: 7.5, fill: 'none', stroke: 'currentColor', 'stroke-width': 2, ...extra });
const disc = () => s('circle', { cx: 10, cy: 10, r: 8.5, fill: 'currentColor' });
/** A line in the colour of the ground, on a disc. */
const cut = (d) => s('path', { d, class: 'cut', fill: 'none', 'stroke-width': 2, 'stroke-linecap': 'round' });

const STATES = {
  pending: { mark: () => drawing(ring({ 'stroke-dasharray': '2.6 2.6' })), word: 'pending' },
  in_progress: {
    mark: () => drawing(ring({ opacity: 0.25 }), s('g', { class: 'turning' }, line('M10 2.5a7.5 7.5 0 0 1 7.5 7.5'))),
    word: 'in progress',
  },
  complete: { mark: () => drawing(disc(), cut('M6.2 10.4l2.6 2.6 5-5.4')), word: 'done' },
  error: { mark: () => drawing(disc(), cut('M7 7l6 6M13 7l-6 6')), word: 'failed' },
};

/** Plans that a reader has folded, by message and title; a message is drawn anew with each of its edits. */
const folded = new Set();

function task(card, tag) {
  const state = STATES[card.status] ?? STATES.pending;
  return h(tag, { class: `task task-${card.status ?? 'pending'}` }, [
    h('span', { class: 'task-mark', role: 'img', 'aria-label': state.word }, state.mark()),
    h('div', { class: 'task-body' }, [
      h('div', { class: 'task-title' }, withEmoji(card.title)),
      card.details ? h('div', { class: 'task-details' }, richText(card.details)) : null,
      card.output ? h('div', { class: 'task-output' }, richText(card.output)) : null,
      card.sources?.length
        ? h(
            'div',
            { class: 'task-sources' },
            card.sources.map((source) => linkTo(source.url, source.text ?? source.url)),
          )
        : null,
    ]),
  ]);
}

/** A `task_card` block. */
export function taskCardBlock(block) {
  return h('div', { class: 'plan' }, task(block, 'div'));
}

/** A `plan` block: a title that folds, and its tasks in order. */
export function planBlock(block, surface) {
  const key = `${surface.channel} ${surface.ts}`;
  const ontoggle = () => {
    if (frame.open) folded.delete(key);
    else folded.add(key);
  };
  const frame = h('details', { class: 'plan', open: !folded.has(key), ontoggle }, [
    h('summary', { class: 'plan-title', 'data-focus': 'plan' }, withEmoji(block.title)),
    h(
      'ul',
      { class: 'task-list' },
      (block.tasks ?? []).map((card) => task(card, 'li')),
    ),
  ]);
  return frame;
}
