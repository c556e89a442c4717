import { post, remove } from './api.js';
import { blocks } from './blocks.js';
import { readValues, restoreValues } from './controls.js';
import { h } from './dom.js';
import { keepingFocus } from './focus.js';
import { textObject } from './mrkdwn.js';
import { languageOf } from './spoken-language.js';
import { store } from './store.js';

/** The open dialog and the modal that it shows. */
let shown;

function showErrors(dialog, errors) {
  for (const field of dialog.querySelectorAll('.input')) {
    const error = errors[field.dataset.block] ?? '';
    field.querySelector('.input-error').textContent = error;
    field.querySelector('[data-control]')?.setAttribute('aria-invalid', String(error !== ''));
  }
  const [wrong] = dialog.querySelectorAll('[aria-invalid="true"]');
  (wrong?.querySelector('input') ?? wrong)?.focus();
}

async function submit(event) {
  event.preventDefault();
  const { dialog, modal } = shown;
  const button = dialog.querySelector('.primary[type="submit"]');
  const failure = dialog.querySelector('.dialog-failure');
  if (!button || button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  failure.textContent = '';
  try {
    const values = readValues(dialog, modal.view.blocks);
    const answer = await post('/control/views', { user: store.user.id, callback_id: modal.callback_id, values });
    if (shown?.dialog === dialog) showErrors(dialog, answer.errors ?? {});
    if (answer.error) failure.textContent = 'nlb did not answer in time. Try again.';
  } catch (error) {
    failure.textContent = error.message;
  }
  button.removeAttribute('aria-busy');
}

/** Puts the view on top away, or with `all` the whole stack; the workspace then tells what is left to show. */
function dismiss(all) {
  const failure = shown?.dialog.querySelector('.dialog-failure');
  remove('/control/modal', { user: store.user.id, ...(all ? { all: 'true' } : {}) }).catch((error) => {
    if (failure) failure.textContent = error.message;
  });
}

function content(modal, dialog) {
  const { view } = modal;
  const surface = { viewId: modal.view_id, read: () => readValues(dialog, view.blocks) };
  return h('form', { novalidate: true, onsubmit: submit, lang: languageOf(view.blocks, view.title.text) }, [
    h('header', { class: 'dialog-head' }, [
      h('h2', { id: 'modal-title' }, textObject(view.title)),
      h(
        'button',
        {
          type: 'button',
          class: 'icon-button',
          'aria-label': 'Close',
          'data-focus': 'cross',
          onclick: () => dismiss(true),
        },
        '\u2715',
      ),
    ]),
    h('div', { class: 'dialog-body' }, blocks(view.blocks, surface)),
    h('p', { class: 'dialog-failure', role: 'alert' }),
    h('footer', { class: 'dialog-foot' }, [
      h(
        'button',
        { type: 'button', class: 'button', 'data-focus': 'close', onclick: () => dismiss(false) },
        view.close ? textObject(view.close) : 'Cancel',
      ),
      view.submit
        ? h('button', { type: 'submit', class: 'button primary', 'data-focus': 'submit' }, textObject(view.submit))
        : null,
    ]),
  ]);
}

function open() {
  const oncancel = (event) => {
    event.preventDefault();
    dismiss(true);
  };
  const dialog = h('dialog', { class: 'dialog modal', 'aria-labelledby': 'modal-title', oncancel });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A new version of the same view: what was entered stays, as do the focus and the place that was scrolled to. */
function renew({ dialog, modal: before }, modal) {
  const values = readValues(dialog, before.view.blocks);
  const errors = [...dialog.querySelectorAll('.input-error')].map((node) => [node.id, node.textContent]);
  const scrolled = dialog.querySelector('.dialog-body').scrollTop;
  keepingFocus(
    () => dialog,
    () => {
      dialog.replaceChildren(content(modal, dialog));
      restoreValues(dialog, modal.view.blocks, values);
    },
  );
  for (const [id, text] of errors) {
    const node = text === '' ? null : document.getElementById(id);
    if (node) node.textContent = text;
  }
  dialog.querySelector('.dialog-body').scrollTop = scrolled;
  if (!dialog.contains(document.activeElement)) focusFirst(dialog);
}

function focusFirst(dialog) {
  const [first] = dialog.querySelectorAll('.dialog-body :is(input, textarea, select, button)');
  (first ?? dialog.querySelector('.dialog-foot button'))?.focus();
}

/** Shows the modal that the store has, and takes away the one it no longer has. */
export function drawModal() {
  const { modal } = store;
  const key = modal && `${modal.view_id} ${modal.view.hash}`;
  if (shown?.key === key) return;
  if (!modal) {
    // Closing gives the focus back to where it was before.
    shown.dialog.close();
    shown.dialog.remove();
    shown = undefined;
    return;
  }
  if (shown?.modal.view_id === modal.view_id) {
    renew(shown, modal);
    shown = { ...shown, key, modal };
    return;
  }
  const dialog = shown?.dialog ?? open();
  dialog.replaceChildren(content(modal, dialog));
  shown = { dialog, key, modal };
  focusFirst(dialog);
}
