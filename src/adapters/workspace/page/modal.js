import { post, remove } from './api.js';
import { blocks } from './blocks.js';
import { h } from './dom.js';
import { readValues } from './inputs.js';
import { textObject } from './mrkdwn.js';
import { store } from './store.js';

let shown;

function showErrors(dialog, errors) {
  for (const field of dialog.querySelectorAll('.input')) {
    const error = errors[field.dataset.block] ?? '';
    field.querySelector('.input-error').textContent = error;
    field.querySelector('input, textarea, select')?.setAttribute('aria-invalid', String(error !== ''));
  }
  dialog.querySelector('[aria-invalid="true"]')?.focus();
}

async function submit(dialog, { callback_id, view }) {
  const button = dialog.querySelector('.primary');
  const failure = dialog.querySelector('.dialog-failure');
  button.disabled = true;
  failure.textContent = '';
  try {
    const values = readValues(dialog, view.blocks);
    const answer = await post('/control/views', { user: store.user.id, callback_id, values });
    showErrors(dialog, answer.errors ?? {});
    if (answer.error) failure.textContent = 'nlb did not answer in time. Try again.';
  } catch (error) {
    failure.textContent = error.message;
  }
  button.disabled = false;
}

function dismiss() {
  remove('/control/modal', { user: store.user.id }).catch(() => undefined);
}

function build(modal) {
  const { view } = modal;
  const surface = { viewId: modal.view_id };
  const onsubmit = (event) => {
    event.preventDefault();
    return submit(dialog, modal);
  };
  const dialog = h('dialog', { class: 'dialog modal', 'aria-labelledby': 'modal-title', oncancel: dismiss }, [
    h('form', { novalidate: true, onsubmit }, [
      h('header', { class: 'dialog-head' }, [
        h('h2', { id: 'modal-title' }, textObject(view.title)),
        h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', onclick: dismiss }, '\u2715'),
      ]),
      h('div', { class: 'dialog-body' }, blocks(view.blocks, surface)),
      h('p', { class: 'dialog-failure', role: 'alert' }),
      h('footer', { class: 'dialog-foot' }, [
        h(
          'button',
          { type: 'button', class: 'button', onclick: dismiss },
          view.close ? textObject(view.close) : 'Cancel',
        ),
        view.submit ? h('button', { type: 'submit', class: 'button primary' }, textObject(view.submit)) : null,
      ]),
    ]),
  ]);
  return dialog;
}

/** Shows the modal that the store has, and takes away the one it no longer has. */
export function drawModal() {
  const { modal } = store;
  const key = modal && `${modal.view_id} ${modal.view.hash}`;
  if (shown?.key === key) return;
  shown?.dialog.remove();
  shown = modal ? { key, dialog: build(modal) } : undefined;
  if (!shown) return;
  document.body.append(shown.dialog);
  shown.dialog.showModal();
  shown.dialog.querySelector('.dialog-body :is(input, textarea, select)')?.focus();
}
