/** A point in logical pixels. */
export interface Point {
  x: number;
  y: number;
}

/** A rectangle in logical pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where a label is, and which point of its line it belongs to. */
export interface Placed {
  box: Box;
  anchor: Point;
}

/** What a label must not lie on: other labels at all, lines if it can be avoided. */
export interface Obstacles {
  boxes: readonly Box[];
  lines: readonly (readonly Point[])[];
}

const LEVELS = 8;
const GAP = 5;
const CROSSING_COST = 12;
const OUTSIDE_COST = 0.4;

/**
 * The best free place for a label of this size near one of its line's `anchors`, inside `area`; null if there is none.
 * Near places come first, above before below; crossing lines costs, lying on another label is forbidden.
 */
export function placeLabel(
  anchors: readonly Point[],
  size: { width: number; height: number },
  area: Box,
  obstacles: Obstacles,
): Placed | null {
  let best: { placed: Placed; cost: number } | null = null;
  for (const anchor of anchors) {
    for (const { box, distance } of placesAround(anchor, size, area)) {
      if (!contains(area, box) || obstacles.boxes.some((other) => overlap(box, other))) continue;
      const cost = distance + CROSSING_COST * crossings(box, obstacles.lines) + OUTSIDE_COST * outside(box, anchors);
      if (best === null || cost < best.cost) best = { placed: { box, anchor }, cost };
    }
  }
  return best?.placed ?? null;
}

/**
 * Moves labels apart that want to stand beside each other in one column: each at least `spacing` below the one before,
 * all within [top, bottom], as near to where they want to be as that allows. The result is in the order of `wanted`.
 */
export function spreadColumn(wanted: readonly number[], spacing: number, top: number, bottom: number): number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  let lowest = top;
  for (const label of order) {
    label.y = Math.max(label.y, lowest);
    lowest = label.y + spacing;
  }
  let highest = bottom;
  for (const label of order.toReversed()) {
    label.y = Math.min(label.y, highest);
    highest = label.y - spacing;
  }
  return order.sort((a, b) => a.index - b.index).map(({ y }) => y);
}

/** Above and below an anchor, farther and farther away; moved sideways as far as it takes to stay in the area. */
function placesAround(anchor: Point, { width, height }: { width: number; height: number }, area: Box) {
  const left = Math.max(area.left, Math.min(anchor.x - width / 2, area.left + area.width - width));
  return Array.from({ length: 2 * LEVELS }, (_, index) => {
    const level = Math.floor(index / 2);
    const away = GAP + level * (height / 2);
    const top = index % 2 === 0 ? anchor.y - away - height : anchor.y + away;
    return { box: { left, top, width, height }, distance: away + (index % 2) * 3 };
  });
}

function contains(area: Box, box: Box): boolean {
  return (
    box.left >= area.left &&
    box.top >= area.top &&
    box.left + box.width <= area.left + area.width &&
    box.top + box.height <= area.top + area.height
  );
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}

/** How far the box reaches beyond the stretch of line that it names, in logical px. */
function outside(box: Box, anchors: readonly Point[]): number {
  const left = anchors[0]?.x ?? box.left;
  const right = anchors.at(-1)?.x ?? box.left;
  return Math.max(0, left - box.left) + Math.max(0, box.left + box.width - right);
}

/** Whether a vertical line from the anchor to its label would run through another label. */
export function isLeaderFree({ box, anchor }: Placed, others: readonly Box[]): boolean {
  const top = Math.min(anchor.y, box.top + box.height);
  const leader = { left: anchor.x, top, width: 0.1, height: Math.max(anchor.y, box.top) - top };
  return !others.some((other) => other !== box && overlap(leader, other));
}

/** How many line segments come near the box, by their bounding boxes: short segments make that close enough. */
function crossings(box: Box, lines: Obstacles['lines']): number {
  let found = 0;
  for (const line of lines) {
    for (let i = 1; i < line.length; i += 1) {
      const [from, to] = [line[i - 1], line[i]];
      if (from === undefined || to === undefined) continue;
      const segment = {
        left: Math.min(from.x, to.x),
        top: Math.min(from.y, to.y) - 1,
        width: Math.abs(to.x - from.x) + 0.1,
        height: Math.abs(to.y - from.y) + 2,
      };
      if (overlap(box, segment)) found += 1;
    }
  }
  return found;
}
