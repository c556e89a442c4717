import type { PathCard, PathChart, PathColumn, PathLine } from '../../domain/chart/path-spec.ts';
import { HEIGHT, MARGIN, SIZE, WIDTH } from './layout.ts';
import type { Pen, TextStyle } from './pen.ts';

/** A text where it belongs within its card; `y` is its middle. */
interface PlacedLine {
  text: string;
  style: TextStyle;
  kind: PathLine['style'] | 'title';
  y: number;
}

/** A card with its place, in logical px. */
export interface PlacedCard {
  card: PathCard;
  x: number;
  y: number;
  width: number;
  height: number;
  lines: PlacedLine[];
}

export interface PlacedColumn {
  column: PathColumn;
  x: number;
  width: number;
  /** Lines over the cards. */
  caption: string[];
  cards: PlacedCard[];
}

/** Where everything is; `height` is the image's. */
export interface PathLayout {
  columns: PlacedColumn[];
  top: number;
  height: number;
}

export const CARD = { padding: 7, gap: 8, edge: 5 } as const;
export const TITLE: TextStyle = { size: SIZE.subtitle, bold: true };
export const ADDRESS: TextStyle = { size: SIZE.label, mono: true };
export const CAPTION: TextStyle = { size: SIZE.footer };
const LINE = 19;
/** The smallest that is still readable. */
const LEAST = 12;
/** Least width between two columns: an arrow with its percentage. */
const MIN_GAP = 64;
/** A caption may reach into the gap behind its column. */
const CAPTION_REACH = 56;
const WIDTHS: Record<PathColumn['kind'], { least: number; most: number }> = {
  client: { least: 30, most: 30 },
  balancer: { least: 100, most: 172 },
  node: { least: 100, most: 204 },
  // Its caption can not reach beyond the image.
  pod: { least: 166, most: 204 },
};

/** Places the columns between `top` and `bottom` (px from the edges); the image gets higher where they need it. */
export function layOut({ columns }: PathChart, pen: Pen, { top, bottom }: { top: number; bottom: number }): PathLayout {
  const widths = fitting(columns.map((column) => widthOf(column, pen)));
  const gap = (WIDTH - 2 * MARGIN - widths.reduce((sum, width) => sum + width, 0)) / Math.max(1, columns.length - 1);
  let x = MARGIN;
  const placed = columns.map((column, index): PlacedColumn => {
    const width = widths[index] ?? 0;
    const isLast = index === columns.length - 1;
    const reach = width + (isLast ? 0 : Math.min(gap - 8, CAPTION_REACH));
    const caption = column.caption.split('\n').flatMap((line) => pen.wrap(line, CAPTION, reach));
    const at = { column, x, width, caption, cards: column.cards.map((card) => sized(card, column, { x, width }, pen)) };
    x += width + gap;
    return at;
  });
  const heads = LINE + 16 * Math.max(...placed.map(({ caption }) => caption.length)) + 8;
  const stacks = placed.map(({ cards }) => cards.reduce((sum, { height }) => sum + height + CARD.gap, -CARD.gap));
  const room = Math.max(HEIGHT - top - heads - bottom - 12, ...stacks);
  placed.forEach(({ column, cards }, index) => {
    spread(cards, { from: top + heads, room, stack: stacks[index] ?? 0, isTall: column.kind === 'client' });
  });
  return { columns: placed, top, height: Math.ceil(top + heads + room + bottom + 12) };
}

/** Cards one under the other in the middle of the room, further apart where there is more of it. */
function spread(
  cards: PlacedCard[],
  { from, room, stack, isTall }: { from: number; room: number; stack: number; isTall: boolean },
): void {
  const [first] = cards;
  if (isTall && first !== undefined) {
    first.height = Math.min(room, 150);
    first.y = from + (room - first.height) / 2;
    return;
  }
  const extra = Math.min(28, (room - stack) / (cards.length + 1));
  let y = from + (room - stack - extra * (cards.length - 1)) / 2;
  for (const card of cards) {
    card.y = y;
    y += card.height + CARD.gap + extra;
  }
}

/** What a column's widest text needs, up to its limit. */
function widthOf({ kind, cards, head }: PathColumn, pen: Pen): number {
  const texts = cards.flatMap(({ title, value, lines }) => [
    pen.width(value === null ? title : `${title}   ${value}`, TITLE),
    ...lines.map((line) => pen.width(line.text, styleOf(line))),
  ]);
  const widest = Math.max(pen.width(head, TITLE), ...texts);
  const { least, most } = WIDTHS[kind];
  return Math.min(most, Math.max(least, widest + 2 * CARD.padding + CARD.edge));
}

/** Widths that leave room for the arrows. */
function fitting(widths: readonly number[]): number[] {
  const room = WIDTH - 2 * MARGIN - MIN_GAP * (widths.length - 1);
  const factor = Math.min(1, room / widths.reduce((sum, width) => sum + width, 0));
  return widths.map((width) => width * factor);
}

function sized(card: PathCard, { kind }: PathColumn, { x, width }: { x: number; width: number }, pen: Pen): PlacedCard {
  if (kind === 'client') return { card, x, y: 0, width, height: 0, lines: [] };
  const inner = width - 2 * CARD.padding - CARD.edge;
  const value = card.value === null ? 0 : pen.width(card.value, TITLE) + 8;
  const texts: Omit<PlacedLine, 'y'>[] = [
    { text: pen.clip(card.title, TITLE, inner - value), style: TITLE, kind: 'title' },
    ...card.lines.flatMap((line) =>
      broken(line, inner, pen).map((text) => ({ text, ...smaller(text, line, inner, pen) })),
    ),
  ];
  const lines = texts.map((line, index) => ({ ...line, y: CARD.padding + LINE * (index + 0.5) }));
  return { card, x, y: 0, width, height: 2 * CARD.padding + LINE * lines.length, lines };
}

function styleOf({ style }: PathLine): TextStyle {
  return style === 'address' ? ADDRESS : { size: SIZE.label };
}

/** A little smaller where that is enough to fit. */
function smaller(text: string, line: PathLine, width: number, pen: Pen): Pick<PlacedLine, 'style' | 'kind'> {
  let style = styleOf(line);
  while (style.size > LEAST && pen.width(text, style) > width) style = { ...style, size: style.size - 0.5 };
  return { style, kind: line.style };
}

/** A text on as many lines as it needs; an address without spaces is broken behind a dot, a dash or a colon. */
function broken(line: PathLine, width: number, pen: Pen): string[] {
  const usual = styleOf(line);
  if (pen.width(line.text, { ...usual, size: LEAST }) <= width) return [line.text];
  if (line.style !== 'address') return pen.wrap(line.text, usual, width);
  const lines = [''];
  for (const piece of line.text.match(/[^.\-:]*[.\-:]?/g) ?? []) {
    const longer = `${lines.at(-1)}${piece}`;
    if (lines.at(-1) === '' || pen.width(longer, usual) <= width) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines.map((text) => pen.clip(text, { ...usual, size: LEAST }, width));
}
