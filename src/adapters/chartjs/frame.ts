import type { Chart, Plugin } from 'chart.js';
import { COLOUR, HEIGHT, MARGIN, SIZE, WIDTH } from './layout.ts';
import type { Pen, TextStyle } from './pen.ts';

/** What surrounds every chart's plot. */
export interface FrameText {
  title: string;
  subtitle: string;
  footer: string;
}

/** Title, subtitle and footer, ready to be drawn; the plot lies between `top` and `bottom` (logical px from the edges). */
export interface Frame {
  top: number;
  bottom: number;
  /** Draws them on an image of this height. */
  draw(ctx: Chart['ctx'], height: number): void;
  /** The same for Chart.js. */
  plugin: Plugin;
}

const MAX_TITLE_LINES = 2;
const ROOM = WIDTH - 2 * MARGIN;

/** Fits the texts into the image's width: a long title gets smaller, then a second line, then an ellipsis. */
export function frame({ title, subtitle, footer }: FrameText, pen: Pen): Frame {
  const style = titleStyle(title, pen);
  const lines = pen.wrap(title, style, ROOM);
  const shown = lines.slice(0, MAX_TITLE_LINES);
  if (lines.length > shown.length) shown[MAX_TITLE_LINES - 1] = lines.slice(MAX_TITLE_LINES - 1).join(' ');
  const lineHeight = Math.round(style.size * 1.25);
  const subtitleBaseline = MARGIN + shown.length * lineHeight + SIZE.subtitle;
  const draw = (ctx: Chart['ctx'], height: number) => {
    const write = (text: string, baseline: number, textStyle: TextStyle, colour: string) => {
      ctx.font = pen.font(textStyle);
      ctx.fillStyle = colour;
      ctx.fillText(pen.clip(text, textStyle, ROOM), MARGIN, baseline);
    };
    ctx.save();
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    shown.forEach((line, index) => {
      write(line, MARGIN + index * lineHeight + style.size - 2, style, COLOUR.ink);
    });
    write(subtitle, subtitleBaseline, { size: SIZE.subtitle }, COLOUR.muted);
    write(footer, height - MARGIN + 2, { size: SIZE.footer }, COLOUR.muted);
    ctx.restore();
  };
  return {
    top: subtitleBaseline + 8,
    bottom: SIZE.footer + MARGIN,
    draw,
    plugin: { id: 'frame', beforeDraw: ({ ctx }) => draw(ctx, HEIGHT) },
  };
}

function titleStyle(title: string, pen: Pen): TextStyle {
  for (let size: number = SIZE.title; size > SIZE.smallTitle; size -= 1) {
    if (pen.width(title, { size, bold: true }) <= ROOM) return { size, bold: true };
  }
  return { size: SIZE.smallTitle, bold: true };
}
