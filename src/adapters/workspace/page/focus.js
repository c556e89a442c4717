const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';

/** What names the focused node in a way that outlives it, and where the caret is. */
function focusIn(root) {
  const focused = document.activeElement;
  if (!focused || !root?.contains(focused)) return undefined;
  if (focused === root) return { self: true };
  const named = focused.closest('[data-focus]');
  const holder = named && root.contains(named) ? named : undefined;
  return {
    name: holder?.dataset.focus,
    inside: holder ? [...holder.querySelectorAll('input')].indexOf(focused) : -1,
    position: [...root.querySelectorAll(FOCUSABLE)].indexOf(focused),
    // Numbers and the like have no caret to read.
    caret: typeof focused.selectionStart === 'number' ? [focused.selectionStart, focused.selectionEnd] : undefined,
  };
}

function successor(root, { self, name, inside, position }) {
  if (self) return root;
  if (name === undefined) return root.querySelectorAll(FOCUSABLE)[position];
  const named = root.querySelector(`[data-focus="${CSS.escape(name)}"]`);
  return inside < 0 ? named : named?.querySelectorAll('input')[inside];
}

/**
 * Draws something anew without taking the focus away: it goes to the node that has the place of the focused one.
 * `find` gives the part of the page that this is about, before and after.
 */
export function keepingFocus(find, draw) {
  const before = focusIn(find());
  draw();
  const root = find();
  if (!before || !root || (root.contains(document.activeElement) && document.activeElement !== root)) return;
  const target = successor(root, before);
  target?.focus({ preventScroll: true });
  if (before.caret && target?.setSelectionRange) target.setSelectionRange(...before.caret);
}
