import { post } from './api.js';
import { h } from './dom.js';
import { store } from './store.js';

const history = [];

/**
 * The field for messages, mentions and slash commands. `threadTs()` is the open thread's root or undefined; `sent()` is
 * called after something was sent.
 */
export function createComposer({ label, hint, threadTs, sent }) {
  let recalled = 0;
  const notice = h('p', { class: 'notice', role: 'alert' });
  const field = h('textarea', {
    rows: 1,
    'aria-label': label,
    placeholder: label,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const grow = () => {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, 160)}px`;
  };
  const fill = (text) => {
    field.value = text;
    grow();
    field.focus();
  };

  const send = async () => {
    const text = field.value.trim();
    if (text === '') return;
    history.push(text);
    recalled = history.length;
    notice.textContent = '';
    fill('');
    sent();
    try {
      await say(text, threadTs());
    } catch (error) {
      notice.textContent = error.message;
      if (field.value === '') fill(text);
    }
  };
  const recall = (step) => {
    recalled = Math.max(0, Math.min(history.length, recalled + step));
    fill(history[recalled] ?? '');
  };

  field.addEventListener('input', grow);
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void send();
    }
    if (event.key === 'ArrowUp' && (field.value === '' || recalled < history.length)) {
      event.preventDefault();
      recall(-1);
    }
    if (event.key === 'ArrowDown' && recalled < history.length) recall(1);
  });

  const onsubmit = (event) => {
    event.preventDefault();
    return send();
  };
  const element = h('form', { class: 'composer', onsubmit }, [
    notice,
    h(
      'div',
      { class: 'composer-box' },
      field,
      h('button', { type: 'submit', class: 'send', 'aria-label': 'Send' }, 'Send'),
    ),
    h('div', { class: 'composer-hint' }, hint(fill)),
  ]);
  return {
    element,
    setLabel(text) {
      field.setAttribute('aria-label', text);
      field.setAttribute('placeholder', text);
    },
  };
}

async function say(text, threadTs) {
  const place = { user: store.user.id, channel: store.place.channel.id, text };
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  if (!text.startsWith('/')) return await post('/control/messages', { ...place, ...thread });
  return await post('/control/commands', { ...place, ...thread });
}
