/** The candidate nearest in spelling (optimal string alignment distance), or null when none is near enough to be meant. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  const prefix =
    word.length >= 3 ? candidates.find((candidate) => candidate.startsWith(word.toLowerCase())) : undefined;
  if (prefix !== undefined) return prefix;
  if (best === null) return null;
  // Two changes turn any word of two or three letters into another, so a short candidate allows one.
  return bestDistance <= (best.length <= 3 ? 1 : Math.max(2, Math.floor(best.length / 3))) ? best : null;
}

function editDistance(a: string, b: string): number {
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let j = 1; j <= b.length; j++) rows[0]?.push(j);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) value = Math.min(value, at(i - 2, j - 2) + 1);
      rows[i]?.push(value);
    }
  }
  return at(a.length, b.length);
}
