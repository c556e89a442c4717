/** Which of many things have a card of their own, each an index; the last card stands for `rest`, if there are any. */
export interface Folded {
  shown: number[];
  rest: number[];
}

/**
 * Keeps at most `limit` cards. Where that is too few, those that weigh most keep their own, in their usual order, and
 * the last card is for all others.
 */
export function foldCards(weights: readonly number[], limit: number): Folded {
  const all = weights.map((_, index) => index);
  if (all.length <= limit) return { shown: all, rest: [] };
  const heaviest = [...all].sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b).slice(0, limit - 1);
  const shown = heaviest.sort((a, b) => a - b);
  return { shown, rest: all.filter((index) => !shown.includes(index)) };
}

/** The card of a thing, by its index. */
export function cardOf({ shown }: Folded, index: number): number {
  const at = shown.indexOf(index);
  return at < 0 ? shown.length : at;
}
