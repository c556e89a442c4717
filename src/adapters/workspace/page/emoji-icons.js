import { drawing, line, s } from './svg.js';

const BLUE = '#1d6fc4';
const GREEN = '#0a8a5f';
const RED = '#d0342c';
const AMBER = '#e09b00';
const GREY = '#7a828e';

const disc = (fill) => s('circle', { cx: 10, cy: 10, r: 8, fill });
const box = (fill) => s('rect', { x: 2, y: 2, width: 16, height: 16, rx: 3, fill });
const stroke = (d, colour, width = 2.2) =>
  s('path', {
    d,
    fill: 'none',
    stroke: colour,
    'stroke-width': width,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  });
const shape = (d, fill) => s('path', { d, fill });
const dot = (cx, cy, fill) => s('circle', { cx, cy, r: 1.4, fill });

/** Drawings for the emoji that the bot says most: a machine without a font for emoji would show boxes instead. */
const ICONS = {
  white_check_mark: () => [box(GREEN), stroke('M5.8 10.4l3 3 5.6-6.4', '#fff')],
  x: () => [stroke('M4 4l12 12M16 4L4 16', RED, 3.4)],
  warning: () => [shape('M10 1.8l8.6 15.4H1.4z', AMBER), stroke('M10 7.6v4.6', '#221a00'), dot(10, 15, '#221a00')],
  large_blue_circle: () => [disc(BLUE)],
  large_green_circle: () => [disc(GREEN)],
  large_yellow_circle: () => [disc('#f2c200')],
  large_orange_circle: () => [disc('#e5781e')],
  red_circle: () => [disc(RED)],
  white_circle: () => [s('circle', { cx: 10, cy: 10, r: 7.4, fill: '#fff', stroke: GREY, 'stroke-width': 1.4 })],
  rotating_light: () => [
    shape('M5 14V9.5a5 5 0 0 1 10 0V14z', RED),
    s('rect', { x: 3, y: 14.6, width: 14, height: 3, rx: 1, fill: GREY }),
    stroke('M10 .9v1.6M3.2 3.4l1.2 1.2M16.8 3.4l-1.2 1.2', RED, 1.6),
  ],
  grey_question: () => [
    stroke('M6.4 6.6a3.6 3.6 0 1 1 5.4 3.2c-1.3.8-1.8 1.4-1.8 2.8', GREY, 2.4),
    dot(10, 16.4, GREY),
  ],
  no_entry: () => [disc(RED), s('rect', { x: 5, y: 8.6, width: 10, height: 2.8, rx: 0.6, fill: '#fff' })],
  octagonal_sign: () => [
    shape('M6.6 1.8h6.8l4.8 4.8v6.8l-4.8 4.8H6.6l-4.8-4.8V6.6z', RED),
    s('rect', { x: 5, y: 8.6, width: 10, height: 2.8, fill: '#fff' }),
  ],
  no_entry_sign: () => [
    s('circle', { cx: 10, cy: 10, r: 7, fill: 'none', stroke: RED, 'stroke-width': 2.2 }),
    stroke('M5 5l10 10', RED),
  ],
  lock: () => [
    stroke('M6.4 9V6.4a3.6 3.6 0 0 1 7.2 0V9', GREY),
    s('rect', { x: 4, y: 8.6, width: 12, height: 9, rx: 2, fill: AMBER }),
  ],
  hourglass: () => [
    shape('M5.4 3.4h9.2L10 10z', AMBER),
    shape('M10 10l4.6 6.6H5.4z', AMBER),
    stroke('M4.4 2.6h11.2M4.4 17.4h11.2', GREY, 1.8),
  ],
  hourglass_flowing_sand: () => [
    shape('M5.4 3.4h9.2L10 10z', AMBER),
    shape('M10 13l3 3.6H7z', AMBER),
    stroke('M10 10v3', AMBER, 1.2),
    stroke('M5 3.4c0 3.6 5 4.6 5 6.6s-5 3-5 6.6M15 3.4c0 3.6-5 4.6-5 6.6s5 3 5 6.6', GREY, 1.2),
    stroke('M4.4 2.6h11.2M4.4 17.4h11.2', GREY, 1.8),
  ],
  alarm_clock: () => [
    s('circle', { cx: 10, cy: 11, r: 6.6, fill: '#fff', stroke: RED, 'stroke-width': 2 }),
    stroke('M10 7.4V11l2.4 1.6', GREY, 1.6),
    stroke('M2.8 5.4l2.8-2.6M17.2 5.4l-2.8-2.6', RED),
  ],
  fast_forward: () => [
    s('rect', { x: 2, y: 2, width: 16, height: 16, rx: 3, fill: BLUE }),
    shape('M4.8 6l5 4-5 4zM10 6l5 4-5 4z', '#fff'),
  ],
  leftwards_arrow_with_hook: () => [line('M7.4 6L3 10.2l4.4 4.2M3.4 10.2h9.2a3.8 3.8 0 0 0 0-7.6')],
  bulb: () => [
    shape('M10 1.6a5.6 5.6 0 0 1 3 10.3V14H7v-2.1a5.6 5.6 0 0 1 3-10.3z', AMBER),
    stroke('M7.6 16h4.8M8.6 18.4h2.8', GREY, 1.6),
  ],
  bar_chart: () => [
    s('rect', { x: 3, y: 10, width: 3.6, height: 7.4, fill: BLUE }),
    s('rect', { x: 8.2, y: 3, width: 3.6, height: 14.4, fill: GREEN }),
    s('rect', { x: 13.4, y: 6.6, width: 3.6, height: 10.8, fill: '#e5781e' }),
  ],
  calendar: () => [
    s('rect', { x: 2.6, y: 4, width: 14.8, height: 13.4, rx: 2, fill: 'none', stroke: GREY, 'stroke-width': 1.8 }),
    s('rect', { x: 2.6, y: 4, width: 14.8, height: 4, fill: RED }),
    stroke('M6.4 2v3.4M13.6 2v3.4', GREY, 1.8),
  ],
};

/** A drawing for an emoji name, or undefined. */
export function iconOf(name) {
  return Object.hasOwn(ICONS, name) ? drawing(ICONS[name]()) : undefined;
}
