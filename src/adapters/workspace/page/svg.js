const SVG = 'http://www.w3.org/2000/svg';

/** Creates an SVG element; the page's policy allows no inline style, so everything is an attribute. */
export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children.flat(Number.POSITIVE_INFINITY));
  return element;
}

/** A drawing of 20 by 20 units that is not read out: what it means is said beside it. */
export function drawing(...shapes) {
  return s('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false' }, shapes);
}

/** A line drawn in the colour of the text around it. */
export function line(d, width = 2) {
  return s('path', {
    d,
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': width,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  });
}
