/**
 * Creates an element. Text is always set as text, never as HTML; `on*` properties become listeners, `class` and
 * everything else attributes, and false, null and undefined are left out.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) setProperty(element, name, value);
  element.append(
    ...children
      .flat(Number.POSITIVE_INFINITY)
      .filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

function setProperty(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? '' : String(value));
}

/** A group of nodes without an element of its own. */
export function fragment(nodes) {
  const group = document.createDocumentFragment();
  group.append(...nodes);
  return group;
}
