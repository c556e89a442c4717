import { COLOUR, SIZE } from './layout.ts';
import type { Pen } from './pen.ts';

/** What both axes of both charts share: readable ticks and a title with the unit. */
export function axisStyle(title: string, pen: Pen) {
  return {
    border: { color: COLOUR.muted },
    ticks: { color: COLOUR.muted, font: { family: pen.family, size: SIZE.tick }, maxRotation: 0, includeBounds: false },
    title: {
      display: true,
      text: title,
      color: COLOUR.muted,
      font: { family: pen.family, size: SIZE.label },
      padding: 2,
    },
  };
}
