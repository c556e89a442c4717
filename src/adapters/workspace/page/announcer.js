import { userName } from './people.js';
import { store } from './store.js';

const SAID_MAX = 240;

/** Says something to those who listen instead of looking, when they are done listening to what is said now. */
export function announce(text) {
  const announcer = document.getElementById('announcer');
  // The same words twice would not be heard the second time.
  announcer.textContent = announcer.textContent === text ? `${text}\u00A0` : text;
}

/** Text as it is spoken: without the marks of mrkdwn. */
function spoken(text) {
  const plain = text
    .replaceAll(/```|[*_~`>]|:[a-z0-9_+-]+:/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return plain.length > SAID_MAX ? `${plain.slice(0, SAID_MAX)}\u2026` : plain;
}

const stateOf = (message) => message?.metadata?.event_payload?.state;

/**
 * Says what is new in the open channel: messages of others, and a run's message when its state changes. Its progress,
 * every few seconds, is not said: nobody could hear anything else.
 */
export function tellChange({ kind, message, ephemeral }) {
  const { channel } = store.place;
  if (kind === 'ephemeral_posted' && ephemeral.channel === channel?.id) {
    announce(`To you alone: ${spoken(ephemeral.text)}`);
  }
  if (message?.channel !== channel?.id || !message || message.user === store.user.id) return;
  const before = store.roots?.find(({ ts }) => ts === message.ts);
  const isNew = kind === 'message_posted';
  if (isNew || (kind === 'message_updated' && before && stateOf(before) !== stateOf(message))) {
    announce(`${userName(message.user)}: ${spoken(message.text)}`);
  }
}
