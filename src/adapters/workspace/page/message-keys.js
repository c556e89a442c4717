const STEPS = { ArrowUp: -1, ArrowDown: 1 };

/**
 * Lets the arrow keys, Home and End move over the messages of a list, as in Slack. One message at a time is in the order
 * of the Tab key, so that a long channel is one stop and not hundreds; Enter opens its thread.
 */
export function moveByKeys(list) {
  list.addEventListener('keydown', (event) => {
    const row = event.target.closest('article');
    if (event.target !== list && event.target !== row) return;
    const rows = [...list.querySelectorAll('article')];
    const target = targetOf(event.key, rows, rows.indexOf(row));
    if (target) {
      event.preventDefault();
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: 'nearest' });
    }
    if (event.key === 'Enter' && row) row.querySelector('.replies, .start-thread')?.click();
  });
}

function targetOf(key, rows, at) {
  if (key === 'Home') return rows[0];
  if (key === 'End') return rows.at(-1);
  const step = STEPS[key];
  if (step === undefined) return undefined;
  if (at < 0) return step < 0 ? rows.at(-1) : rows[0];
  return rows[at + step];
}
