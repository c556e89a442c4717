import { announce } from './announcer.js';
import { post } from './api.js';
import { readValues } from './controls.js';
import { h } from './dom.js';
import { textObject } from './mrkdwn.js';
import { notify } from './passing-notice.js';
import { store } from './store.js';

/** Where blocks are shown, which decides what a press on them is sent with. */
function placeOf(surface) {
  return surface.viewId ? { view_id: surface.viewId } : { channel: surface.channel, ts: surface.ts };
}

/** Asks what the bot wants to have asked before a press; resolves to whether the person agreed. */
function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  const { promise, resolve } = Promise.withResolvers();
  const onclose = () => {
    dialog.remove();
    resolve(dialog.returnValue === 'yes');
  };
  const named = { 'aria-labelledby': 'confirm-title', 'aria-describedby': 'confirm-text' };
  const dialog = h('dialog', { class: 'dialog confirm', onclose, ...named }, [
    h('form', { method: 'dialog' }, [
      h('h2', { id: 'confirm-title' }, textObject(confirm.title)),
      h('div', { id: 'confirm-text', class: 'dialog-body' }, textObject(confirm.text)),
      h('div', { class: 'dialog-foot' }, [
        h('button', { class: 'button', value: 'no' }, textObject(confirm.deny)),
        h(
          'button',
          { class: `button ${confirm.style === 'danger' ? 'danger' : 'primary'}`, value: 'yes' },
          textObject(confirm.confirm),
        ),
      ]),
    ]),
  ]);
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}

/**
 * Uses an element after its confirmation, and shows on it that this is being done or why it could not be. Of a stateful
 * element of `block`, what was entered goes along, as everything that was entered around it.
 */
export async function press(control, element, surface, { value, block } = {}) {
  if (!(await confirmed(element.confirm))) return;
  control.setAttribute('aria-busy', 'true');
  control.classList.remove('failed');
  control.removeAttribute('title');
  const around = surface.read?.() ?? (block ? readValues(control.parentElement, [block]) : undefined);
  try {
    const answer = await post('/control/actions', {
      user: store.user.id,
      ...placeOf(surface),
      action_id: element.action_id,
      ...(value === undefined ? {} : { value }),
      ...(around === undefined ? {} : { values: around }),
    });
    if (!answer.ok) markFailed(control, 'nlb did not answer in time.');
  } catch (error) {
    // The message has changed while the person was asked, and the control was on it: nothing on the page can show it.
    const isGone = error.status === 404 && !surface.viewId;
    if (isGone) notify(`"${textOf(element)}" is no longer there: the message has changed in the meantime.`);
    else markFailed(control, error.message);
  }
  control.removeAttribute('aria-busy');
}

/** What is written on an element. */
function textOf(element) {
  return element.text?.text ?? element.action_id;
}

function markFailed(control, reason) {
  control.classList.add('failed');
  control.setAttribute('title', reason);
  announce(reason);
}
