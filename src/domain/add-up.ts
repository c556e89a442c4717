/** Several counts by name as one, each name's counts added up; a name that one of them lacks counts as 0 there. */
export function addUp<T extends Record<keyof T, number>>(all: readonly T[]): T {
  const names = [...new Set(all.flatMap((counts) => Object.keys(counts)))] as (keyof T)[];
  const total = (name: keyof T): number => all.reduce((sum, counts) => sum + (counts[name] ?? 0), 0);
  return Object.fromEntries(names.map((name) => [name, total(name)])) as T;
}
